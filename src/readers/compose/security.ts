import type { Confinement, Container, SeLinux } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { noted, type Service } from './service.ts';
import { quoted, type Setting } from './setting.ts';

type Security = Pick<
  Container,
  | 'privileged'
  | 'allowPrivilegeEscalation'
  | 'capabilitiesAdded'
  | 'capabilitiesDropped'
  | 'user'
  | 'group'
  | 'runAsNonRoot'
  | 'readOnlyRoot'
  | 'seccomp'
  | 'appArmor'
  | 'seLinux'
  | 'procMount'
>;

export function readSecurity(service: Service): Security {
  const privilegedSetting = service.setting('privileged');
  const privileged = service.orDefault(
    privilegedSetting,
    privilegedSetting.boolean(),
    false,
    'the Compose specification takes false',
  );
  const readOnly = service.setting('read_only');
  return {
    privileged,
    ...readOptions(service, privileged),
    capabilitiesAdded: capabilities(service, 'cap_add', 'nothing is added to the default of the engine'),
    capabilitiesDropped: capabilities(service, 'cap_drop', 'nothing is taken from the default of the engine'),
    ...readUser(service),
    readOnlyRoot: service.orDefault(readOnly, readOnly.boolean(), false, 'the Compose specification takes false'),
  };
}

function capabilities(service: Service, key: string, note: string): Seen<readonly string[]> {
  const setting = service.setting(key);
  const names = mapSeen(setting.texts(), (texts) => [
    ...new Set(texts.map((text) => text.toUpperCase().replace(/^CAP_/, ''))),
  ]);
  return service.whole(service.orDefault(setting, names, [], note));
}

function readUser(service: Service): Pick<Security, 'user' | 'group' | 'runAsNonRoot'> {
  const setting = service.setting('user');
  const given = service.orUnknown(setting, setting.text(), 'the image decides');
  const colon = given.value?.indexOf(':') ?? -1;
  const user = mapSeen(given, (text) => (colon === -1 ? text : text.slice(0, colon)) || undefined);
  const group = mapSeen(given, (text) => (colon === -1 ? undefined : text.slice(colon + 1)) || undefined);
  const decided = <T>(part: Seen<T>): Seen<T> =>
    part.value === undefined && part.why === undefined ? { ...part, why: 'the image decides' } : part;
  const never = 'Docker starts a container as root when its user is root';
  return { user: decided(user), group: decided(group), runAsNonRoot: seen(false, noted(setting.at, never)) };
}

interface Option {
  /** `seccomp`, `label`. */
  readonly name: string;
  readonly value: string;
  readonly at: Evidence;
}

type Options = Pick<Security, 'allowPrivilegeEscalation' | 'seccomp' | 'appArmor' | 'seLinux' | 'procMount'>;

/** `security_opt`: `name=value`, or `name:value` as older files have it. The last of a name counts. */
function readOptions(service: Service, privileged: Seen<boolean>): Options {
  const setting = service.setting('security_opt');
  const read = readOptionList(setting);
  const why = read.why ?? service.node.parts.incomplete;
  const option = (name: string): Option | undefined => read.options.findLast((one) => one.name === name);
  // An option that is not known may be any, so nothing that it could say is a default.
  const absent = <T>(value: T, note: string): Seen<T> =>
    why === undefined ? seen(value, noted(setting.at, `absent: ${note}`)) : seen<T>(undefined, setting.at, why);
  const silent = <T>(reason: string): Seen<T> => seen<T>(undefined, setting.at, why ?? reason);
  const unlessPrivileged = <T>(whenPrivileged: T, otherwise: () => Seen<T>): Seen<T> => {
    if (privileged.value === undefined) return silent(privileged.why ?? 'whether it is privileged is not known');
    if (!privileged.value || why !== undefined) return otherwise();
    return seen(whenPrivileged, noted(privileged.at, 'Docker confines no privileged container'));
  };

  const nnp = option('no-new-privileges');
  const seccomp = option('seccomp');
  const appArmor = option('apparmor');
  const paths = option('systempaths');
  const labels = read.options.filter(({ name }) => name === 'label');
  return {
    allowPrivilegeEscalation:
      nnp === undefined
        ? absent(true, 'processes may gain privileges unless the engine is set otherwise')
        : nnp.value === '' || nnp.value === 'true' || nnp.value === 'false'
          ? seen(nnp.value === 'false', nnp.at)
          : setting.invalid('no-new-privileges takes true or false'),
    seccomp:
      seccomp === undefined
        ? unlessPrivileged<Confinement>({ type: 'unconfined' }, () =>
            absent<Confinement>(
              { type: 'default' },
              'Docker applies its own profile unless the engine is set otherwise',
            ),
          )
        : seen(confinement(seccomp.value, 'builtin'), seccomp.at),
    appArmor:
      appArmor === undefined
        ? unlessPrivileged<Confinement>({ type: 'unconfined' }, () =>
            silent('Docker applies its AppArmor profile only where the host has AppArmor'),
          )
        : seen(confinement(appArmor.value, 'docker-default'), appArmor.at),
    seLinux:
      labels.length === 0
        ? unlessPrivileged<SeLinux>({ disabled: true }, () =>
            silent('Docker sets labels only where the engine has SELinux switched on'),
          )
        : seen(seLinux(labels), labels[0]!.at),
    procMount:
      paths?.value === 'unconfined'
        ? seen('Unmasked', paths.at)
        : unlessPrivileged<'Default' | 'Unmasked'>('Unmasked', () =>
            absent('Default', 'Docker masks the dangerous paths of /proc and /sys'),
          ),
  };
}

/** Others, like `writable-cgroups`, are said to be unread: an engine may know them. */
const known = new Set(['no-new-privileges', 'seccomp', 'apparmor', 'label', 'systempaths', 'credentialspec']);

function readOptionList(setting: Setting): { options: Option[]; why: string | undefined } {
  const options: Option[] = [];
  let why = setting.unresolved;
  if (!setting.empty && why === undefined && setting.node.list === undefined) why = 'security_opt is no list';
  for (const item of setting.items()) {
    const { value, at, why: reason } = item.text();
    if (value === undefined) {
      why ??= reason ?? 'an option is empty';
      continue;
    }
    const match = /^([^=:]*)(?:[=:](.*))?$/s.exec(value);
    const name = match?.[1] ?? value;
    if (!known.has(name)) item.invalid(`${quoted(item.node)} is no option of security_opt that is read`);
    options.push({ name, value: match?.[2] ?? '', at });
  }
  return { options, why };
}

function confinement(value: string, own: string): Confinement {
  if (value === 'unconfined') return { type: 'unconfined' };
  return value === own ? { type: 'default' } : { type: 'custom', profile: value };
}

function seLinux(labels: readonly Option[]): SeLinux {
  const found: { disabled: boolean; user?: string; role?: string; type?: string; level?: string } = { disabled: false };
  for (const { value } of labels) {
    if (value === 'disable') found.disabled = true;
    const match = /^(user|role|type|level)[:=](.*)$/s.exec(value);
    if (match !== null) found[match[1] as 'user' | 'role' | 'type' | 'level'] = match[2]!;
  }
  return found;
}

import type { Engine } from '../../facts/engine.ts';
import type { Confinement, SeLinux } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { hasName } from './engine.ts';

/** What confines a container by its configuration: the options of `--security-opt` and the engine's defaults. */
export interface ConfinementSettings {
  readonly allowPrivilegeEscalation: Seen<boolean>;
  readonly seccomp: Seen<Confinement>;
  readonly appArmor: Seen<Confinement>;
  readonly seLinux: Seen<SeLinux>;
  readonly procMount: Seen<'Default' | 'Unmasked'>;
}

/**
 * @param inspect an inspect answer
 * @param engine the engine that gave it; undefined reads Docker's own defaults, with a note
 */
export function confinement(inspect: Located, engine: Engine | undefined): ConfinementSettings {
  const host = inspect.get('HostConfig');
  const options = new SecurityOptions(host.get('SecurityOpt'));
  const privileged = host.get('Privileged').boolean();
  return {
    allowPrivilegeEscalation: escalation(options, engine),
    seccomp: seccomp(options, privileged, engine),
    appArmor: appArmor(inspect.get('AppArmorProfile'), options, privileged, engine),
    seLinux: seLinux(inspect.get('ProcessLabel'), options, privileged, engine),
    procMount: procMount(host.get('MaskedPaths'), host.get('ReadonlyPaths'), privileged),
  };
}

/** `name=value`, `name:value` (before Docker 1.11) or a bare name. */
class SecurityOptions {
  readonly list: Located;
  constructor(list: Located) {
    this.list = list;
  }
  /** Undefined value: not given. A list that was not said gives its reason with `said` false. */
  get said(): boolean {
    const isList = this.list.isList && this.list.items().every((item) => typeof item.value === 'string');
    return isList || (this.list.exists && this.list.value === null);
  }
  all(name: string): Seen<string>[] {
    return this.list.items().flatMap((item) => {
      const text = item.text().value ?? '';
      const match = /^([a-z-]+)(?:[=:](.*))?$/s.exec(text);
      return match?.[1] === name ? [seen(match[2] ?? '', item.at)] : [];
    });
  }
  last(name: string): Seen<string> | undefined {
    return this.all(name).at(-1);
  }
  unsaid<T>(): Seen<T> {
    return seen<T>(undefined, this.list.at, this.list.exists ? 'is not a list of options' : undefined);
  }
}

function escalation(options: SecurityOptions, engine: Engine | undefined): Seen<boolean> {
  const given = options.last('no-new-privileges');
  if (given !== undefined) {
    const value = { '': false, true: false, '1': false, false: true, '0': true }[given.value ?? ''];
    return value === undefined
      ? seen<boolean>(undefined, given.at, `no-new-privileges is neither true nor false`)
      : seen(value, given.at);
  }
  if (!options.said) return options.unsaid();
  if (engine === undefined) return seen(true, options.list.noted('absent: Docker takes no-new-privileges=false'));
  const { noNewPrivileges } = engine;
  if (noNewPrivileges.value === undefined) {
    return seen<boolean>(undefined, options.list.at, `the engine's default is not known: ${noNewPrivileges.why ?? ''}`);
  }
  return seen(
    !noNewPrivileges.value,
    options.list.noted(`absent: the engine takes no-new-privileges=${noNewPrivileges.value}`),
  );
}

function seccomp(options: SecurityOptions, privileged: Seen<boolean>, engine: Engine | undefined): Seen<Confinement> {
  const given = options.last('seccomp');
  if (given !== undefined) {
    if (given.value === 'unconfined') return seen<Confinement>({ type: 'unconfined' }, given.at);
    // Engines before 23 put no profile at all on a privileged container, later ones put the one that is named.
    if (privileged.value !== false) {
      return seen<Confinement>(
        undefined,
        given.at,
        'whether a privileged container gets this profile depends on the engine',
      );
    }
    if (given.value === 'builtin') return seen<Confinement>({ type: 'default' }, given.at);
    return seen<Confinement>({ type: 'custom', profile: profileName(given.value ?? '') }, given.at);
  }
  if (privileged.value === true) {
    return seen<Confinement>(
      { type: 'unconfined' },
      { ...privileged.at, note: 'a privileged container has no seccomp' },
    );
  }
  if (!options.said) return options.unsaid();
  if (privileged.value === undefined) return seen<Confinement>(undefined, privileged.at, privileged.why);
  return seccompDefault(options, engine);
}

function seccompDefault(options: SecurityOptions, engine: Engine | undefined): Seen<Confinement> {
  const noted = (note: string) => options.list.noted(note);
  if (engine === undefined)
    return seen<Confinement>({ type: 'default' }, noted('absent: Docker takes its own profile'));
  const { value, at, why } = engine.securityOptions;
  if (value === undefined) return seen<Confinement>(undefined, at, why ?? "the engine's default is not known");
  const entry = value.find((one) => hasName(one, 'seccomp'));
  if (entry === undefined) {
    return seen<Confinement>({ type: 'unconfined' }, noted('the engine names no seccomp among its SecurityOptions'));
  }
  const profile = /(?:^|,)profile=([^,]*)/.exec(entry)?.[1] ?? 'default';
  const note = noted(`absent: the engine takes profile=${profile}`);
  if (profile === 'unconfined') return seen<Confinement>({ type: 'unconfined' }, note);
  if (profile === 'default' || profile === 'builtin') return seen<Confinement>({ type: 'default' }, note);
  return seen<Confinement>({ type: 'custom', profile }, note);
}

/** The docker command sends a profile's whole text; its name is not kept anywhere. */
function profileName(profile: string): string {
  return profile.trimStart().startsWith('{') ? 'a profile given as JSON' : profile;
}

function appArmor(
  applied: Located,
  options: SecurityOptions,
  privileged: Seen<boolean>,
  engine: Engine | undefined,
): Seen<Confinement> {
  const given = options.last('apparmor');
  if (given?.value === 'unconfined') return seen<Confinement>({ type: 'unconfined' }, given.at);
  if (given === undefined && privileged.value === true) {
    return seen<Confinement>(
      { type: 'unconfined' },
      { ...privileged.at, note: 'a privileged container has no AppArmor' },
    );
  }
  const off = engine?.securityOptions.value?.every((one) => !hasName(one, 'apparmor')) === true;
  if (off) {
    return seen<Confinement>(
      undefined,
      applied.at,
      'the engine reports no AppArmor on its host, so that no profile applies',
    );
  }
  // What the engine applied stands in AppArmorProfile once a container was started.
  const name = given ?? (applied.empty || applied.value === '' ? undefined : applied.text());
  if (name?.value === 'unconfined') return seen<Confinement>({ type: 'unconfined' }, name.at);
  if (name?.value === 'docker-default' || name?.value === 'runtime/default')
    return seen<Confinement>({ type: 'default' }, name.at);
  if (name?.value !== undefined) return seen<Confinement>({ type: 'custom', profile: name.value }, name.at);
  return seen<Confinement>(undefined, applied.at, 'the engine names no AppArmor profile');
}

function seLinux(
  label: Located,
  options: SecurityOptions,
  privileged: Seen<boolean>,
  engine: Engine | undefined,
): Seen<SeLinux> {
  const labels = options.all('label');
  const disabled = labels.find(({ value }) => value === 'disable');
  if (disabled !== undefined) return seen<SeLinux>({ disabled: true }, disabled.at);
  if (privileged.value === true) {
    return seen<SeLinux>({ disabled: true }, { ...privileged.at, note: 'a privileged container has no SELinux label' });
  }
  const parts = Object.fromEntries(
    labels.flatMap(({ value = '' }) => {
      const match = /^(user|role|type|level)[=:](.+)$/.exec(value);
      return match === null ? [] : [[match[1]!, match[2]!]];
    }),
  );
  if (labels.length > 0) return seen<SeLinux>({ disabled: false, ...parts }, labels[0]!.at);
  if (!options.said) return options.unsaid();
  const off = engine?.securityOptions.value?.every((one) => !hasName(one, 'selinux')) === true;
  if (off) return seen<SeLinux>(undefined, label.at, 'the engine reports no SELinux on its host');
  const [user, role, type, ...level] = (label.text().value ?? '').split(':');
  if (user === undefined || role === undefined || type === undefined) {
    return seen<SeLinux>(undefined, label.at, 'the engine names no SELinux label');
  }
  return seen<SeLinux>({ disabled: false, user, role, type, level: level.join(':') }, label.at);
}

/** Of those that every version of Docker masks, what gives most away (moby, oci/defaults.go). */
const mustMask = ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/sys/firmware'];
const mustProtect = ['/proc/sys', '/proc/sysrq-trigger'];

/** `systempaths=unconfined` arrives as two empty lists (docker/cli, opts); the API takes any others. */
function procMount(masked: Located, readOnly: Located, privileged: Seen<boolean>): Seen<'Default' | 'Unmasked'> {
  if (privileged.value === true) {
    return seen<'Default' | 'Unmasked'>('Unmasked', { ...privileged.at, note: 'a privileged container masks nothing' });
  }
  for (const [list, wanted] of [
    [masked, mustMask],
    [readOnly, mustProtect],
  ] as const) {
    const missing = list.isList ? wanted.filter((path) => !list.items().some(({ value }) => value === path)) : [];
    if (missing.length > 0)
      return seen<'Default' | 'Unmasked'>('Unmasked', list.noted(`without ${missing.join(', ')}`));
  }
  if (masked.isList) return seen<'Default' | 'Unmasked'>('Default', masked.at);
  if (masked.empty && privileged.value === false) {
    return seen<'Default' | 'Unmasked'>('Default', masked.noted('absent: Docker takes its own list'));
  }
  return seen<'Default' | 'Unmasked'>(undefined, masked.at, masked.empty ? undefined : 'is not a list');
}

import type { Confinement, Container, Workload } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import { isInitialNamespace, statusFields } from '../../formats/proc/process.ts';
import type { Fact } from '../../model/fact.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { capabilityNames, grantedCapabilities } from './capabilities.ts';
import { source } from './engine.ts';

/** What the kernel says of a container's first process. Parts that may not be read are undefined. */
export interface KernelView {
  readonly pid: number;
  /** Text of /proc/PID/status. */
  readonly status: string;
  /** Text of /proc/PID/uid_map; undefined as well when the reader is itself inside a user namespace. */
  readonly uidMap: string | undefined;
  /** Namespaces of the process, and those of the process that started it, which stands on the host. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly hostNamespaces: Readonly<Record<string, string>>;
  /** Text of /proc/PID/attr/current: the label of AppArmor or SELinux; undefined when neither is on. */
  readonly label?: string | undefined;
  /** Host ids of the users of every process of the container; undefined when not all could be seen. */
  readonly users: readonly number[] | undefined;
}

/**
 * The workload with the kernel's word put over the configuration's. What a process may have done to
 * itself (a seccomp filter, no_new_privs) does not count as given by the runtime: a program that is
 * started with `docker exec` has none of it. So the kernel may make a setting worse than it was
 * written, and better only where the process cannot have changed it alone (its namespaces).
 */
export function withKernel(from: Fact<Workload>, view: KernelView): Fact<Workload> {
  const fields = statusFields(view.status);
  const value: Workload = {
    ...from.value,
    hostPid: shared(from.value.hostPid, view, 'pid'),
    hostIpc: shared(from.value.hostIpc, view, 'ipc'),
    hostNetwork: shared(from.value.hostNetwork, view, 'net'),
    hostUts: shared(from.value.hostUts, view, 'uts'),
    userNamespace: remapped(from.value.userNamespace, view),
    containers: from.value.containers.map((container) => ({
      ...container,
      capabilitiesHeld: held(container, fields, view),
      allowPrivilegeEscalation: escalation(container.allowPrivilegeEscalation, fields, view),
      seccomp: seccomp(container.seccomp, fields, view),
      appArmor: appArmor(container.appArmor, view),
      user: user(container.user, fields, view),
      pid: seen(view.pid, { source, file: `/proc/${view.pid}` }),
    })),
  };
  return { ...from, value };
}

function statusAt(view: KernelView, place: string, note?: string): Evidence {
  const at = { source, file: `/proc/${view.pid}/status`, place };
  return note === undefined ? at : { ...at, note };
}

/** What the configuration said, for a note beside the kernel's word. */
function configured(setting: Seen<unknown>): string {
  const where = [setting.at.api ?? setting.at.file, setting.at.place].filter((part) => part !== undefined).join(' ');
  return `the configuration (${where}) says ${setting.value === undefined ? 'nothing' : JSON.stringify(setting.value)}`;
}

/** True when the namespace is the kernel's first or that of the runtime; undecided it stays as configured. */
function shared(setting: Seen<boolean>, view: KernelView, kind: string): Seen<boolean> {
  const own = view.namespaces[kind];
  const host = view.hostNamespaces[kind];
  if (own === undefined) return setting;
  const same = own === host || isInitialNamespace(kind, own);
  if (!same && host === undefined) return setting;
  const at = { source, file: `/proc/${view.pid}/ns/${kind}`, place: kind };
  return seen(same, setting.value === same ? at : { ...at, note: configured(setting) });
}

/** uid_map holds `inside outside count` lines; root inside that is root outside is no protection. */
function remapped(setting: Seen<boolean>, view: KernelView): Seen<boolean> {
  const outside = outsideOf(0, view.uidMap);
  if (outside === undefined) return setting;
  const value = outside !== 0;
  const at = { source, file: `/proc/${view.pid}/uid_map`, place: '0' };
  return seen(value, setting.value === value ? at : { ...at, note: configured(setting) });
}

function ranges(uidMap: string): [number, number, number][] {
  return uidMap
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number])
    .filter((range) => range.length === 3 && range.every((number) => Number.isSafeInteger(number)));
}

function outsideOf(inside: number, uidMap: string | undefined): number | undefined {
  const range = ranges(uidMap ?? '').find(([first, , count]) => inside >= first && inside < first + count);
  return range === undefined ? undefined : range[1] + inside - range[0];
}

function insideOf(outside: number, uidMap: string | undefined): number | undefined {
  const range = ranges(uidMap ?? '').find(([, first, count]) => outside >= first && outside < first + count);
  return range === undefined ? undefined : range[0] + outside - range[1];
}

function held(container: Container, fields: ReadonlyMap<string, string>, view: KernelView): Seen<readonly string[]> {
  const names = capabilityNames(fields.get('CapBnd') ?? '');
  if (names === undefined)
    return seen<readonly string[]>(undefined, statusAt(view, 'CapBnd'), 'is no mask of capabilities');
  const { privileged, capabilitiesAdded, capabilitiesDropped } = container;
  const [added, dropped] = [capabilitiesAdded.value, capabilitiesDropped.value];
  if (privileged.value === undefined || added === undefined || dropped === undefined) {
    return seen<readonly string[]>(names, statusAt(view, 'CapBnd'));
  }
  const granted = grantedCapabilities(privileged.value, added, dropped);
  const extra = names.filter((name) => !granted.has(name) && !name.startsWith('CAP_'));
  const note = extra.length === 0 ? undefined : `the configuration does not give ${extra.join(', ')}`;
  return seen<readonly string[]>(names, statusAt(view, 'CapBnd', note));
}

function escalation(setting: Seen<boolean>, fields: ReadonlyMap<string, string>, view: KernelView): Seen<boolean> {
  const flag = fields.get('NoNewPrivs');
  if (flag === '0') {
    return seen(true, statusAt(view, 'NoNewPrivs', setting.value === true ? undefined : configured(setting)));
  }
  if (flag !== '1') return setting;
  if (setting.value === false) return seen(false, statusAt(view, 'NoNewPrivs'));
  return { ...setting, at: { ...setting.at, note: ownDoing(setting, view, 'NoNewPrivs is 1') } };
}

function seccomp(setting: Seen<Confinement>, fields: ReadonlyMap<string, string>, view: KernelView): Seen<Confinement> {
  const mode = fields.get('Seccomp');
  if (mode === '0') {
    const note = setting.value?.type === 'unconfined' ? undefined : configured(setting);
    return seen<Confinement>({ type: 'unconfined' }, statusAt(view, 'Seccomp', note));
  }
  if (mode !== '1' && mode !== '2') return setting;
  if (setting.value !== undefined && setting.value.type !== 'unconfined') {
    return seen(setting.value, statusAt(view, 'Seccomp', configured(setting)));
  }
  return { ...setting, at: { ...setting.at, note: ownDoing(setting, view, `Seccomp is ${mode}`) } };
}

/** AppArmor labels are `unconfined` or `PROFILE (MODE)`; only the modes enforce and kill hold anything back. */
function appArmor(setting: Seen<Confinement>, view: KernelView): Seen<Confinement> {
  const match = /^(.+) \((\w+)\)$/.exec(view.label ?? '');
  if (match === null && view.label !== 'unconfined') return setting;
  const place = { source, file: `/proc/${view.pid}/attr/current` };
  const [, profile = '', mode = 'unconfined'] = match ?? [];
  if (mode !== 'enforce' && mode !== 'kill') {
    const note = setting.value?.type === 'unconfined' ? view.label : `${view.label}; ${configured(setting)}`;
    return seen<Confinement>({ type: 'unconfined' }, { ...place, note: note ?? '' });
  }
  if (setting.value?.type === 'unconfined') {
    return {
      ...setting,
      at: {
        ...setting.at,
        note: `/proc/${view.pid}/attr/current is ${view.label}, which the process may have set itself`,
      },
    };
  }
  const value: Confinement = profile === 'docker-default' ? { type: 'default' } : { type: 'custom', profile };
  return seen(value, { ...place, note: configured(setting) });
}

function ownDoing(setting: Seen<unknown>, view: KernelView, what: string): string {
  const before = setting.at.note === undefined ? '' : `${setting.at.note}; `;
  return `${before}in /proc/${view.pid}/status ${what}, which the process may have set itself`;
}

/** Root when any process of the container is; else the first process's own user. */
function user(setting: Seen<string>, fields: ReadonlyMap<string, string>, view: KernelView): Seen<string> {
  const effective = Number(/^\d+\s+(\d+)/.exec(fields.get('Uid') ?? '')?.[1]);
  const insides = [effective, ...(view.users ?? [])].map((outside) => insideOf(outside, view.uidMap));
  if (view.uidMap === undefined || !Number.isInteger(effective)) return setting;
  const note = asWritten(setting, insides[0]) ? undefined : configured(setting);
  if (insides[0] === 0) return seen('0', statusAt(view, 'Uid', note));
  if (insides.includes(0)) {
    return seen('0', statusAt(view, 'Uid', `another process of it is root; ${configured(setting)}`));
  }
  // Unless every process was seen, one of them may still be root.
  if (view.users === undefined || insides.some((inside) => inside === undefined)) return setting;
  return seen(String(insides[0]), statusAt(view, 'Uid', note));
}

function asWritten(setting: Seen<string>, inside: number | undefined): boolean {
  return setting.value === String(inside) || (setting.value === 'root' && inside === 0);
}

import type { Change, Path, Plain } from '../change.ts';
import { Refusal } from '../refusal.ts';
import type { WorkloadSubject } from '../remedy.ts';

type Plan = (subject: WorkloadSubject) => readonly Change[];

/** Gives a setting of the service. */
export const ofService =
  (path: Path, value: string | number | boolean): Plan =>
  ({ pod }) => [{ kind: 'set', path: [...pod, ...path], value }];

/** Takes a key of the service away whose value is this one. */
export const withoutKey =
  (key: string, value: string): Plan =>
  ({ pod, raw }) => {
    const path = [...pod, key];
    const held = raw(path);
    if (typeof held === 'string' && held.includes('$')) throw new Refusal('VARIABLE');
    if (held !== value) throw new Refusal('ELSEWHERE');
    return [{ kind: 'remove', path }];
  };

/** Takes the options of `security_opt` away that switch a protection off, as `NAME=value` or `NAME:value`. */
export const withoutOption =
  (name: string, value: string): Plan =>
  ({ pod, raw, container }) => {
    if (container?.value.privileged.value !== false)
      throw new Refusal('OTHER_CHECK', 'The service is privileged: fix HRD-101 first.');
    const path = [...pod, 'security_opt'];
    const changes = listOf(raw(path)).flatMap((option, index): Change[] =>
      option === `${name}=${value}` || option === `${name}:${value}`
        ? [{ kind: 'remove', path: [...path, index] }]
        : [],
    );
    if (changes.length === 0) throw new Refusal('ELSEWHERE');
    return changes;
  };

/** `no-new-privileges:true` in `security_opt`, in the place of one that says false. */
export const noNewPrivileges: Plan = ({ pod, raw }) => {
  const path = [...pod, 'security_opt'];
  const said = listOf(raw(path)).findIndex((option) =>
    /^no-new-privileges[=:]false$/.test(typeof option === 'string' ? option : ''),
  );
  return said === -1
    ? [{ kind: 'append', path, value: 'no-new-privileges:true' }]
    : [{ kind: 'set', path: [...path, said], value: 'no-new-privileges:true' }];
};

export const dropping =
  (capability: string): Plan =>
  ({ pod, container, asked }) => {
    if (container?.value.privileged.value !== false && !asked.has('HRD-101'))
      throw new Refusal('OTHER_CHECK', 'The service is privileged: fix HRD-101 first.');
    return [{ kind: 'append', path: [...pod, 'cap_drop'], value: capability }];
  };

/** A limit of processes, where the service already says one if it does. */
export const limitingProcesses =
  (most: number): Plan =>
  ({ pod, raw }) => {
    const deployed = [...pod, 'deploy', 'resources', 'limits', 'pids'];
    const path = raw(deployed) === undefined ? [...pod, 'pids_limit'] : deployed;
    return [{ kind: 'set', path, value: most }];
  };

/** The port that the evidence names, bound to this address of the host. */
export const publishedOn =
  (address: string): Plan =>
  ({ at, raw }) => {
    const held = raw(at);
    if (typeof held === 'object' && held !== null && !Array.isArray(held)) {
      return [{ kind: 'set', path: [...at, 'host_ip'], value: address }];
    }
    if (typeof held !== 'string') throw new Refusal('NO_ANSWER', 'A port of the host must be named with the address.');
    if (held.includes('$')) throw new Refusal('VARIABLE');
    const port = held.replace(/^0\.0\.0\.0:(?=[^:]+:)|^\[::\]:(?=[^:]+:)/, '');
    // `HOST:CONTAINER`, ranges and the protocol included; a container port alone gets any port of the host.
    if (!/^\d+(?:-\d+)?:\d+(?:-\d+)?(?:\/\w+)?$/.test(port))
      throw new Refusal('NO_ANSWER', 'A port of the host must be named with the address.');
    return [{ kind: 'set', path: at, value: `${address}:${port}` }];
  };

/** Bounds the log files of a driver that the service names. */
export const boundedLogs =
  (options: Readonly<Record<string, string>>): Plan =>
  ({ pod, raw }) => {
    if (typeof raw([...pod, 'logging']) !== 'object') throw new Refusal('ELSEWHERE');
    return Object.entries(options).flatMap(([name, value]): Change[] => {
      const path = [...pod, 'logging', 'options', name];
      return raw(path) === undefined ? [{ kind: 'set', path, value }] : [];
    });
  };

export const logDriver =
  (driver: string): Plan =>
  ({ pod, raw }) => {
    const path = [...pod, 'logging', 'driver'];
    if (raw(path) !== 'none') throw new Refusal('ELSEWHERE');
    return [{ kind: 'set', path, value: driver }];
  };

function listOf(value: unknown): readonly Plain[] {
  return Array.isArray(value) ? (value as readonly Plain[]) : [];
}

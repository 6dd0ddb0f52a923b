import { hostAuditRules, type AuditRule, type HostAuditRules } from '../../src/facts/host-audit-rules.ts';
import { hostFile, type HostFile } from '../../src/facts/host-file.ts';
import { host, type Host, type HostGroup, type HostListener, type HostMount } from '../../src/facts/host.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import { seen, type Seen } from '../../src/model/seen.ts';
import { parseAuditRules } from '../../src/readers/host/audit-rules.ts';
import { here } from './table.ts';

/** A file of a host; without a type it could not be looked at. */
export function hostFileFact(
  role: string,
  given: {
    path?: string;
    type?: NonNullable<HostFile['type']['value']>;
    mode?: number;
    owner?: string;
    group?: string;
  } = {},
): Fact<HostFile> {
  const path = given.path ?? `/etc/${role.replaceAll(' ', '-')}`;
  const why = given.type === undefined ? 'permission denied' : 'there is no such file';
  const present = given.type !== undefined && given.type !== 'absent';
  const identity = (text = 'root') => ({
    id: text === 'root' ? 0 : /^\d+$/.test(text) ? Number(text) : 999,
    name: /^\d+$/.test(text) ? undefined : text,
  });
  const value: HostFile = {
    role,
    path,
    target: present ? seen(path, here) : seen<string>(undefined, here, why),
    type: given.type === undefined ? seen<'file'>(undefined, here, why) : seen(given.type, here),
    mode: present ? seen(given.mode ?? 0o644, here) : seen<number>(undefined, here, why),
    owner: present ? seen(identity(given.owner), here) : seen<never>(undefined, here, why),
    group: present ? seen(identity(given.group), here) : seen<never>(undefined, here, why),
    at: here,
  };
  return fact(hostFile, { subject: { source: 'test', kind: role, name: path }, stage: 'running' }, value, here);
}

export interface GivenHost {
  readonly live?: boolean;
  readonly mounts?: readonly string[];
  /** `docker: ['ann']` */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** `0.0.0.0:2377` */
  readonly listeners?: readonly string[];
}

/** A host; what is left out could not be seen. */
export function hostFact({ live = true, mounts, groups, listeners }: GivenHost = {}): Fact<Host> {
  const orNot = <T>(value: readonly T[] | undefined): Seen<readonly T[]> =>
    value === undefined ? seen<readonly T[]>(undefined, here, 'cannot be read') : seen(value, here);
  const value: Host = {
    live,
    system: seen('Debian GNU/Linux 12', here),
    mounts: orNot<HostMount>(
      mounts?.map((point) => ({ point, type: 'ext4', from: '/dev/sdb', options: [], at: here })),
    ),
    groups: orNot<HostGroup>(
      groups && Object.entries(groups).map(([name, members], index) => ({ name, id: 100 + index, members, at: here })),
    ),
    listeners: orNot<HostListener>(
      listeners?.map((text) => ({
        protocol: 'tcp',
        address: text.slice(0, text.lastIndexOf(':')),
        port: Number(text.slice(text.lastIndexOf(':') + 1)),
        at: here,
      })),
    ),
    at: here,
  };
  return fact(
    host,
    { subject: { source: 'test', kind: 'Host', name: 'host' }, stage: live ? 'running' : 'declared' },
    value,
    here,
  );
}

export interface GivenAudit {
  /** Lines of rules; what is left out could not be seen. */
  readonly declared?: readonly string[];
  readonly loaded?: readonly string[];
  readonly enabled?: boolean;
  readonly running?: boolean;
}

export function auditFact({ declared, loaded, enabled, running }: GivenAudit): Fact<HostAuditRules> {
  const rules = (lines: readonly string[] | undefined): Seen<readonly AuditRule[]> =>
    lines === undefined
      ? seen<readonly AuditRule[]>(undefined, here, 'cannot be read')
      : seen<readonly AuditRule[]>(parseAuditRules(lines.join('\n'), here), here);
  const value: HostAuditRules = {
    declared: rules(declared),
    loaded: rules(loaded),
    enabled: seen(enabled ?? (loaded === undefined ? undefined : true), here),
    running: seen(running, here),
    at: here,
  };
  return fact(
    hostAuditRules,
    { subject: { source: 'test', kind: 'Host', name: 'audit' }, stage: 'running' },
    value,
    here,
  );
}

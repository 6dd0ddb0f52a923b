import { hostAuditRules, type AuditRule, type HostAuditRules } from '../../facts/host-audit-rules.ts';
import type { Fact } from '../../model/fact.ts';
import { fact } from '../../model/fact.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { runProgram } from '../../io/run-program.ts';
import { parseAuditEnabled, parseAuditRules } from '../../readers/host/audit-rules.ts';
import { aboutHost, evidenceOf, source, type HostView } from './view.ts';

const rulesFolder = '/etc/audit/rules.d';
const rulesFile = '/etc/audit/audit.rules';
const maxBytes = 1024 * 1024;
const auditctlLimits = { milliseconds: 5_000, bytes: 4 * 1024 * 1024 };

/** What the kernel of a host is told to record, by its files and by what is loaded. */
export async function lookAtAudit(view: HostView): Promise<Fact<HostAuditRules>> {
  const at = evidenceOf(view, rulesFolder);
  const value: HostAuditRules = {
    declared: mapSeen(declaredRules(view), (rules) => resolved(view, rules)),
    ...(await loadedRules(view)),
    running: view.live
      ? seen(
          view.processes.some(({ value: process }) => process.container === null && process.name === 'auditd'),
          { source, file: '/proc' },
        )
      : seen<boolean>(undefined, at, 'nothing runs in a root file system'),
    at,
  };
  return fact(hostAuditRules, aboutHost(view, 'Host', 'audit'), value, at);
}

/**
 * The rules that count at the next start: augenrules(8) joins the files of rules.d, in order of their
 * names, to audit.rules; where there are none, audit.rules counts as it is.
 */
function declaredRules(view: HostView): Seen<readonly AuditRule[]> {
  const at = evidenceOf(view, rulesFolder);
  const loaders = ['/usr/sbin', '/sbin', '/usr/bin'].flatMap((folder) => [
    `${folder}/auditctl`,
    `${folder}/augenrules`,
  ]);
  // A package that was removed leaves its rules behind.
  const isLoaded = view.live || loaders.some((path) => view.files.look(path).state !== 'absent');
  const listing = view.files.list(rulesFolder);
  if (listing.state === 'hidden') return seen<readonly AuditRule[]>(undefined, at, listing.because);
  const parts = (listing.state === 'there' ? listing.names : []).filter((name) => name.endsWith('.rules'));
  const paths = parts.length > 0 ? inVersionOrder(parts).map((name) => `${rulesFolder}/${name}`) : [rulesFile];
  const rules: AuditRule[] = [];
  for (const path of paths) {
    const read = view.files.text(path, maxBytes);
    if ('text' in read) rules.push(...parseAuditRules(read.text, evidenceOf(view, path)));
    else if (!read.missing)
      return seen<readonly AuditRule[]>(undefined, evidenceOf(view, path), `${path} ${read.because}`);
  }
  if (rules.length > 0 && !isLoaded)
    return seen<readonly AuditRule[]>(undefined, at, 'there are rules, but no auditctl that would load them');
  const from = evidenceOf(view, paths.length === 1 ? paths[0]! : rulesFolder);
  return seen<readonly AuditRule[]>(parts.length > 0 ? joined(rules) : rules, from);
}

/** augenrules puts one -D before all rules and the last -e behind them, wherever they stand. */
function joined(rules: readonly AuditRule[]): AuditRule[] {
  const starts = rules.filter(({ kind }) => kind === 'delete-all').slice(0, 1);
  const switches = rules.filter(({ kind }) => kind === 'off' || kind === 'on' || kind === 'locked').slice(-1);
  const moved = new Set(['delete-all', 'off', 'on', 'locked']);
  return [...starts, ...rules.filter(({ kind }) => !moved.has(kind)), ...switches];
}

/** `ls -v`, by which augenrules goes: numbers in names count as numbers. */
function inVersionOrder(names: readonly string[]): string[] {
  return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function loadedRules(view: HostView): Promise<Pick<HostAuditRules, 'loaded' | 'enabled'>> {
  const at = { source, place: 'auditctl -l' };
  const none = (why: string) => ({
    loaded: seen<readonly AuditRule[]>(undefined, at, why),
    enabled: seen<boolean>(undefined, at, why),
  });
  if (!view.live) return none('nothing is loaded in a root file system');
  for (const program of ['auditctl', '/usr/sbin/auditctl', '/sbin/auditctl']) {
    const list = await runProgram(program, ['-l'], auditctlLimits, view.signal);
    if (list.outcome === 'missing') continue;
    if (list.outcome === 'failed') return none(`auditctl -l fails: ${list.because.slice(0, 200)}`);
    const status = await runProgram(program, ['-s'], auditctlLimits, view.signal);
    const statusAt = { source, place: 'auditctl -s' };
    const enabled = status.outcome === 'done' ? parseAuditEnabled(status.output) : undefined;
    return {
      loaded: seen<readonly AuditRule[]>(resolved(view, parseAuditRules(list.output, at)), at),
      enabled:
        enabled === undefined
          ? seen<boolean>(undefined, statusAt, 'auditctl -s does not say whether the kernel records')
          : seen(enabled, statusAt),
    };
  }
  return none('auditctl is not installed, so that loaded rules cannot be listed');
}

/** Watches by where their folders really are: the kernel follows links of folders, not of the file itself. */
function resolved(view: HostView, rules: readonly AuditRule[]): readonly AuditRule[] {
  return rules.map((rule) => {
    if (rule.kind !== 'watch') return rule;
    const slash = rule.path.lastIndexOf('/');
    const folder = view.files.look(rule.path.slice(0, slash) || '/');
    if (folder.state !== 'there') return rule;
    return { ...rule, target: `${folder.target === '/' ? '' : folder.target}${rule.path.slice(slash)}` };
  });
}

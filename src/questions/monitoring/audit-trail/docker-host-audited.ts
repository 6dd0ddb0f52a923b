import { engine } from '../../../facts/engine.ts';
import { hostAuditRules, type HostAuditRules } from '../../../facts/host-audit-rules.ts';
import { hostFile, type HostFile } from '../../../facts/host-file.ts';
import { hostProcess, type HostProcess } from '../../../facts/host-process.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement, type Reference } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { recorded } from '../audit/kernel-rules.ts';

interface AuditDemand {
  readonly role: string;
  /** Item of CIS Docker 1.8.0. */
  readonly item: string;
  /** Uses that must be recorded: `x` runs of a program, `wa` changes. */
  readonly uses: 'x' | 'wa';
  readonly severity: Severity;
  /** An engine cannot be without it: that it was not found means that it lies elsewhere. */
  readonly always?: true;
}

const demands: readonly AuditDemand[] = [
  { role: 'dockerd', item: '1.1.3', uses: 'x', severity: 'high', always: true },
  { role: 'containerd folder', item: '1.1.4', uses: 'wa', severity: 'medium' },
  { role: 'Docker data', item: '1.1.5', uses: 'wa', severity: 'medium' },
  { role: 'Docker folder', item: '1.1.6', uses: 'wa', severity: 'high' },
  { role: 'docker.service', item: '1.1.7', uses: 'wa', severity: 'high' },
  { role: 'containerd socket', item: '1.1.8', uses: 'wa', severity: 'medium' },
  { role: 'Docker socket', item: '1.1.9', uses: 'wa', severity: 'high' },
  { role: 'Docker defaults', item: '1.1.10', uses: 'wa', severity: 'medium' },
  { role: 'daemon.json', item: '1.1.11', uses: 'wa', severity: 'high' },
  { role: 'containerd configuration', item: '1.1.12', uses: 'wa', severity: 'medium' },
  { role: 'Docker sysconfig', item: '1.1.13', uses: 'wa', severity: 'medium' },
  { role: 'containerd', item: '1.1.14', uses: 'x', severity: 'medium', always: true },
  { role: 'containerd-shim', item: '1.1.15', uses: 'x', severity: 'medium' },
  { role: 'containerd-shim-runc-v1', item: '1.1.16', uses: 'x', severity: 'medium' },
  { role: 'containerd-shim-runc-v2', item: '1.1.17', uses: 'x', severity: 'medium' },
  { role: 'runc', item: '1.1.18', uses: 'x', severity: 'medium', always: true },
];

export const dockerHostAudited = defineCheck({
  id: 'MON-187',
  name: 'docker-host-audited',
  aspect: 'monitoring/audit-trail',
  title: 'The host records who uses the Docker engine and changes its files',
  severity: 'high',
  since: '0.1.0',
  references: demands.map(({ item }) => cisDocker(item)),
  remedy: 'Watch it: a line `-w FILE -k docker` in /etc/audit/rules.d/docker.rules, then `augenrules --load`.',
  toKnow: 'Ask `docker:` as root on the host, so that its files and `auditctl -l` can be read.',
  needs: { engines: engine, files: hostFile, audits: hostAuditRules, processes: hostProcess },
  *evaluate({ engines, files, audits, processes }) {
    let seen = false;
    for (const demand of demands) {
      for (const file of files) {
        if (file.value.role !== demand.role) continue;
        seen = true;
        const rules = audits.find(({ subject }) => subject.namespace === file.subject.namespace);
        yield judgeFile(file, demand, rules, processes);
      }
    }
    if (seen) return;
    for (const one of engines) yield unknown(one, one.value.at, 'the files and audit rules of its host were not seen');
  },
});

function judgeFile(
  file: Fact<HostFile>,
  demand: AuditDemand,
  rules: Fact<HostAuditRules> | undefined,
  processes: readonly Fact<HostProcess>[],
): Judgement {
  const { type } = file.value;
  const extra = { references: [cisDocker(demand.item)], severity: demand.severity };
  if (type.value === undefined) return unknown(file, type, type.why ?? 'was not looked at', extra);
  if (type.value === 'absent') {
    return demand.always === true
      ? unknown(file, type, 'is in none of the usual folders, so that what would be watched is not known', extra)
      : pass(file, type, 'there is no such file', extra);
  }
  if (rules === undefined) return unknown(file, type, 'the audit rules of its host were not seen', extra);
  const { value } = rules;
  const { loaded, declared } = recorded(value, file.value, demand.uses);
  if (value.loaded.value !== undefined && loaded !== undefined) {
    if (value.enabled.value === false) return fail(file, value.enabled, 'the audit of the kernel is off', extra);
    if (loaded.watched === false) return fail(file, loaded.at ?? value.loaded, loaded.because, extra);
    if (loaded.watched === undefined) return unknown(file, loaded.at, loaded.because, extra);
    if (value.enabled.value === undefined)
      return unknown(file, value.enabled, value.enabled.why ?? 'whether the kernel records was not seen', extra);
    const lasting =
      declared?.watched === true ? '' : '; no file of rules holds it, so that it ends with the next start';
    return pass(file, loaded.rule.at, `${loaded.rule.text}${lasting}`, extra);
  }
  if (declared === undefined)
    return unknown(file, value.declared, value.declared.why ?? 'the files of rules were not read', extra);
  if (declared.watched === undefined) return unknown(file, declared.at, declared.because, extra);
  const live = file.stage === 'running';
  if (declared.watched) {
    if (!live) return pass(file, declared.rule.at, declared.rule.text, extra);
    const why = `${declared.rule.text} stands in a file; whether it is loaded was not seen: ${value.loaded.why ?? ''}`;
    return unknown(file, [declared.rule.at, value.loaded], why, extra);
  }
  const other = processes.find(({ value: { name } }) => others.has(name));
  if (live && other !== undefined)
    return unknown(file, other.value.at, `${other.value.name} runs, which may record it by rules of its own`, extra);
  return fail(file, declared.at ?? value.declared, declared.because, extra);
}

/** Programs that take the kernel's audit in place of auditd, with rules of their own. */
const others = new Set(['auditbeat', 'go-audit', 'osqueryd', 'elastic-agent', 'laurel']);

function cisDocker(item: string): Reference {
  return { standard: 'cis-docker', version: '1.8.0', item };
}

import type { HostFile } from '../../../facts/host-file.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Reference } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';

/** What CIS Docker, section 3, demands of the files of one role. */
export interface FileDemand {
  readonly role: string;
  /** Items of CIS Docker 1.8.0 on the owner and on the mode. */
  readonly owner: string;
  readonly mode: string;
  /** The most that may be permitted. */
  readonly most: number;
  /** The group that it may belong to beside root's. */
  readonly group?: 'docker';
  /** What whoever may write it can do. */
  readonly harm: string;
}

export const fileDemands: readonly FileDemand[] = [
  { role: 'docker.service', owner: '3.1', mode: '3.2', most: 0o644, harm: 'decides what root starts' },
  { role: 'docker.socket', owner: '3.3', mode: '3.4', most: 0o644, harm: 'decides who may command the engine' },
  { role: 'Docker folder', owner: '3.5', mode: '3.6', most: 0o755, harm: 'configures the engine' },
  {
    role: 'registry certificate',
    owner: '3.7',
    mode: '3.8',
    most: 0o444,
    harm: 'decides which registries are trusted',
  },
  {
    role: 'TLS authority certificate',
    owner: '3.9',
    mode: '3.10',
    most: 0o444,
    harm: 'decides which clients command the engine',
  },
  { role: 'TLS server certificate', owner: '3.11', mode: '3.12', most: 0o444, harm: 'decides who the engine is' },
  { role: 'TLS server key', owner: '3.13', mode: '3.14', most: 0o400, harm: 'can stand in for the engine' },
  {
    role: 'Docker socket',
    owner: '3.15',
    mode: '3.16',
    most: 0o660,
    group: 'docker',
    harm: 'commands the engine and so is root',
  },
  { role: 'daemon.json', owner: '3.17', mode: '3.18', most: 0o644, harm: 'configures the engine' },
  { role: 'Docker defaults', owner: '3.19', mode: '3.20', most: 0o644, harm: 'decides how the engine is started' },
  { role: 'Docker sysconfig', owner: '3.22', mode: '3.21', most: 0o644, harm: 'decides how the engine is started' },
  {
    role: 'containerd socket',
    owner: '3.23',
    mode: '3.24',
    most: 0o660,
    harm: 'commands the runtime and so is root',
  },
];

export function cisDocker(item: string): Reference {
  return { standard: 'cis-docker', version: '1.8.0', item };
}

/** Files that a demand speaks of, each with it, in the order of the benchmark. */
export function* demanded(
  files: readonly Fact<HostFile>[],
): Generator<{ readonly file: Fact<HostFile>; readonly demand: FileDemand }> {
  for (const demand of fileDemands) {
    for (const file of files) if (file.value.role === demand.role) yield { file, demand };
  }
}

/** Others who may write are worse than others who may read. */
export function severityOf(mode: number, most: number): Severity {
  return (mode & ~most & 0o022) !== 0 ? 'high' : 'low';
}

/** `0644` */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

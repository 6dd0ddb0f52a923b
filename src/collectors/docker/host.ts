import { hostProcess, type HostProcess } from '../../facts/host-process.ts';
import type { Processes } from '../../io/processes.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { source } from './engine-gaps.ts';

export function hostProcessFacts(host: Processes): Fact<HostProcess>[] {
  return host.processes.map(({ pid, name, command, containers }) => {
    const at = { source, file: `/proc/${pid}/cmdline` };
    const value: HostProcess = { pid, name, command, container: containers[0] ?? null, at };
    return fact(hostProcess, { subject: { source, kind: 'Process', name }, stage: 'running' }, value, at);
  });
}

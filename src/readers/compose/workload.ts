import { readEnvFile } from '../../formats/compose/env-file.ts';
import { workload, type Container, type Workload } from '../../facts/workload.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { seen } from '../../model/seen.ts';
import { readEnvironment } from './environment.ts';
import { whyNot } from './files.ts';
import { readMounts } from './mounts.ts';
import { readNamespaces } from './networks.ts';
import { readPorts } from './ports.ts';
import { readProcess } from './process.ts';
import { readResources } from './resources.ts';
import { readSecurity } from './security.ts';
import { noted, type Service } from './service.ts';

/**
 * One service as a workload with one container. A service of a profile that is not active is one
 * too, with a note, since someone will start it.
 */
export function readWorkload(service: Service, kind: 'Service' | 'Job', profiles: ReadonlySet<string>): Fact<Workload> {
  const { name, node, context } = service;
  const source = context.findings.source;
  const asleep = inactiveProfiles(service, profiles);
  const at = asleep === '' ? node.at : noted(node.at, `started only with the profile ${asleep}`);
  const { volumes, mounts } = readMounts(service);
  const elsewhere = 'Compose has no such setting';
  const file = 'a file cannot tell what runs';
  const container: Container = {
    name,
    role: 'main',
    ...readProcess(service),
    ...readSecurity(service),
    ...readResources(service),
    capabilitiesHeld: seen<readonly string[]>(undefined, node.at, file),
    mounts,
    ports: readPorts(service),
    environment: readEnvironment(service),
    pid: seen<number>(undefined, node.at, file),
    at,
  };
  const value: Workload = {
    orchestrator: 'compose',
    name,
    labels: { ...record(service, ['deploy', 'labels']), ...labelFiles(service), ...record(service, ['labels']) },
    annotations: { ...record(service, ['annotations']), ...(asleep === '' ? {} : { 'compose.profiles': asleep }) },
    ...readNamespaces(service),
    serviceAccount: seen<string>(undefined, node.at, elsewhere),
    serviceAccountToken: seen<boolean>(undefined, node.at, elsewhere),
    volumes,
    containers: [container],
    at,
  };
  return fact(workload, { subject: { source, kind, name }, stage: 'declared' }, value, at);
}

/** The profiles of a service none of which is active; empty when it is started anyway. */
function inactiveProfiles(service: Service, active: ReadonlySet<string>): string {
  const { value } = service.setting('profiles').texts();
  if (value === undefined || value.length === 0 || active.has('*') || value.some((one) => active.has(one))) return '';
  return value.join(' or ');
}

function record(service: Service, [key, ...rest]: readonly [string, ...string[]]): Record<string, string> {
  const setting = rest.reduce((here, part) => here.get(part), service.setting(key));
  const found: Record<string, string> = {};
  for (const [name, entry] of setting.entries()) {
    const value = entry.empty ? '' : entry.text().value;
    if (value !== undefined && name !== '__proto__') found[name] = value;
  }
  return found;
}

function labelFiles(service: Service): Record<string, string> {
  const { files, lookup, findings, budget } = service.context;
  const found: Record<string, string> = {};
  for (const item of service.setting('label_file').items()) {
    const { value } = item.empty ? item.invalid<string>('names no file') : item.text();
    if (value === undefined) continue;
    const path = files.resolve(item.node.parts.folder, value);
    const read = files.read(path);
    if (!('text' in read)) {
      findings.gap('COMPOSE_UNRESOLVED', item.at, `the label file ${files.shown(path)} ${whyNot(read)}`, item.touches);
      continue;
    }
    const { entries, problems } = readEnvFile(read.text, lookup, files.shown(path));
    budget.take(entries.length);
    for (const entry of entries) {
      if (entry.name !== '__proto__' && entry.value?.problems.length === 0) found[entry.name] = entry.value.text;
    }
    if (problems.length > 0) item.invalid(`${files.shown(path)}:${problems[0]!.line} ${problems[0]!.because}`);
  }
  return found;
}

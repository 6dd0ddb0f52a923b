import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import { TooManyFiles } from './files.ts';
import { Findings } from './findings.ts';
import { Loader } from './load.ts';
import { readNetworkFacts } from './network-facts.ts';
import { projectName } from './project-name.ts';
import { TooManyNodes, type Node } from './node.ts';
import type { ComposeProject } from './project.ts';
import { Service, type Context } from './service.ts';
import { isServiceKey, touchesOfKey, touchesOfSection } from './touches.ts';
import { readWorkload } from './workload.ts';

export { looksLikeCompose } from './looks-like-compose.ts';
export type { ComposeProject } from './project.ts';

/**
 * A workload for each service and a fact for each network of a project, by the Compose
 * specification: files merged, `include` and `extends` followed, variables put in. What cannot be
 * resolved or has a wrong shape is a gap and the setting undefined. Never throws.
 */
export function readCompose(project: ComposeProject): Sighting[] {
  const findings = new Findings(project.source);
  try {
    readProject(project, findings);
  } catch (error) {
    if (!(error instanceof TooManyNodes || error instanceof TooManyFiles)) throw error;
    const at: Evidence = { source: project.source, file: project.files[0]?.file ?? '' };
    findings.gap('COMPOSE_LIMIT', at, error.message, ['*']);
  }
  return findings.sightings;
}

function readProject(project: ComposeProject, findings: Findings): void {
  const loader = new Loader(project, findings);
  const { model, lookup } = loader.load();
  const context: Context = {
    findings,
    model,
    lookup,
    files: loader.files,
    budget: loader.budget,
    project: projectName(project, model, lookup),
  };
  const active = new Set([...project.profiles, ...(lookup('COMPOSE_PROFILES')?.value.split(',') ?? [])]);
  const joined = new Set<string>();
  for (const [section, kind] of [
    ['services', 'Service'],
    ['jobs', 'Job'],
  ] as const) {
    for (const [name, node] of model.get(section).map ?? []) {
      if (node.map === undefined) {
        findings.gap('COMPOSE_INVALID', node.at, `the service ${name} is no mapping`, ['*']);
        continue;
      }
      reportKeys(node, findings);
      const fact = readWorkload(new Service(name, node, context), kind, active);
      for (const network of fact.value.networks.value ?? []) joined.add(network);
      findings.sightings.push({ fact });
    }
  }
  readNetworkFacts(context, joined, model.get('services').exists ? model.get('services').at : model.at);
  for (const [section, node] of model.map ?? []) {
    if (section !== 'services' && section !== 'jobs') reportUnresolved(node, touchesOfSection(section), findings);
  }
}

/** Parts of the specification that hold or start further containers, or commands in this one. */
const starting = ['pre_start', 'post_start', 'pre_stop', 'provider', 'models'];
/** What takes a container out of its confinement, or another runtime that may confine it otherwise. */
const confining = ['cgroup', 'cgroup_parent', 'runtime', 'credential_spec'];
const unread = [...starting, ...confining];

/** Words for what Docker does anyway. */
function isHarmless(key: string, { text }: Node): boolean {
  return (
    (key === 'cgroup' && text === 'private') ||
    (key === 'runtime' && (text === 'runc' || text === 'io.containerd.runc.v2'))
  );
}

/** Keys that Compose does not have, keys that are not read here, and variables that are not set. */
function reportKeys(service: Node, findings: Findings): void {
  for (const [key, node] of service.map!) {
    if (key.startsWith('x-')) continue;
    const touches = touchesOfKey(key);
    if (!isServiceKey(key)) {
      findings.gap('COMPOSE_INVALID', node.at, `${JSON.stringify(key)} is no key of a service`, touches);
    } else if (unread.includes(key) && !node.empty && !isHarmless(key, node)) {
      findings.gap('COMPOSE_UNSUPPORTED', node.at, `${key} is not read`, touches);
    }
    if (key === 'build') reportBuildRights(node, findings, touches);
    reportUnresolved(node, touches, findings);
  }
}

/** A build may be given the rights of the host as well, which no check reads. */
function reportBuildRights(build: Node, findings: Findings, touches: readonly string[]): void {
  for (const key of ['privileged', 'entitlements', 'network']) {
    const node = build.get(key);
    if (node.empty || node.text === 'false' || (key === 'network' && node.text !== 'host')) continue;
    findings.gap('COMPOSE_UNSUPPORTED', node.at, `build.${key} is not read`, touches);
  }
}

function reportUnresolved(node: Node, touches: readonly string[], findings: Findings): void {
  if (node.parts.unresolved !== undefined) {
    findings.gap('COMPOSE_UNRESOLVED', node.parts.origin.at, node.parts.unresolved, touches);
  }
  for (const child of node.map?.values() ?? node.list ?? []) reportUnresolved(child, touches, findings);
}

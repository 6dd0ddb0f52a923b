import type { Workload } from '../../../../facts/workload.ts';
import type { Peer } from '../../../../model/connections.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Endpoint } from '../layer.ts';
import { projectKey, sitesOf, type Site } from './sites.ts';

/** The host of containers, and the machines on its links: ends of connections that no workload is. */
export const hostKind = 'Host';
export const neighboursKind = 'Neighbours';

/**
 * Every end that Docker and Compose bring: `container/web`, `service/shop/web`, `host` and `neighbours`
 * (machines on a link of that host: they may send packets to the addresses of containers). Where several
 * engines were asked, or files and an engine, each has its own host and neighbours: `host/unix:///…`.
 */
export function dockerEndpoints(facts: readonly Fact[]): Endpoint[] {
  const sites = sitesOf(facts);
  const taken = new Set<string>();
  return sites.flatMap((site) => [
    ...site.workloads.map((one) => ({ peer: unique(peerOf(one), taken), workload: one })),
    { peer: hostOf(site, sites) },
    { peer: neighboursOf(site, sites) },
  ]);
}

function peerOf({ subject, value }: Fact<Workload>): Peer {
  const { name, labels, at } = value;
  if (value.orchestrator === 'docker') return { id: `container/${name}`, kind: subject.kind, name, labels, at };
  const project = value.project?.value ?? (projectKey(value).replace('folder ', '') || '.');
  return {
    id: `${subject.kind.toLowerCase()}/${project}/${name}`,
    kind: subject.kind,
    namespace: project,
    name,
    labels,
    at,
  };
}

/** Two files of one folder may each tell of the project: the later ones are named with their file. */
function unique(peer: Peer, taken: Set<string>): Peer {
  let id = peer.id;
  if (taken.has(id)) id = `${peer.id}@${peer.at?.file ?? ''}`;
  for (let count = 2; taken.has(id); count++) id = `${peer.id}@${peer.at?.file ?? ''}#${count}`;
  taken.add(id);
  return { ...peer, id };
}

export function hostOf(site: Site, sites: readonly Site[]): Peer {
  return standing(site, sites, hostKind, 'host');
}

export function neighboursOf(site: Site, sites: readonly Site[]): Peer {
  return standing(site, sites, neighboursKind, 'neighbours');
}

function standing(site: Site, sites: readonly Site[], kind: string, name: string): Peer {
  const whole = sites.length === 1 ? name : `${name}/${site.name}`;
  return { id: whole, kind, name: whole, labels: {}, at: site.engine.at };
}

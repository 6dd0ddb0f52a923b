import type { Attachment, NetworkMode, Workload } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import type { Peers } from './namespaces.ts';

type Placed = Pick<Workload, 'project' | 'networkMode' | 'attachments' | 'links'>;

/** Where a container stands among the networks of its engine. */
export function placeInNetworks(inspect: Located, peers: Peers): Placed {
  const label = inspect.down('Config', 'Labels').get('com.docker.compose.project');
  const links = inspect.down('HostConfig', 'Links');
  return {
    project: label.text(),
    networkMode: modeOf(inspect.down('HostConfig', 'NetworkMode'), peers),
    attachments: attachmentsOf(inspect.down('NetworkSettings', 'Networks')),
    // `/db:/web/database`: the container that is linked to, and how this one calls it.
    links: links.isList
      ? mapSeen(links.strings(), (all) => all.map((link) => (link.split(':')[0] ?? '').replace(/^\//, '')))
      : seen<readonly string[]>(links.empty && inspect.get('HostConfig').isMap ? [] : undefined, links.at),
  };
}

function modeOf(mode: Located, peers: Peers): Seen<NetworkMode> {
  return mapSeen(mode.string(), (text): NetworkMode => {
    if (text === 'host' || text === 'none') return { type: text };
    const other = /^container:(.+)$/.exec(text)?.[1];
    if (other === undefined) return { type: 'networks' };
    // The engine keeps the id of the other; facts know it by its name.
    const name = peers(other)?.get('Name').string().value;
    return { type: 'container', name: name === undefined ? other : name.replace(/^\//, '') };
  });
}

function attachmentsOf(networks: Located): Seen<readonly Attachment[]> {
  if (!networks.isMap) return seen<readonly Attachment[]>(undefined, networks.at);
  return seen(
    networks.entries().map(([network, one]) => ({
      network,
      aliases: one.get('Aliases').strings().value ?? [],
      addresses: ['IPAddress', 'GlobalIPv6Address'].flatMap((key) => one.get(key).string().value || []),
      at: one.at,
    })),
    networks.at,
  );
}

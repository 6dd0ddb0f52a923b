import { configuration } from '../../facts/configuration.ts';
import { hostProcess, type HostProcess } from '../../facts/host-process.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { containerSightings } from './containers.ts';
import { answer, engineFact, source, type EngineAnswers } from './engine.ts';
import { networkFacts } from './networks.ts';

/**
 * An engine described in one JSON object: what `docker info` and `docker version` answer in JSON, and
 * what its host shows. Parts may be left out; what they would tell is then unknown.
 *
 * - `info`, `version`, `networks`, `swarm`: answers of GET /info, /version, /networks, /swarm
 * - `containers`, `images`: answers of GET /containers/json?all=true, /images/json
 * - `daemon`: the content of daemon.json; `{}` when the file holds nothing
 * - `command`: words of dockerd's command line; a `daemon` without it is taken as started without options
 * - `socket`: `{ "mode": "0660", "uid": 0, "gid": 999 }`
 * - `address`: where it was asked
 * - `processes`: those of its host, `[{ "pid": 1, "name": "systemd", "command": [], "container": null }]`
 */
export function readEngineJson(json: unknown): Sighting[] {
  const root = Located.root(json, apiPlace(source, 'engine.json'));
  const part = (key: string, path: string) => answer(path, root.get(key).value);
  const daemon = Located.root(root.get('daemon').value, apiPlace(source, 'daemon.json'));
  const address = root.get('address').string().value ?? 'unix:///var/run/docker.sock';
  const given = daemon.isMap;
  const answers: EngineAnswers = {
    address,
    info: part('info', '/info'),
    version: part('version', '/version'),
    networks: part('networks', '/networks'),
    containers: part('containers', '/containers/json'),
    images: part('images', '/images/json'),
    swarm: part('swarm', '/swarm'),
    daemon: {
      file: given
        ? seen<Located | null>(daemon, daemon.at)
        : seen<Located | null>(undefined, daemon.at, 'daemon.json was not seen'),
      command: commandOf(root.get('command'), given),
    },
    socket: socketOf(root.get('socket')),
    plainTcp: false,
  };
  const engine = engineFact(answers);
  const { subject, stage } = engine;
  return [
    { fact: engine },
    ...networkFacts(part('networks', '/networks')).map((one) => ({ fact: one })),
    ...(given
      ? [
          {
            fact: fact(
              configuration,
              { subject, stage },
              { program: 'docker-daemon' as const, root: daemon },
              daemon.at,
            ),
          },
        ]
      : []),
    ...root
      .get('processes')
      .items()
      .map((one) => ({ fact: processFact(one) })),
  ];
}

function processFact(one: Located): Fact<HostProcess> {
  const name = one.get('name').string().value ?? '';
  const value: HostProcess = {
    pid: one.get('pid').number().value ?? 0,
    name,
    command: one.get('command').strings().value ?? [],
    container: one.get('container').string().value ?? null,
    at: one.at,
  };
  return fact(hostProcess, { subject: { source, kind: 'Process', name }, stage: 'running' }, value, one.at);
}

/** An inspect answer of one container, or the list that `docker inspect` prints. */
export function readContainerJson(json: unknown): Sighting[] {
  const all = Array.isArray(json) ? json : [json];
  return all.flatMap((one) => containerSightings(answer('/containers/ID/json', one)));
}

function commandOf(words: Located, given: boolean): Seen<readonly string[]> {
  if (words.isList) return words.strings();
  return given
    ? seen<readonly string[]>(['dockerd'], words.noted('taken as started without options'))
    : seen<readonly string[]>(undefined, words.at, "dockerd's command line was not seen");
}

function socketOf(socket: Located): EngineAnswers['socket'] {
  const mode = socket.get('mode').value;
  const [uid, gid] = [socket.get('uid').number().value, socket.get('gid').number().value];
  const bits = typeof mode === 'string' ? Number.parseInt(mode, 8) : mode;
  if (typeof bits !== 'number' || Number.isNaN(bits) || uid === undefined || gid === undefined) {
    return seen<{ mode: number; uid: number; gid: number }>(undefined, socket.at, "the socket's file was not seen");
  }
  return seen({ mode: bits, uid, gid }, socket.at);
}

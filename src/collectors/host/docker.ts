import type { HostProcess } from '../../facts/host-process.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { flagsGiven } from '../../formats/command-line/flags.ts';
import type { Sighting } from '../../model/collector.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { daemonFileOf, dockerPaths, dockerUnits } from '../../readers/host/docker-paths.ts';
import { lookAtFiles } from './files.ts';
import { evidenceOf, source, type HostView } from './view.ts';

const maxBytes = 1024 * 1024;
/** The checks that go by where dockerd's files are. */
const touches = [
  'hardening/guides/HRD-601',
  'hardening/guides/HRD-610',
  'hardening/guides/HRD-611',
  'monitoring/audit-trail/MON-187',
];

/** Files by which a host has Docker, even when it does not run. */
const signs = new Set(['dockerd', 'docker.service', 'daemon.json']);

/** What CIS Docker speaks of on a host: files, units, where dockerd's own options lead. */
export function* lookAtDocker(view: HostView): Generator<Sighting> {
  const units = dockerUnits.flatMap((name) => view.unit(name) ?? []);
  yield* units.map((one) => ({ fact: one }));
  const running = engineOf(view);
  if (running === 'several') {
    const because = 'several dockerd run here, and none of them listens where it was asked';
    const toKnow = 'Name the engine: `plimsoll ask docker:unix:///path/to/docker.sock`.';
    yield { gap: { code: 'HOST_UNCLEAR', source, subject: 'dockerd', because, toKnow, touches } };
    return;
  }
  const declared = units.find(({ value }) => value.name === 'docker.service')?.value.command.value;
  const command = running?.command ?? declared ?? [];
  const path = daemonFileOf(command);
  const read = view.files.text(path, maxBytes);
  const at = evidenceOf(view, path);
  let file = Located.root(undefined, apiPlace(source, path));
  if ('text' in read) file = readYaml(read.text, view.shown(path), source, 'core').documents[0]?.root ?? file;
  if (!file.empty && !file.isMap) file = Located.root(undefined, apiPlace(source, path));
  if (!('text' in read) && !read.missing) {
    const toKnow = `Run as root, or make ${view.shown(path)} readable.`;
    const because = `cannot be read, so that the files it names are not known: ${read.because}`;
    yield { gap: { code: 'FILE_UNREADABLE', source, subject: view.shown(path), because, toKnow, touches, at } };
  }
  const executables = new Map(
    view.processes.flatMap(({ value: { name, container, executable } }) =>
      container === null && executable !== undefined && !executable.endsWith(' (deleted)') ? [[name, executable]] : [],
    ),
  );
  const rules = dockerPaths({ command, file, addresses: view.engineAddresses, executables });
  const files = [...lookAtFiles(view, rules)];
  const isHere =
    view.engineAddresses.length > 0 ||
    running !== undefined ||
    files.some(({ value: { role, type } }) => signs.has(role) && type.value !== 'absent');
  // A host without Docker is not to be told that Docker's files are all well, for there are none.
  if (isHere) yield* files.map((one) => ({ fact: one }));
}

/** The dockerd of this host that is meant: the only one, or that whose command line names the socket asked. */
export function engineOf(view: HostView): HostProcess | 'several' | undefined {
  const engines = view.processes
    .map(({ value }) => value)
    .filter(({ name, container }) => name === 'dockerd' && container === null);
  if (engines.length <= 1) return engines[0];
  const sockets = view.engineAddresses.flatMap((address) => /^unix:\/\/(.*)$/.exec(address)?.[1] ?? []);
  const named = (one: HostProcess): string[] =>
    flagsGiven(one.command, ['-H', '--host'], 'value').map(({ value }) => value.replace(/^unix:\/\//, ''));
  const asked = engines.filter((one) => named(one).some((path) => sockets.includes(path)));
  if (asked.length === 1) return asked[0];
  // One that names no socket of its own is the system's.
  const usual = engines.filter((one) => named(one).every((path) => path.startsWith('fd:') || path.startsWith('tcp:')));
  const standard = sockets.length === 0 || sockets.some((path) => /^(\/var)?\/run\/docker\.sock$/.test(path));
  return standard && usual.length === 1 ? usual[0] : 'several';
}

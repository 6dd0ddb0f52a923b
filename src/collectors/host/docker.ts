import type { HostProcess } from '../../facts/host-process.ts';
import type { HostUnit } from '../../facts/host-unit.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { flagsGiven } from '../../formats/command-line/flags.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Gap } from '../../model/gap.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { engineDeclaredBy } from '../../readers/docker/declared-engine.ts';
import { daemonFileOf, dockerPaths, dockerUnits } from '../../readers/host/docker-paths.ts';
import { lookAtFiles } from './files.ts';
import { aboutHost, evidenceOf, source, type HostView } from './view.ts';

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
  if (typeof running === 'string') {
    const because = running;
    const toKnow = 'Name the engine: `plimsoll ask docker:unix:///path/to/docker.sock`.';
    yield { gap: { code: 'HOST_UNCLEAR', source, subject: 'dockerd', because, toKnow, touches } };
    return;
  }
  const unit = units.find(({ value }) => value.name === 'docker.service')?.value;
  const declared = unit?.command.value;
  const command = running?.command ?? declared ?? [];
  if (running === undefined && unit !== undefined && declared === undefined && !unit.masked) {
    const because = `what docker.service starts is not known: ${unit.command.why ?? ''}`;
    const toKnow = `Look at ${unit.at.file ?? 'its file'}; as root where a file of it cannot be read.`;
    yield { gap: { code: 'HOST_UNCLEAR', source, subject: 'docker.service', because, toKnow, touches, at: unit.at } };
  }
  const { file, gap } = readDaemonFile(view, daemonFileOf(command));
  if (gap !== null) yield { gap };
  // What a user runs under such a name is not the engine's.
  const executables = view.processes.flatMap(({ value: { name, container, user, executable } }) =>
    ofEngine.test(name) && container === null && user === 0 && executable?.endsWith(' (deleted)') === false
      ? [executable]
      : [],
  );
  const rules = dockerPaths({
    command,
    file: file.value ?? absent,
    addresses: view.engineAddresses,
    listens: units.flatMap(({ value }) => (value.name === 'docker.socket' ? listensAt(value) : [])),
    running: running !== undefined,
    executables,
  });
  const files = [...lookAtFiles(view, rules)];
  const isHere =
    view.engineAddresses.length > 0 ||
    running !== undefined ||
    files.some(({ value: { role, type } }) => signs.has(role) && type.value !== 'absent');
  // A host without Docker is not to be told that Docker's files are all well, for there are none.
  if (!isHere) return;
  yield* files.map((one) => ({ fact: one }));
  if (view.live || view.engineAsked) return;
  const at = evidenceOf(view, unit?.file ?? daemonFileOf(command));
  const why = unit === undefined ? 'there is no docker.service' : unit.command.why;
  const root: Seen<boolean> =
    declared === undefined
      ? seen<boolean>(undefined, at, why)
      : seen((unit?.settings['Service.User'] ?? []).length === 0, { ...at, note: 'a unit starts it as root' });
  const words = unit?.command ?? seen<readonly string[]>(undefined, at, why);
  yield { fact: engineDeclaredBy(aboutHost(view, 'Engine', 'docker.service'), { command: words, file }, root, at) };
}

/** Programs of which Docker consists; the kernel knows 15 characters of a name. */
const ofEngine = /^(dockerd|containerd|containerd-shim|runc)$/;

/** Paths at which a unit of systemd makes sockets; `%t` is /run (systemd.unit(5), system mode). */
function listensAt({ settings }: HostUnit): string[] {
  const written = (settings['Socket.ListenStream'] ?? []).map(({ value }) => value.replace(/^%t\//, '/run/'));
  return written.filter((path) => path.startsWith('/') && !path.includes('%'));
}

const absent = Located.root(undefined, apiPlace(source, 'daemon.json'));

/** daemon.json with positions: null when there is none, undefined with a gap when it is not known. */
function readDaemonFile(
  view: HostView,
  path: string,
): { readonly file: Seen<Located | null>; readonly gap: Gap | null } {
  const at = evidenceOf(view, path);
  const subject = view.shown(path);
  const lost = (code: Gap['code'], because: string, toKnow: string) => ({
    file: seen<Located | null>(undefined, at, because),
    gap: {
      code,
      source,
      subject,
      because: `${because}, so that the files it names are not known`,
      toKnow,
      touches,
      at,
    },
  });
  const read = view.files.text(path, maxBytes);
  if (!('text' in read)) {
    if (read.missing) return { file: seen<Located | null>(null, { ...at, note: 'there is no such file' }), gap: null };
    return lost(read.problem, `cannot be read: ${read.because}`, `Run as root, or make ${subject} readable.`);
  }
  try {
    // dockerd takes JSON alone; of the YAML reader only the positions are wanted.
    const value: unknown = read.text.trim() === '' ? {} : JSON.parse(read.text);
    const place = { evidence: (_holder: unknown, _key: unknown, inside: string) => ({ ...at, place: inside }) };
    const root = readYaml(read.text, subject, source, 'core').documents[0]?.root ?? Located.root(value, place);
    if (root.isMap) return { file: seen<Located | null>(root, root.at), gap: null };
    return lost('OBJECT_INVALID', 'is no mapping', `Correct ${subject}.`);
  } catch (error) {
    return lost('YAML_INVALID', (error as Error).message, `Correct ${subject}; dockerd does not start with it.`);
  }
}

/**
 * The dockerd of this host that is meant: the only one, or that whose command line names the socket asked.
 * Undefined when none runs; a sentence says why the files of the host may not be those of the engine.
 */
export function engineOf(view: Pick<HostView, 'processes' | 'engineAddresses'>): HostProcess | string | undefined {
  const found = view.processes.map(({ value }) => value).filter(({ name }) => name === 'dockerd');
  const engines = found.filter(({ container }) => container === null);
  const [only] = engines;
  if (only === undefined) {
    return found.length > 0 && view.engineAddresses.length > 0
      ? 'the engine that was asked runs in a container, whose files were not looked at'
      : undefined;
  }
  const chosen = engines.length === 1 ? only : chosenOf(engines, view.engineAddresses);
  if (chosen === undefined) return 'several dockerd run here, and none of them listens where it was asked';
  // In rootless mode units, daemon.json and data are in the home of the user.
  return chosen.user === undefined || chosen.user === 0
    ? chosen
    : `the engine runs as user ${chosen.user}, and the files of the system are not its own`;
}

function chosenOf(engines: readonly HostProcess[], addresses: readonly string[]): HostProcess | undefined {
  const sockets = addresses.flatMap((address) => /^unix:\/\/(.*)$/.exec(address)?.[1] ?? []);
  const named = (one: HostProcess): string[] =>
    flagsGiven(one.command, ['-H', '--host'], 'value').map(({ value }) => value.replace(/^unix:\/\//, ''));
  const asked = engines.filter((one) => named(one).some((path) => sockets.includes(path)));
  if (asked.length === 1) return asked[0];
  // One that names no socket of its own is the system's.
  const usual = engines.filter((one) => named(one).every((path) => path.startsWith('fd:') || path.startsWith('tcp:')));
  const standard = sockets.length === 0 || sockets.some((path) => /^(\/var)?\/run\/docker\.sock$/.test(path));
  return standard && usual.length === 1 ? usual[0] : undefined;
}

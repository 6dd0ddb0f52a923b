import { flagsGiven, goBoolean } from '../../formats/command-line/flags.ts';
import type { Located } from '../../model/located.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen, type Seen } from '../../model/seen.ts';

/**
 * What dockerd was told: its command line and daemon.json. An option stands in one of the two, never in
 * both (dockerd refuses to start), and where it stands in neither dockerd's own default holds.
 */
export interface DaemonSources {
  /** Words of dockerd's command line and where they were read; undefined when no dockerd was found. */
  readonly command: Seen<readonly string[]>;
  /** daemon.json; value undefined with a reason when it could not be read, null when there is none. */
  readonly file: Seen<Located | null>;
}

/** Both sources unknown, for one reason. */
export function unknownDaemon(at: Evidence, why: string): DaemonSources {
  return { command: seen<readonly string[]>(undefined, at, why), file: seen<Located | null>(undefined, at, why) };
}

/** A boolean: `--icc=false` or `--no-new-privileges` on the command line, `"icc": false` in the file. */
export function daemonBoolean(sources: DaemonSources, name: string, fallback: boolean): Seen<boolean> {
  const [argument] = argumentsOf(sources, [`--${name}`], true);
  if (argument !== undefined) {
    const value = goBoolean(argument);
    return value === undefined
      ? seen<boolean>(undefined, at(sources.command, `--${name}`), `--${name}=${argument} is neither true nor false`)
      : seen(value, at(sources.command, `--${name}`));
  }
  return fromFile(sources, name, (held) => held.boolean(), fallback);
}

/** A text: `--log-level debug`, `"log-level": "debug"`. */
export function daemonText(
  sources: DaemonSources,
  flags: readonly string[],
  key: string,
  fallback: string,
): Seen<string> {
  const last = argumentsOf(sources, flags, false).at(-1);
  if (last !== undefined) return seen(last, at(sources.command, flags.at(-1)!));
  return fromFile(sources, key, (held) => held.string(), fallback);
}

/** `--default-ulimit nofile=1024:2048`, or `"default-ulimits": { "nofile": { "Soft": 1024, "Hard": 2048 } }`. */
export function daemonUlimits(sources: DaemonSources): Seen<readonly string[]> {
  const words = argumentsOf(sources, ['--default-ulimit'], false);
  if (words.length > 0) return seen<readonly string[]>(words, at(sources.command, '--default-ulimit'));
  const read = (held: Located): Seen<readonly string[]> =>
    held.isMap
      ? seen<readonly string[]>(
          held
            .entries()
            .map(([name, one]) => `${name}=${one.get('Soft').text().value}:${one.get('Hard').text().value}`),
          held.at,
        )
      : seen<readonly string[]>(undefined, held.at, 'is not a mapping');
  return fromFile<readonly string[]>(sources, 'default-ulimits', read, []);
}

/** A list that may be given several times on the command line. */
export function daemonList(
  sources: DaemonSources,
  flags: readonly string[],
  key: string,
  fallback: readonly string[],
): Seen<readonly string[]> {
  const words = argumentsOf(sources, flags, false);
  if (words.length > 0) return seen<readonly string[]>(words, at(sources.command, flags.at(-1)!));
  return fromFile(sources, key, (held) => held.strings(), fallback);
}

/** `--log-opt max-size=10m` or `"log-opts": { … }`. */
export function daemonRecord(
  sources: DaemonSources,
  flag: string,
  key: string,
): Seen<Readonly<Record<string, string>>> {
  const words = argumentsOf(sources, [`--${flag}`], false);
  if (words.length > 0) {
    const pairs = words.map((word) => {
      const equals = word.indexOf('=');
      return equals === -1 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
    });
    return seen<Readonly<Record<string, string>>>(Object.fromEntries(pairs), at(sources.command, `--${flag}`));
  }
  const none: Readonly<Record<string, string>> = {};
  const read = (held: Located): Seen<Readonly<Record<string, string>>> =>
    held.isMap ? seen(held.record(), held.at) : seen<typeof none>(undefined, held.at, 'is not a mapping');
  return fromFile(sources, key, read, none);
}

function fromFile<T>(sources: DaemonSources, key: string, read: (held: Located) => Seen<T>, fallback: T): Seen<T> {
  const { command, file } = sources;
  if (file.value !== undefined && file.value !== null) {
    const held = file.value.get(key);
    if (!held.empty) return read(held);
    if (command.value !== undefined)
      return seen(fallback, held.noted(`absent: dockerd takes ${JSON.stringify(fallback)}`));
  }
  if (file.value === undefined) return seen<T>(undefined, file.at, file.why);
  if (command.value === undefined) return seen<T>(undefined, command.at, command.why);
  return seen(fallback, { ...command.at, note: `absent: dockerd takes ${JSON.stringify(fallback)}` });
}

function argumentsOf(sources: DaemonSources, flags: readonly string[], boolean: boolean): string[] {
  const found = flagsGiven(sources.command.value ?? [], flags, boolean ? 'boolean' : 'value').map(({ value }) => value);
  // The last of a boolean counts, as with every pflag program.
  return boolean ? found.slice(-1) : found;
}

/** The file that dockerd reads its options from: `--config-file`, else the default. */
export function daemonFile(command: readonly string[], fallback: string): string {
  const sources = {
    command: seen(command, { source: 'docker' }),
    file: seen<Located | null>(null, { source: 'docker' }),
  };
  return argumentsOf(sources, ['--config-file'], false).at(-1) ?? fallback;
}

function at(command: Seen<unknown>, place: string): Evidence {
  return { ...command.at, place };
}

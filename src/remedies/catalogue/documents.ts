import type { Change, Path } from '../change.ts';
import { Refusal } from '../refusal.ts';
import type { YamlSubject } from '../remedy.ts';

type Plan = (subject: YamlSubject) => readonly Change[];

/** Gives a key at the root of a configuration. */
export const ofRoot =
  (path: Path, value: string | number | boolean): Plan =>
  () => [{ kind: 'set', path, value }];

/** Log files of the engine's default driver, bounded; a driver that throws logs away is replaced. */
export const engineLogs =
  (driver: string, options: Readonly<Record<string, string>>): Plan =>
  ({ raw }) => {
    if (raw(['log-driver']) === 'none') return [{ kind: 'set', path: ['log-driver'], value: driver }];
    return Object.entries(options).flatMap(([name, value]): Change[] =>
      raw(['log-opts', name]) === undefined ? [{ kind: 'set', path: ['log-opts', name], value }] : [],
    );
  };

/** Gives the setting that the evidence names another value, when it stands in the file. */
export const setting =
  (key: string, value: string | boolean): Plan =>
  ({ at, raw }) => {
    if (at.at(-1) !== key || raw(at) === undefined) throw new Refusal('NO_ANSWER');
    return [{ kind: 'set', path: at, value }];
  };

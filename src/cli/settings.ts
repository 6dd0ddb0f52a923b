import { lstatSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readText } from '../io/files.ts';
import { Failure } from '../model/failure.ts';
import { noSettings, readSettings } from '../readers/settings/read-settings.ts';
import { readWaiversFile } from '../readers/settings/read-waivers.ts';
import type { Settings } from '../readers/settings/settings.ts';
import { shownPath, type Target } from './targets.ts';

/** A larger one is a mistake, not a configuration. */
const maxBytes = 4 * 1024 * 1024;

export interface FoundSettings {
  readonly settings: Settings;
  /** The file it was read from; null when there is none. */
  readonly file: string | null;
}

/**
 * Reads the file named by --config, else plimsoll.yaml of the one folder that is asked, else of the
 * current folder, with the waivers file it names.
 */
export async function findSettings(named: string | undefined, targets: readonly Target[]): Promise<FoundSettings> {
  const path = named === undefined ? nearest(targets) : resolve(named);
  if (path === null)
    return {
      settings: noSettings({ source: 'plimsoll', file: 'plimsoll.yaml', note: 'there is no such file' }),
      file: null,
    };
  const shown = shownPath(path, path);
  // A command that finds no settings need not load every check for the names of the aspects.
  const { questions } = await import('../main.ts');
  const aspects = questions.flatMap(({ name, aspects: own }) => own.map((aspect) => `${name}/${aspect.name}`));
  const settings = readSettings(readSmall(path, shown), shown, aspects);
  const waiversFile = settings.waiversFile?.value;
  if (waiversFile === undefined) return { settings, file: shown };
  const waiversPath = resolve(dirname(path), waiversFile);
  const shownWaivers = shownPath(waiversPath, waiversPath);
  const { waivers, gaps } = readWaiversFile(readSmall(waiversPath, shownWaivers), shownWaivers);
  return { settings: { ...settings, waivers, gaps }, file: shown };
}

function nearest(targets: readonly Target[]): string | null {
  const folders = targets.filter((target) => target.kind === 'directory' && statSync(target.path).isDirectory());
  const [only] = folders;
  const places = [...(only?.kind === 'directory' && folders.length === 1 ? [only.path] : []), process.cwd()];
  return places.map((place) => join(place, 'plimsoll.yaml')).find((path) => exists(path)) ?? null;
}

/** True for a dangling link too: settings that were meant and cannot be read must not be passed over. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function readSmall(path: string, shown: string): string {
  // The folder that is asked may hold a link to a device, or a pipe, by that name.
  const read = readText(path, maxBytes);
  if ('text' in read) return read.text;
  throw new Failure('CONFIG_UNREADABLE', `Cannot read ${shown}: it ${read.because}.`);
}

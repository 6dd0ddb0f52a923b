import { statSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import { walk } from '../../io/walk.ts';
import type { Collector, CollectorContext, Sighting } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import { mayHoldCertificates } from '../../readers/certificates/kinds.ts';
import { overridesOf } from './compose-projects.ts';
import { kindOf } from './file-kinds.ts';
import { gap, ignoredGap, source } from './gaps.ts';
import { readFile, type FileContext } from './read-file.ts';
import { renderTemplates } from './templates.ts';

export interface DirectoryLimits {
  /** Of one file. */
  readonly fileBytes: number;
  /** Of all files that hold facts: these take some 40 times as much memory. */
  readonly totalBytes: number;
  readonly entries: number;
  readonly depth: number;
  /** For one run of helm or kustomize. */
  readonly renderMilliseconds: number;
}

const mebibyte = 1024 * 1024;
const defaultLimits: DirectoryLimits = {
  fileBytes: 32 * mebibyte,
  totalBytes: 64 * mebibyte,
  entries: 500_000,
  depth: 64,
  renderMilliseconds: 30_000,
};

export interface DirectoryTarget {
  /** Absolute path of a folder, or of one file. */
  readonly path: string;
  /** How evidence names it: the path as the user gave it; empty for the current folder. */
  readonly shown: string;
  /** Patterns as in .gitignore. */
  readonly ignore: readonly string[];
  /** For the interpolation of Compose files. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits?: Partial<DirectoryLimits>;
  /** Taken in the place of what files hold, by the names that evidence gives them: to see what a text would mean. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * Looks at a folder, or at one file: Kubernetes manifests, Compose projects, Dockerfiles and the
 * configuration of programs. Everything that may have been one of them and could not be read is a gap.
 */
export const directoryCollector: Collector<DirectoryTarget> = {
  name: source,
  async *collect(target, context) {
    const status = statusOf(target);
    if (status.isFile()) yield* new Look(fileAsTarget(target), context).files([basename(target.path)]);
    else if (status.isDirectory()) yield* new Look(target, context).folder();
    else throw new Failure('UNKNOWN_TARGET', `${target.path} is neither a folder nor a file.`);
  },
};

function statusOf({ path }: DirectoryTarget): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new Failure('NO_SUCH_TARGET', `There is no folder or file ${path}.`, { cause: error });
  }
}

/** One file is looked at as a folder that holds nothing else. */
function fileAsTarget(target: DirectoryTarget): DirectoryTarget {
  return { ...target, path: dirname(target.path), shown: dirname(target.shown) === '.' ? '' : dirname(target.shown) };
}

/** Most folders hold none, and need not load what reads them. */
async function certificatesIn(sightings: readonly Sighting[]): Promise<Iterable<Sighting>> {
  if (!sightings.some(isWithCertificates)) return [];
  return (await import('./certificate-files.ts')).certificatesOf(sightings);
}

function isWithCertificates(sighting: Sighting): boolean {
  if (!('fact' in sighting) || sighting.fact.kind !== kubernetesObject.name) return false;
  return mayHoldCertificates((sighting.fact.value as KubernetesObject).kind);
}

/** Files are read one after the other without giving way; after so many, others get their turn. */
const turn = 64;

class Look {
  readonly #target: DirectoryTarget;
  readonly #context: CollectorContext;
  readonly #limits: DirectoryLimits;

  constructor(target: DirectoryTarget, context: CollectorContext) {
    this.#target = target;
    this.#context = context;
    // Less is kept of each byte where the network alone is asked about.
    const { totalBytes } = defaultLimits;
    const room = context.only === undefined ? totalBytes : 4 * totalBytes;
    this.#limits = { ...defaultLimits, totalBytes: room, ...target.limits };
  }

  async *folder(): AsyncGenerator<Sighting> {
    const files: string[] = [];
    const { entries, depth } = this.#limits;
    const options = {
      wanted: (name: string) => kindOf(name) !== null,
      ignore: this.#target.ignore,
      limits: { entries, depth },
    };
    const ignored: string[] = [];
    let steps = 0;
    for (const met of walk(this.#target.path, options)) {
      if (met.kind === 'file') files.push(met.relative);
      else if (met.kind === 'ignored') ignored.push(met.relative);
      else if (met.kind === 'problem') yield gap(met.code, this.#shown(met.relative), met.because);
      else if (++steps % turn === 0) await this.#giveWay();
    }
    if (ignored.length > 0) yield ignoredGap(this.#target.shown, ignored);
    const { fileBytes, renderMilliseconds } = this.#limits;
    const templates = await renderTemplates(files, {
      path: (relative) => join(this.#target.path, relative),
      shown: (relative) => this.#shown(relative),
      fileBytes,
      program: { milliseconds: renderMilliseconds, bytes: fileBytes },
      signal: this.#context.signal,
    });
    yield* templates.sightings;
    yield* await certificatesIn(templates.sightings);
    yield* this.files(files.filter((file) => !templates.consumed(file)));
  }

  async *files(files: readonly string[]): AsyncGenerator<Sighting> {
    const overrides = overridesOf(files);
    const merged = new Set(overrides.values());
    const context: FileContext = {
      root: this.#target.path,
      fileBytes: this.#limits.fileBytes,
      environment: this.#target.environment,
      texts: this.#target.texts,
      only: this.#context.only,
      shown: (relative) => this.#shown(relative),
    };
    await this.#giveWay();
    let held = 0;
    let steps = 0;
    const clouds: { readonly text: string; readonly shown: string }[] = [];
    for (const file of files) {
      if (merged.has(file)) continue;
      if (++steps % turn === 0) {
        this.#context.progress(`${steps} of ${files.length} files`);
        await this.#giveWay();
      }
      if (kindOf(basename(file)) === 'certificate') {
        const { readCertificateFile } = await import('./certificate-files.ts');
        yield* readCertificateFile(join(this.#target.path, file), this.#shown(file));
        continue;
      }
      const { sightings, bytes, cloud } = readFile(file, overrides.get(file), context);
      yield* sightings;
      if (cloud !== undefined) clouds.push(cloud);
      yield* await certificatesIn(sightings);
      if (sightings.some((one) => 'fact' in one)) held += bytes;
      if (held > this.#limits.totalBytes) {
        yield gap(
          'WALK_LIMIT',
          this.#shown(''),
          `its files hold more than ${this.#limits.totalBytes} bytes; those after ${file} were not read`,
        );
        break;
      }
    }
    // What one answer of a cloud names, another one tells of.
    if (clouds.length > 0) yield* (await import('./cloud-files.ts')).readCloudFiles(clouds);
  }

  async #giveWay(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#context.signal.aborted) throw new Failure('INTERRUPTED', 'Interrupted while looking at files.');
  }

  #shown(relative: string): string {
    const { shown } = this.#target;
    if (relative === '') return shown === '' ? '.' : shown;
    return shown === '' ? relative : shown.endsWith('/') ? shown + relative : `${shown}/${relative}`;
  }
}

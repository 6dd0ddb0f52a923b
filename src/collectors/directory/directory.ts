import { existsSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { readText } from '../../io/files.ts';
import { walk } from '../../io/walk.ts';
import type { Collector, CollectorContext, Sighting } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import { readCompose } from '../../readers/compose/read-compose.ts';
import { readDockerfile } from '../../readers/dockerfile/read-dockerfile.ts';
import { baseName, folderOf, overridesOf, projectReader } from './compose-projects.ts';
import { composeNameOf, kindOf, looksLikeTemplateOfOurs, mayMatter } from './file-kinds.ts';
import { gap, source } from './gaps.ts';
import { readDocuments } from './read-documents.ts';
import { renderTemplates } from './templates.ts';

export interface DirectoryLimits {
  /** Of one file. */
  readonly fileBytes: number;
  /** Of all files together: what they mean is held in memory. */
  readonly totalBytes: number;
  readonly entries: number;
  readonly depth: number;
  /** For one run of helm or kustomize. */
  readonly renderMilliseconds: number;
}

const mebibyte = 1024 * 1024;
const defaultLimits: DirectoryLimits = {
  fileBytes: 32 * mebibyte,
  totalBytes: 256 * mebibyte,
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

/** Files are read one after the other without giving way; after so many, others get their turn. */
const turn = 64;

class Look {
  readonly #target: DirectoryTarget;
  readonly #context: CollectorContext;
  readonly #limits: DirectoryLimits;
  #bytes = 0;

  constructor(target: DirectoryTarget, context: CollectorContext) {
    this.#target = target;
    this.#context = context;
    this.#limits = { ...defaultLimits, ...target.limits };
  }

  async *folder(): AsyncGenerator<Sighting> {
    const files: string[] = [];
    const { entries, depth } = this.#limits;
    const options = {
      wanted: (name: string) => kindOf(name) !== null,
      ignore: this.#target.ignore,
      limits: { entries, depth },
    };
    let steps = 0;
    for (const met of walk(this.#target.path, options)) {
      if (met.kind === 'file') files.push(met.relative);
      else if (met.kind === 'problem') yield gap(met.code, this.#shown(met.relative), met.because);
      else if (++steps % turn === 0) await this.#giveWay();
    }
    const { fileBytes, renderMilliseconds } = this.#limits;
    const templates = await renderTemplates(files, {
      path: (relative) => join(this.#target.path, relative),
      shown: (relative) => this.#shown(relative),
      fileBytes,
      program: { milliseconds: renderMilliseconds, bytes: fileBytes },
      signal: this.#context.signal,
    });
    yield* templates.sightings;
    yield* this.files(files.filter((file) => !templates.consumed(file)));
  }

  async *files(files: readonly string[]): AsyncGenerator<Sighting> {
    const overrides = overridesOf(files);
    const merged = new Set(overrides.values());
    let steps = 0;
    for (const file of files) {
      if (merged.has(file)) continue;
      if (++steps % turn === 0) {
        this.#context.progress(`${steps} of ${files.length} files`);
        await this.#giveWay();
      }
      yield* this.#file(file, overrides.get(file));
      if (this.#bytes > this.#limits.totalBytes) {
        yield gap(
          'WALK_LIMIT',
          this.#shown(''),
          `its files hold more than ${this.#limits.totalBytes} bytes; those after ${file} were not read`,
        );
        return;
      }
    }
  }

  #file(file: string, override: string | undefined): readonly Sighting[] {
    const shown = this.#shown(file);
    const name = baseName(file);
    const kind = kindOf(name);
    const read = readText(join(this.#target.path, file), this.#limits.fileBytes);
    if (!('text' in read)) return [gap(read.problem, shown, read.because, kind === 'dockerfile' ? ofDockerfile : {})];
    const { text } = read;
    this.#bytes += read.bytes;
    if (kind === 'template') {
      return looksLikeTemplateOfOurs(text)
        ? [gap('TEMPLATE_UNRENDERED', shown, 'is a template that Plimsoll does not render')]
        : [];
    }
    if (kind === 'dockerfile') {
      const beside = join(this.#target.path, folderOf(file));
      const ignoreFile = existsSync(join(beside, '.dockerignore')) || existsSync(join(beside, `${name}.dockerignore`));
      return readDockerfile(text, shown, { source, stage: 'declared', ignoreFile });
    }
    if (kind === 'json' && !mayMatter(name, text)) return [];
    const named = composeNameOf(name) !== null && !(/^apiVersion\s*:/m.test(text) && !/^services\s*:/m.test(text));
    if (named) return this.#compose(file, text, override);
    const documents = readDocuments(readYaml(text, shown, source, 'kubernetes'), text, shown, name);
    return documents ?? this.#compose(file, text, undefined);
  }

  #compose(file: string, text: string, override: string | undefined): readonly Sighting[] {
    const files = [{ file: this.#shown(file), text }];
    const gaps: Sighting[] = [];
    if (override !== undefined) {
      const read = readText(join(this.#target.path, override), this.#limits.fileBytes);
      if ('text' in read) files.push({ file: this.#shown(override), text: read.text });
      else gaps.push(gap(read.problem, this.#shown(override), read.because));
    }
    const read = projectReader(this.#target.path, join(this.#target.path, folderOf(file)), this.#limits.fileBytes);
    const project = { files, read, environment: this.#target.environment, profiles: [], source };
    return [...gaps, ...readCompose(project)];
  }

  async #giveWay(): Promise<void> {
    await setImmediate();
    if (this.#context.signal.aborted) throw new Failure('INTERRUPTED', 'Interrupted while looking at files.');
  }

  #shown(relative: string): string {
    const { shown } = this.#target;
    if (relative === '') return shown === '' ? '.' : shown;
    return shown === '' ? relative : shown.endsWith('/') ? shown + relative : `${shown}/${relative}`;
  }
}

/** A Dockerfile speaks of the image it makes and of how it is run, not of networks or sensors. */
const ofDockerfile = { touches: ['images', 'hardening', 'runtime'] };

import { joinPath, normalise } from '../../formats/compose/short-volume.ts';
import { readYaml, type YamlDocument } from '../../formats/yaml/read-yaml.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Findings } from './findings.ts';
import type { ComposeProject } from './project.ts';

export type Read = { readonly text: string } | { readonly missing: true } | { readonly unreadable: string };

/** Includes, extended files and env files may fan out without a cycle; no project needs as many. */
const maxReads = 5000;
const maxCharacters = 50_000_000;

export class TooManyFiles extends Error {}

/** The files of a project: paths are relative to its folder, the one of its first file. */
export class Files {
  readonly #project: ComposeProject;
  readonly #findings: Findings;
  readonly #home: string;
  readonly #documents = new Map<string, readonly YamlDocument[]>();
  readonly #texts = new Map<string, Read>();
  #reads = 0;
  #characters = 0;

  constructor(project: ComposeProject, findings: Findings) {
    this.#project = project;
    this.#findings = findings;
    const first = project.files[0]?.file ?? '';
    this.#home = first.includes('/') ? first.slice(0, first.lastIndexOf('/')) || '/' : '';
  }

  /** How a path of the project is shown in evidence. */
  shown(path: string): string {
    if (path.startsWith('/') || this.#home === '') return path;
    return normalise(`${this.#home}/${path}`);
  }
  /** The path of one of the project's own files, as others would name it. */
  own(file: string): string {
    const from = normalise(this.#home === '' ? '.' : this.#home);
    const to = normalise(file);
    return from !== '.' && to.startsWith(`${from}/`) ? to.slice(from.length + 1) : to;
  }
  /** A path found in a file of `folder`. */
  resolve(folder: string, path: string): string {
    const joined = joinPath(folder, path);
    return joined.startsWith('./') ? joined.slice(2) : joined;
  }

  /** @throws TooManyFiles */
  read(path: string): Read {
    if (this.#reads++ >= maxReads) throw new TooManyFiles(`more than ${maxReads} files are referred to`);
    let read = this.#texts.get(path);
    if (read === undefined) {
      read = this.#project.read(path);
      this.#texts.set(path, read);
    }
    if ('text' in read) this.#characters += read.text.length;
    if (this.#characters > maxCharacters) throw new TooManyFiles('the files that are referred to hold more than 50 MB');
    return read;
  }

  /** The documents of a file; what of it is no YAML is a gap, since it may have held anything. */
  documents(text: string, file: string): readonly YamlDocument[] {
    const known = this.#documents.get(file);
    if (known !== undefined) return known;
    const { documents, problems } = readYaml(text, file, this.#findings.source, 'core');
    for (const { code, because, line, column } of problems) {
      const at: Evidence = { source: this.#findings.source, file, line, column };
      this.#findings.gap(
        code,
        at,
        because,
        ['*'],
        'Correct the file; its YAML must be read by every YAML reader alike.',
      );
    }
    this.#documents.set(file, documents);
    return documents;
  }
}

/** Includes and extended files may be fetched from a registry or a Git repository. */
export function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\//i.test(path);
}

export function whyNot(read: { readonly missing: true } | { readonly unreadable: string }): string {
  return 'missing' in read ? 'is not there' : `cannot be read: ${read.unreadable}`;
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash) || '/';
}

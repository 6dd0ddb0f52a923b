import type { TarProblem } from '../../formats/tar/assemble.ts';
import type { TarType } from '../../formats/tar/header.ts';
import { cleanName, linkPath } from '../../formats/tar/names.ts';
import type { GapCode } from '../../model/gaps.ts';
import type { Interest } from './interest.ts';
import type { Algorithms, LayerReport } from './layer-report.ts';

export type { Algorithms } from './layer-report.ts';

/** Why something in a store could not be read. */
export interface Problem {
  readonly code: GapCode;
  readonly because: string;
}

/** A trouble of the archive itself: of the whole (`name` null) or of one entry. */
export interface StoreFault extends Problem {
  readonly name: string | null;
  /** False when nothing went unseen by it. */
  readonly hides: boolean;
}

/**
 * The files of an archive or layout by name: a plain tar is read by seeking, a compressed one in a
 * single pass, a folder as it stands.
 */
export interface Store {
  /** Troubles met while it was opened. */
  readonly faults: readonly StoreFault[];
  /** True when it was not read to its end: what is not there may have stood in the rest. */
  readonly incomplete: boolean;
  /** Names of the top level and below that are there; for a folder only those a layout has. */
  has(name: string): Promise<boolean>;
  /** A whole small file. */
  bytes(name: string): Promise<Buffer | Problem>;
  /** @param interest what is kept of it */
  layer(name: string, algorithms: Algorithms, interest: Interest): Promise<LayerReport | Problem>;
  /** Call before layers are read once more with another interest. */
  again(interest: Interest): Promise<void>;
  /** As evidence shows it: `image.tar!manifest.json`. */
  shown(name: string): string;
  close(): Promise<void>;
}

export function isProblem(value: object): value is Problem {
  return 'because' in value;
}

export function missing(name: string): Problem {
  return { code: 'IMAGE_BLOB_MISSING', because: `${name.slice(0, 200)} is not there` };
}

export function tooLarge(name: string, size: number, limit: number): Problem {
  return { code: 'IMAGE_LIMIT', because: `${name.slice(0, 200)} has ${size} bytes, more than ${limit}` };
}

export function unreadable(name: string, error: unknown): Problem {
  return { code: 'FILE_UNREADABLE', because: `${name}: ${(error as Error).message}` };
}

/** An entry of an archive: a body, a link to another entry, or something that has no bytes. */
export type Held<Body> = { readonly body: Body } | { readonly link: string } | { readonly unsafe: string } | null;

const maxLinks = 16;

/** Names of an archive; `docker save` and its kin link equal layers to one another. */
export class Names<Body> {
  readonly #held = new Map<string, Held<Body>>();
  readonly faults: StoreFault[] = [];

  has(name: string): boolean {
    return this.#held.has(name);
  }

  /**
   * Adds an entry. Of two with one name the last one counts, as for `docker load`, which unpacks the
   * archive; but others take the first, so it is told.
   *
   * @returns the clean name, null when the entry must not be used
   */
  add(name: string, kind: 'body' | 'folder' | 'symlink' | 'hardlink' | 'other', linkName: string): string | null {
    const { path, fault } = cleanName(name);
    if (fault !== null) {
      const what = fault === 'absolute' ? 'is an absolute name' : 'leads out of the archive';
      this.#fault('IMAGE_UNSAFE_NAME', name, what);
      return null;
    }
    if (kind === 'folder') return path;
    if (this.#held.has(path)) this.#fault('IMAGE_DUPLICATE_ENTRY', path, 'stands in the archive twice');
    if (kind === 'symlink' || kind === 'hardlink') {
      const target = kind === 'symlink' ? linkPath(path, linkName) : cleanName(linkName);
      const unsafe = target.fault !== null || linkName.startsWith('/');
      if (unsafe) this.#fault('IMAGE_UNSAFE_NAME', path, `is a link to ${JSON.stringify(linkName.slice(0, 200))}`);
      this.#held.set(path, unsafe ? { unsafe: linkName } : { link: target.path });
    } else this.#held.set(path, null);
    return path;
  }

  set(path: string, body: Body): void {
    this.#held.set(path, { body });
  }

  get(name: string): Body | Problem {
    let { path, fault } = cleanName(name);
    if (fault !== null) {
      return { code: 'IMAGE_UNSAFE_NAME', because: `${JSON.stringify(name.slice(0, 200))} leads out of the archive` };
    }
    for (let links = 0; links < maxLinks; links++) {
      const held = this.#held.get(path);
      if (held === undefined || held === null) return missing(name);
      if ('body' in held) return held.body;
      if ('unsafe' in held) {
        return {
          code: 'IMAGE_UNSAFE_NAME',
          because: `${path} is a link to ${JSON.stringify(held.unsafe.slice(0, 200))}`,
        };
      }
      path = held.link;
    }
    return { code: 'IMAGE_UNSAFE_NAME', because: `${name.slice(0, 200)} is a link that leads in a circle` };
  }

  /** Tells the first hundred; an archive of a million bad names needs no million lines. */
  #fault(code: GapCode, name: string, because: string): void {
    if (this.faults.length < 100) this.faults.push({ code, name, because, hides: true });
  }
}

/** The kinds that names of an archive know. */
export function nameKind(type: TarType): 'body' | 'folder' | 'symlink' | 'hardlink' | 'other' {
  if (type === 'file') return 'body';
  if (type === 'directory') return 'folder';
  return type === 'symlink' || type === 'hardlink' ? type : 'other';
}

/** An archive that cannot be read to its end: what follows is hidden. */
export function archiveFault({ code, because, offset }: TarProblem): StoreFault {
  const codes = { truncated: 'IMAGE_TRUNCATED', invalid: 'IMAGE_MANIFEST_INVALID', limit: 'IMAGE_LIMIT' } as const;
  return { code: codes[code], name: null, because: `${because}, at byte ${offset}`, hides: true };
}

import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import { readPathList } from '../../formats/root/path-list.ts';
import type { LayerEntry } from '../../formats/root/root-files.ts';
import type { Compression } from '../../io/image/inflate.ts';
import type { FileFound } from '../../readers/packages/files/analyser.ts';
import type { FileDigests, HeldFile } from '../../readers/packages/layer-files.ts';
import type { SecretsFound } from '../../formats/secrets/find-secrets.ts';
import type { LayerProblem, LayerReport } from './layer-report.ts';

type Entry = readonly [path: string, type: LayerEntry['type'], target: string, bytes: number | null, why?: string];
type Held =
  | readonly [path: string, found: FileFound, as: readonly (readonly [string, FileFound])[], digests?: FileDigests]
  /** Of a program of which nothing is known, there are many. */
  | readonly [path: string, digests: FileDigests | null]
  | readonly [path: string, target: string, mode: number]
  | readonly [path: string];

interface Told {
  readonly size: number;
  readonly compression: Compression;
  readonly stored: readonly (readonly [DigestAlgorithm, string])[];
  readonly unpacked: readonly (readonly [DigestAlgorithm, string])[] | null;
  readonly marked: boolean;
  readonly problems: readonly LayerProblem[];
  readonly whiteouts: readonly string[];
  readonly opaques: readonly string[];
  readonly entries: readonly Entry[];
  readonly held: readonly Held[];
  readonly paths: number;
  readonly links: number;
  readonly secrets: {
    readonly files: readonly (readonly [string, SecretsFound])[];
    readonly installed: number;
    readonly unread: number;
  } | null;
}

/**
 * A report as bytes: the length of a JSON text, the text, and the contents of files one after the
 * other. Null for a report that holds for this reading only.
 */
export function writeLayerRecord(report: LayerReport): Buffer | null {
  const { stored, unpacked, changes, files } = report;
  if (stored === null || report.starved) return null;
  const bodies: Buffer[] = [files.paths, files.links];
  const told: Told = {
    size: report.size,
    compression: report.compression,
    stored: [...stored],
    unpacked: unpacked === null ? null : [...unpacked],
    marked: report.marked,
    problems: report.problems,
    whiteouts: [...changes.whiteouts],
    opaques: [...changes.opaques],
    entries: [...changes.entries].map(([path, { type, target, bytes, why }]): Entry => {
      if (bytes !== null) bodies.push(bytes);
      return [path, type, target, bytes?.length ?? null, ...(why === undefined ? [] : [why])] as unknown as Entry;
    }),
    held: [...files.held].map(([path, one]): Held => {
      if (one.kind === 'symlink') return [path];
      if (one.kind === 'hardlink') return [path, one.target, one.mode];
      if (one.program === true && one.as.size === 0) return [path, one.digests ?? null];
      return [path, one.found, [...one.as], ...(one.digests === undefined ? [] : [one.digests])] as unknown as Held;
    }),
    paths: files.paths.length,
    links: files.links.length,
    secrets: report.secrets === null ? null : { ...report.secrets, files: [...report.secrets.files] },
  };
  const text = Buffer.from(JSON.stringify(told));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...bodies]);
}

/** Null for bytes that are no such record, though one was expected: another form of it may have been written there. */
export function readLayerRecord(record: Buffer): LayerReport | null {
  try {
    return reportOf(record);
  } catch {
    return null;
  }
}

/** @throws Error of any kind when it is none */
function reportOf(record: Buffer): LayerReport {
  let at = 4 + record.readUInt32LE(0);
  const told = JSON.parse(record.toString('utf8', 4, at)) as Told;
  const body = (length: number): Buffer => record.subarray(at, (at += length));
  const paths = body(told.paths);
  const links = body(told.links);
  const entries = told.entries.map(([path, type, target, length, why]): [string, LayerEntry] => {
    const bytes = length === null ? null : body(length);
    return [path, { type, target, bytes, ...(why === undefined ? {} : { why }) }];
  });
  if (at !== record.length) throw new RangeError('a record of a layer is longer or shorter than it says');
  // Both are read only later, where nobody can do without them.
  for (const list of [paths, links])
    readPathList(
      list,
      () => false,
      () => {},
    );
  const held = told.held.map((one): [string, HeldFile] => {
    const [path, second, third, digests] = one as readonly [string, unknown?, unknown?, FileDigests?];
    if (second === undefined) return [path, { kind: 'symlink' }];
    if (typeof second === 'string') return [path, { kind: 'hardlink', target: second, mode: third as number }];
    if (third === undefined) {
      const own = second === null ? {} : { digests: second as FileDigests };
      return [path, { kind: 'file', found: { packages: [], problems: [] }, as: new Map(), program: true, ...own }];
    }
    const as = new Map(third as readonly (readonly [string, FileFound])[]);
    return [path, { kind: 'file', found: second as FileFound, as, ...(digests === undefined ? {} : { digests }) }];
  });
  return {
    size: told.size,
    compression: told.compression,
    stored: new Map(told.stored),
    unpacked: told.unpacked === null ? null : new Map(told.unpacked),
    changes: { entries: new Map(entries), whiteouts: new Set(told.whiteouts), opaques: new Set(told.opaques) },
    files: { paths, links, held: new Map(held) },
    secrets: told.secrets === null ? null : { ...told.secrets, files: new Map(told.secrets.files) },
    starved: false,
    marked: told.marked,
    problems: told.problems,
  };
}

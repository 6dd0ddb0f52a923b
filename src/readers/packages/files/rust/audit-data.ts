import { inflateSync } from 'node:zlib';
import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FilePackage } from '../analyser.ts';

/** Bytes of JSON: the measure that the format recommends against bombs. */
const longest = 8 << 20;

/**
 * Version 0 of what `cargo auditable` embeds: zlib over
 * `{"packages":[{"name","version","source","kind"?,"root"?,"dependencies"?}]}`
 * (https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md). Crates that only build
 * it are not in it and are left out.
 *
 * @returns a reason for what is not that
 */
export function readAuditData(compressed: Buffer): readonly FilePackage[] | string {
  let text: string;
  try {
    text = inflateSync(compressed, { maxOutputLength: longest }).toString();
  } catch (error) {
    const isTooLong = error instanceof RangeError;
    return isTooLong ? `unpacks to more than ${longest} bytes` : 'is not compressed with zlib, or is cut off';
  }
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return 'holds no JSON';
  }
  const list = isRecord(root) ? root['packages'] : undefined;
  if (!Array.isArray(list)) return 'lists no packages';
  const packages: FilePackage[] = [];
  for (const item of list as readonly unknown[]) {
    if (!isRecord(item)) return 'lists something that is no package';
    const { name, version, kind } = item;
    if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '') {
      return 'lists a package without name or version';
    }
    if (kind === 'build') continue;
    packages.push(crate(name, version));
  }
  return packages;
}

/**
 * Advisories are held against every crate, wherever it was taken from. A checkout with git is most often
 * of a crate that is published too, and has its holes; the program's own crate is local to who built it,
 * and often published; and of another registry, nothing says whether it is a mirror.
 */
function crate(name: string, version: string): FilePackage {
  const purl = formatPurl({ type: 'cargo', name, version });
  return { name, version, type: 'cargo', ecosystem: 'crates.io', purl, licenses: [] };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

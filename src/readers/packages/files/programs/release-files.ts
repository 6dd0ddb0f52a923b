import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FilePackage } from '../analyser.ts';
import { goVersionOf } from '../go/packages.ts';

/** Bytes; a larger file of these names is another one. */
export const releaseFileLimit = 64 << 10;

/** Files in which a distribution of a language says its own version. */
export function isReleaseFile(name: string): boolean {
  return name === 'release' || name === 'VERSION';
}

/** Empty for another file of the same name. */
export function readReleaseFile(name: string, bytes: Buffer): readonly FilePackage[] {
  const text = bytes.toString();
  const found = name === 'release' ? javaOf(text) : goToolchainOf(text);
  return found === null ? [] : [found];
}

/**
 * `release` at the root of a JDK or JRE, lines of `NAME="value"` (JEP 223 and 320). The advisories of
 * Bitnami about Java are made from those of BellSoft's Liberica, so they are held against nothing else.
 */
function javaOf(text: string): FilePackage | null {
  const value = (name: string): string | undefined => new RegExp(`^${name}="([^"\\n]*)"\\r?$`, 'm').exec(text)?.[1];
  const version = value('JAVA_VERSION');
  if (version === undefined || !/^\d[\w.+-]*$/.test(version) || value('OS_ARCH') === undefined) return null;
  const vendor = value('IMPLEMENTOR');
  return {
    name: 'java',
    version,
    type: 'generic',
    ecosystem: vendor === 'BellSoft' ? 'Bitnami' : null,
    purl: formatPurl({ type: 'generic', name: 'java', version }),
    licenses: [],
    ...(vendor === undefined ? {} : { vendor }),
  };
}

/** `VERSION` at the root of Go: its version, since Go 1.21 above the time of the release. */
function goToolchainOf(text: string): FilePackage | null {
  const [, first = ''] = /^(go\d[^\n\r]*)(?:\r?\n(?:time [^\n\r]*\s*)?)?$/.exec(text) ?? [];
  const version = goVersionOf(first);
  if (version === null || !version.includes('.')) return null;
  const purl = formatPurl({ type: 'golang', name: 'toolchain', version });
  return { name: 'toolchain', version, type: 'golang', ecosystem: 'Go', purl, licenses: [] };
}

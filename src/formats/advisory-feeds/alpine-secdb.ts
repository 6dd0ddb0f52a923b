import type { Affected, AdvisoryRecord } from '../osv/record.ts';
import { entriesOf, field, isMapping, listField, shortened, textField } from '../osv/shape.ts';
import type { FeedRead } from './feed-read.ts';

/**
 * A secdb file of Alpine, Wolfi or Chainguard: for each package of one release and repository, the
 * version in which an identifier was fixed. A version of `0` says that the package never was affected.
 *
 * https://secdb.alpinelinux.org/
 */
export function readSecdb(root: unknown): FeedRead {
  const ecosystem = ecosystemOf(root);
  if (ecosystem === null) return { records: [], faults: ['says neither a distribution nor a release'] };
  const found = new Map<string, Affected[]>();
  const faults: string[] = [];
  for (const [index, item] of listField(root, 'packages').entries()) {
    const owner = field(item, 'pkg');
    const name = textField(owner, 'name');
    const fixes = field(owner, 'secfixes');
    if (name === null || name === '' || !isMapping(fixes)) {
      faults.push(`packages[${index}] is no package with its fixes`);
      continue;
    }
    readFixes(name, fixes, ecosystem, found, faults);
  }
  const origin = ecosystem.split(':')[0]!.toUpperCase();
  return { faults, records: [...found].map(([id, affected]) => recordOf(`${origin}-${id}`, id, affected)) };
}

function readFixes(
  name: string,
  fixes: object,
  ecosystem: string,
  found: Map<string, Affected[]>,
  faults: string[],
): void {
  for (const [version, ids] of entriesOf(fixes)) {
    // A fix that names nothing is written as null in some files.
    if (ids === null) continue;
    if (!Array.isArray(ids)) {
      faults.push(`${shortened(name, 80)} ${shortened(version, 80)}: is no list of identifiers`);
      continue;
    }
    for (const entry of ids as unknown[]) {
      // One entry may hold several names of what one fix mends: `XSA-123 CVE-2015-5307`, `CVE-2017-2616 (+ regression fix)`.
      const names = typeof entry === 'string' ? (entry.match(/\b[A-Z][A-Z0-9]*(?:-[A-Za-z0-9:]+)+/g) ?? []) : [];
      if (names.length === 0) {
        faults.push(
          `${shortened(name, 80)} ${shortened(version, 80)}: ${shortened(String(entry), 80)} is no identifier`,
        );
      }
      for (const id of names) {
        const affected = found.get(id) ?? [];
        affected.push(affectedOf(ecosystem, name, version));
        found.set(id, affected);
      }
    }
  }
}

function affectedOf(ecosystem: string, name: string, version: string): Affected {
  const about = { ecosystem, name, versions: [], severities: [] };
  return version === '0'
    ? { ...about, ranges: [], state: 'not-affected', note: 'the distribution says that it never was affected' }
    : {
        ...about,
        ranges: [
          {
            type: 'ECOSYSTEM',
            events: [
              ['introduced', '0'],
              ['fixed', version],
            ],
          },
        ],
      };
}

function recordOf(id: string, upstream: string, affected: readonly Affected[]): AdvisoryRecord {
  return {
    id,
    feed: '',
    summary: '',
    published: null,
    modified: null,
    withdrawn: null,
    aliases: [],
    upstream: [upstream],
    related: [],
    severities: [],
    affected,
    reference: null,
  };
}

function ecosystemOf(root: unknown): string | null {
  const release = textField(root, 'distroversion');
  const prefix = textField(root, 'urlprefix') ?? '';
  if (prefix.includes('wolfi')) return 'Wolfi';
  if (prefix.includes('chainguard') || prefix.includes('cgr.dev')) return 'Chainguard';
  return release === null || release === '' ? null : `Alpine:${release}`;
}

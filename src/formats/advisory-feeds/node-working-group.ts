import type { AdvisoryRecord, Affected, AffectedRange, RangeEvent, SeverityClaim } from '../osv/record.ts';
import { ratingClaim, vectorClaim } from '../osv/severity.ts';
import { entriesOf, field, isMapping, shortened, textField, textsField } from '../osv/shape.ts';
import type { FeedRead } from './feed-read.ts';
import { withoutPatched } from './node-patched.ts';
import { eventsOfNodeRange } from './node-ranges.ts';

/**
 * An ecosystem of its own: the working group speaks of releases of Node.js and of nothing that somebody
 * else made of them. OSV has no name for it.
 */
const nodeItself = { ecosystem: 'Node.js', name: 'node' } as const;

type Shape = 'npm' | 'core' | 'deps';

/** Advisories of Node.js' working group, alone or in an index by their numbers. */
export function isNodeWorkingGroup(root: unknown): boolean {
  return shapeOf(root) !== null || isIndex(root);
}

function shapeOf(root: unknown): Shape | null {
  if (typeof field(root, 'id') === 'number' && field(root, 'module_name') !== undefined) return 'npm';
  if (!Array.isArray(field(root, 'cve'))) return null;
  if (textField(root, 'vulnerable') !== null) return 'core';
  return textField(root, 'reason') === null ? null : 'deps';
}

function isIndex(root: unknown): boolean {
  if (!isMapping(root)) return false;
  const entries = Object.entries(root);
  return entries.every(([key]) => /^\d{1,9}$/.test(key)) && entries.some(([, value]) => shapeOf(value) !== null);
}

/**
 * What a document of the working group says: about a package of npm (`vuln/npm`), about Node.js itself
 * (`vuln/core`), or that a vulnerability of a library does not reach Node.js, which holds it (`vuln/deps`).
 * The last two have no number but the name of their file.
 *
 * https://github.com/nodejs/security-wg/tree/main/vuln
 *
 * @param name of the document: `vuln/core/12.json`
 */
export function readNodeWorkingGroup(root: unknown, name: string): FeedRead {
  if (!isIndex(root)) return readOne(root, /(?:^|\/)(\d{1,9})\.json$/.exec(name)?.[1] ?? null);
  const read = entriesOf(root).map(([number, value]) => {
    const { records, faults } = readOne(value, number);
    return { records, faults: faults.map((fault) => `${number}: ${fault}`) };
  });
  return { records: read.flatMap(({ records }) => records), faults: read.flatMap(({ faults }) => faults) };
}

function readOne(root: unknown, number: string | null): FeedRead {
  const shape = shapeOf(root);
  if (shape === 'npm') return readNpm(root, field(root, 'id') as number);
  if (shape === null) return { records: [], faults: ['is no advisory of a form that is known'] };
  // One that was handed on under another name still has those of its vulnerabilities.
  const known = number ?? textsField(root, 'cve')[0];
  if (known === undefined) return { records: [], faults: ['has neither a number nor a CVE'] };
  return shape === 'core' ? readCore(root, known) : readDependency(root, known);
}

function readNpm(root: unknown, number: number): FeedRead {
  const name = textField(root, 'module_name');
  if (name === null || name === '') return { records: [], faults: ['names no package'] };
  const vulnerable = textField(root, 'vulnerable_versions');
  const vector = textField(root, 'cvss_vector');
  const { ranges, faults } = rangesOf(vulnerable === null ? null : eventsOfNodeRange(vulnerable), vulnerable);
  const affected: Affected = {
    ecosystem: 'npm',
    name,
    ranges,
    versions: [],
    severities: vector === null ? [] : [vectorClaim('advisory', vector)],
    ...noteOf(root, 'patched_versions'),
  };
  const about = {
    summary: textField(root, 'title') ?? '',
    published: textField(root, 'publish_date'),
    modified: textField(root, 'updated_at'),
    reference: null,
  };
  return { records: [recordOf(`NSWG-ECO-${number}`, textsField(root, 'cves'), affected, about)], faults };
}

/**
 * Vulnerable are the versions of `vulnerable` that are not of `patched`: so the Node.js project's own
 * `is-my-node-vulnerable` reads it. What is only said to be patched at one version is not patched after it.
 */
function readCore(root: unknown, number: string): FeedRead {
  const vulnerable = textField(root, 'vulnerable')!;
  const patched = textField(root, 'patched') ?? '';
  const all = eventsOfNodeRange(vulnerable);
  // An empty range of npm is any version; an empty `patched` is none.
  const mended = patched.trim() === '' ? [] : eventsOfNodeRange(patched);
  const left = all === null || mended === null ? null : withoutPatched(all, mended);
  const { ranges, faults } = rangesOf(left, mended === null ? patched : vulnerable);
  const nowhere = left?.length === 0;
  const affected: Affected = {
    ...nodeItself,
    ranges,
    versions: [],
    severities: severitiesOf(root),
    ...noteOf(root, 'patched'),
    ...(nowhere ? { state: 'not-affected', note: `all of ${shortened(vulnerable, 100)} is patched` } : {}),
  };
  return { records: [recordOf(`NSWG-COR-${number}`, textsField(root, 'cve'), affected, aboutOf(root))], faults };
}

function readDependency(root: unknown, number: string): FeedRead {
  const reason = textField(root, 'reason')!.replaceAll('_', ' ');
  const affected: Affected = {
    ...nodeItself,
    ranges: [],
    versions: [],
    severities: [],
    state: 'not-affected',
    note: shortened(`Node.js says that it is not affected: ${reason}`, 200),
  };
  return { records: [recordOf(`NSWG-DEP-${number}`, textsField(root, 'cve'), affected, aboutOf(root))], faults: [] };
}

function rangesOf(
  lists: readonly RangeEvent[][] | null,
  text: string | null,
): { readonly ranges: readonly AffectedRange[]; readonly faults: readonly string[] } {
  if (lists !== null) return { ranges: lists.map((events) => ({ type: 'SEMVER', events })), faults: [] };
  const fault = `${shortened(String(text), 80)} is no range of versions`;
  return { ranges: [{ type: 'SEMVER', events: [], broken: fault }], faults: [fault] };
}

/** `<0.0.0` is how it says that there is no patch. */
function noteOf(root: unknown, key: string): { note?: string } {
  const patched = textField(root, key)?.trim() ?? '';
  const systems = textsField(root, 'affectedEnvironments').filter((system) => system !== 'all');
  const notes = [
    ...(systems.length === 0 ? [] : [`only on ${shortened(systems.join(', '), 60)}`]),
    ...(patched === '' || patched === '<0.0.0' ? [] : [`patched in ${shortened(patched, 100)}`]),
  ];
  return notes.length === 0 ? {} : { note: notes.join('; ') };
}

function severitiesOf(root: unknown): SeverityClaim[] {
  const word = textField(root, 'severity');
  const vector = textField(root, 'cvss');
  return [
    // `unknown` is said where nobody rated it.
    ...(word === null || word === 'unknown' ? [] : [ratingClaim('Node.js', word)]),
    // Written without the prefix that names the standard: `3.0/AV:N/…`.
    ...(vector === null ? [] : [vectorClaim('Node.js', /^\d\.\d\//.test(vector) ? `CVSS:${vector}` : vector)]),
  ];
}

type About = Pick<AdvisoryRecord, 'summary' | 'published' | 'modified' | 'reference'>;

function aboutOf(root: unknown): About {
  return {
    summary: textField(root, 'description') ?? textField(root, 'overview') ?? '',
    published: textField(root, 'publish_date'),
    modified: null,
    reference: textField(root, 'ref'),
  };
}

/** Several CVEs are several vulnerabilities, and so no names of one. */
function recordOf(id: string, cves: readonly string[], affected: Affected, about: About): AdvisoryRecord {
  const single = cves.length === 1;
  return {
    ...about,
    id,
    feed: '',
    summary: shortened(about.summary, 300),
    withdrawn: null,
    aliases: single ? cves : [],
    upstream: single ? [] : cves,
    related: [],
    severities: [],
    affected: [affected],
  };
}

import type { AdvisoryRecord, Affected, AffectedRange } from '../osv/record.ts';
import { vectorClaim } from '../osv/severity.ts';
import { shortened, textField, textsField } from '../osv/shape.ts';
import type { FeedRead } from './feed-read.ts';
import { eventsOfNodeRange } from './node-ranges.ts';

/**
 * One advisory of Node.js' security working group about a package of npm: ranges of npm, and no OSV.
 * Those about Node.js itself name no package and are not read.
 *
 * https://github.com/nodejs/security-wg/tree/main/vuln
 */
export function readNodeAdvisory(root: unknown, number: number): FeedRead {
  const name = textField(root, 'module_name');
  if (name === null || name === '') return { records: [], faults: ['names no package'] };
  const vulnerable = textField(root, 'vulnerable_versions');
  const events = vulnerable === null ? null : eventsOfNodeRange(vulnerable);
  const faults = events === null ? [`${shortened(String(vulnerable), 80)} is no range of versions`] : [];
  const ranges: readonly AffectedRange[] = events?.map((list) => ({ type: 'SEMVER', events: list })) ?? [
    { type: 'SEMVER', events: [], broken: faults[0]! },
  ];
  const vector = textField(root, 'cvss_vector');
  const patched = textField(root, 'patched_versions');
  const affected: Affected = {
    ecosystem: 'npm',
    name,
    ranges,
    versions: [],
    severities: vector === null ? [] : [vectorClaim('advisory', vector)],
    // `<0.0.0` is how it says that there is none.
    ...(patched === null || patched === '<0.0.0' ? {} : { note: `patched in ${shortened(patched, 100)}` }),
  };
  const record: AdvisoryRecord = {
    id: `NSWG-ECO-${number}`,
    feed: '',
    summary: shortened(textField(root, 'title') ?? '', 300),
    published: textField(root, 'publish_date'),
    modified: textField(root, 'updated_at'),
    withdrawn: null,
    aliases: textsField(root, 'cves'),
    upstream: [],
    related: [],
    severities: [],
    affected: [affected],
    reference: null,
  };
  return { records: [record], faults };
}

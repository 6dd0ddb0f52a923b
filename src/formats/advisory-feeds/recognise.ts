import { isNodeWorkingGroup } from './node-working-group.ts';
import { entriesOf, field, isMapping, listField, textField } from '../osv/shape.ts';

/** What kinds of feed a document can be; the words that `advisories status` shows. */
export type FeedKind =
  | 'osv'
  | 'debian-tracker'
  | 'secdb'
  | 'kev'
  | 'epss'
  | 'nvd'
  | 'csaf'
  | 'openvex'
  | 'node-working-group';

/** Tells by its shape what a JSON or YAML document is; null when it is none of them. */
export function recognise(root: unknown): FeedKind | null {
  if (Array.isArray(root)) return root.length === 0 || root.some((item) => isOsv(item)) ? 'osv' : null;
  if (!isMapping(root)) return null;
  if (textField(field(root, 'document'), 'csaf_version') !== null) return 'csaf';
  const context = field(root, '@context');
  if (typeof context === 'string' && context.includes('openvex')) return 'openvex';
  const listed = listField(root, 'vulnerabilities');
  if (field(root, 'catalogVersion') !== undefined && Array.isArray(field(root, 'vulnerabilities'))) return 'kev';
  if (textField(root, 'format') === 'NVD_CVE' || field(listed[0], 'cve') !== undefined) return 'nvd';
  if (
    Array.isArray(field(root, 'packages')) &&
    (field(root, 'urlprefix') ?? field(root, 'distroversion')) !== undefined
  ) {
    return 'secdb';
  }
  if (isOsv(root)) return 'osv';
  if (isNodeWorkingGroup(root)) return 'node-working-group';
  return isTracker(root) ? 'debian-tracker' : null;
}

/** An id and a part that only advisories of the schema have; a withdrawn one may hold no more than these. */
function isOsv(item: unknown): boolean {
  return (
    textField(item, 'id') !== null &&
    ['affected', 'modified', 'schema_version'].some((key) => field(item, key) !== undefined)
  );
}

function isTracker(root: unknown): boolean {
  return entriesOf(root).some(([, issues]) =>
    entriesOf(issues).some(([, issue]) => isMapping(field(issue, 'releases'))),
  );
}

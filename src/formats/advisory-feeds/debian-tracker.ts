import type { Affected, AdvisoryRecord, RangeEvent, VendorState } from '../osv/record.ts';
import { releaseNumber } from '../osv/ecosystem.ts';
import { ratingClaim } from '../osv/severity.ts';
import { entriesOf, field, isMapping, shortened, textField } from '../osv/shape.ts';
import type { FeedRead } from './feed-read.ts';

/**
 * The security tracker of Debian as JSON: source package → identifier → release → status.
 *
 * - `resolved` with version `0`: the release never was affected. With another: fixed in it.
 * - `open`: affected. `nodsa` keeps the reason: `ignored` will not be fixed, anything else is put off.
 * - urgency `end-of-life`: the package is not supported in that release.
 * - `undetermined`, and any other status: not known. That a package was removed from a release is
 *   no word about a machine that still has it: it stays `open` or not known.
 *
 * https://security-tracker.debian.org/tracker/data/json
 */
export function readDebianTracker(root: unknown): FeedRead {
  const records = new Map<string, { summary: string; affected: Affected[] }>();
  const faults: string[] = [];
  for (const [name, issues] of entriesOf(root)) {
    if (!isMapping(issues)) {
      faults.push(`${shortened(name, 80)}: is no mapping of identifiers`);
      continue;
    }
    for (const [id, issue] of Object.entries(issues)) {
      const releases = field(issue, 'releases');
      if (!isMapping(releases) || id.length > 100) {
        faults.push(`${shortened(name, 80)} ${shortened(id, 80)}: has no releases`);
        continue;
      }
      const record = records.get(id) ?? {
        summary: shortened(textField(issue, 'description') ?? '', 300),
        affected: [],
      };
      for (const [release, status] of Object.entries(releases)) {
        record.affected.push(affectedOf(name, release, status, textField(field(releases, 'sid'), 'fixed_version')));
      }
      records.set(id, record);
    }
  }
  return { faults, records: [...records].map(([id, record]) => recordOf(id, record.summary, record.affected)) };
}

function affectedOf(name: string, release: string, status: unknown, sidFix: string | null): Affected {
  const urgency = textField(status, 'urgency');
  const about = {
    ecosystem: `Debian:${releaseNumber('debian', release)}`,
    name,
    versions: [],
    severities: urgency === null ? [] : [ratingClaim('Debian', urgency)],
  };
  const range = (...events: RangeEvent[]): Pick<Affected, 'ranges'> => ({
    ranges: [{ type: 'ECOSYSTEM', events: [['introduced', '0'], ...events] }],
  });
  const fix = textField(status, 'fixed_version');
  switch (textField(status, 'status')) {
    case 'resolved':
      if (fix === null)
        return { ...about, ...range(), state: 'undetermined', note: 'resolved, but no version is named' };
      if (fix === '0')
        return { ...about, ranges: [], state: 'not-affected', note: 'Debian says that it never was affected' };
      return { ...about, ...range(['fixed', fix]) };
    case 'open': {
      const decided = decision(status, urgency);
      // The tracker knows of one fix, in unstable: a release that reached its version holds it, whatever is noted.
      const elsewhere = fix ?? sidFix;
      if (elsewhere === null || elsewhere === '0') return { ...about, ...range(), ...decided };
      return { ...about, ...range(['fixed', elsewhere]), ...decided, fixElsewhere: true };
    }
    default:
      return { ...about, ...range(), state: 'undetermined', note: `Debian says ${said(status)}` };
  }
}

function said(status: unknown): string {
  const word = textField(status, 'status');
  return word === null ? 'nothing that can be read' : JSON.stringify(shortened(word, 40));
}

function decision(status: unknown, urgency: string | null): { state?: VendorState; note?: string } {
  if (urgency === 'end-of-life') return { state: 'end-of-life', note: 'Debian does not support the package any more' };
  const words = textField(status, 'nodsa');
  if (words === null) return {};
  const reason = textField(status, 'nodsa_reason') ?? '';
  const note = `${reason === '' ? 'no-dsa' : shortened(reason, 40)}: ${shortened(words, 200)}`;
  if (reason === 'end-of-life') return { state: 'end-of-life', note };
  return { state: reason === 'ignored' ? 'will-not-fix' : 'deferred', note };
}

function recordOf(id: string, summary: string, affected: readonly Affected[]): AdvisoryRecord {
  return {
    id: `DEBIAN-${id}`,
    feed: '',
    summary,
    published: null,
    modified: null,
    withdrawn: null,
    aliases: [],
    upstream: [id],
    related: [],
    severities: [],
    affected,
    reference: `https://security-tracker.debian.org/tracker/${encodeURIComponent(id)}`,
  };
}

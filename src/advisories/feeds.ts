import type { FeedKind } from '../formats/advisory-feeds/recognise.ts';

/** A feed that `advisories update` can fetch. Every URL of the project's own that it asks is in this file. */
export interface FeedDefinition {
  readonly name: string;
  /** What it holds, for people. */
  readonly title: string;
  /** Where its publisher tells what it is. */
  readonly docs: string;
  /** What its documents must be: anything else that comes is refused. */
  readonly kinds: readonly FeedKind[];
  /** The one ecosystem whose packages it is about; absent for what is about vulnerabilities of any. */
  readonly ecosystem?: string;
  /** True: fetched when the user names none. */
  readonly standard: boolean;
  /**
   * A folder of the OSV export: `all.zip` holds all records, `modified_id.csv` lists each with the time
   * of its last change, and `ID.json` is one record.
   */
  readonly osv?: string;
  readonly files?: readonly FeedAddress[];
}

export interface FeedAddress {
  readonly url: string;
  /** What its file is called: the ending tells what it is. */
  readonly file: string;
  /** True for what may not be there: a release that has not come, or is no longer kept. */
  readonly mayLack?: boolean;
  /** Of an archive, only documents of such names are advisories. */
  readonly only?: RegExp;
}

const osvExport = 'https://osv-vulnerabilities.storage.googleapis.com';

function osv(ecosystem: string, standard: boolean, title: string): FeedDefinition {
  return {
    name: `osv-${ecosystem.toLowerCase().replaceAll(' ', '-')}`,
    title,
    docs: 'https://google.github.io/osv.dev/data/',
    kinds: ['osv'],
    ecosystem,
    standard,
    osv: `${osvExport}/${encodeURIComponent(ecosystem)}`,
  };
}

/** A release that is not there yet, or no longer, is passed over. */
const alpineReleases = [...Array.from({ length: 23 }, (_, index) => `v3.${index + 8}`), 'edge'];

export const feedDefinitions: readonly FeedDefinition[] = [
  osv('npm', true, 'npm: GitHub advisories, and packages that are malicious (MAL-)'),
  osv('PyPI', true, 'Python: PyPA and GitHub advisories, and packages that are malicious (MAL-)'),
  osv('Go', true, 'Go: the vulnerability database of Go, and GitHub advisories'),
  osv('Maven', true, 'Java: GitHub advisories'),
  osv('RubyGems', true, 'Ruby: GitHub advisories, and packages that are malicious (MAL-)'),
  osv('NuGet', true, '.NET: GitHub advisories, and packages that are malicious (MAL-)'),
  osv('Packagist', true, 'PHP: GitHub advisories'),
  osv('crates.io', true, 'Rust: RustSec and GitHub advisories'),
  osv('Bitnami', true, 'programs as Bitnami packs them: Node.js, databases, servers'),
  osv('Ubuntu', true, 'Ubuntu: CVEs by release, with Ubuntu Pro; some 300 MB'),
  osv('Red Hat', true, 'Red Hat Enterprise Linux and its products: errata'),
  osv('AlmaLinux', true, 'AlmaLinux: errata'),
  osv('Rocky Linux', true, 'Rocky Linux: errata'),
  osv('SUSE', false, 'SUSE Linux Enterprise: errata'),
  osv('openSUSE', false, 'openSUSE: errata'),
  osv('openEuler', false, 'openEuler: errata'),
  osv('Mageia', false, 'Mageia: errata'),
  osv('Hex', false, 'Erlang and Elixir: GitHub advisories'),
  osv('Pub', false, 'Dart: GitHub advisories'),
  osv('Debian', false, 'Debian in the form of OSV; `debian` is where it is made from'),
  {
    name: 'debian',
    title: 'Debian: the security tracker, with what its team decided',
    docs: 'https://security-team.debian.org/security_tracker.html',
    kinds: ['debian-tracker'],
    ecosystem: 'Debian',
    standard: true,
    files: [{ url: 'https://security-tracker.debian.org/tracker/data/json', file: 'debian.json' }],
  },
  {
    name: 'alpine',
    title: 'Alpine: what each release fixed',
    docs: 'https://secdb.alpinelinux.org/',
    kinds: ['secdb'],
    ecosystem: 'Alpine',
    standard: true,
    files: alpineReleases.flatMap((release) =>
      ['main', 'community'].map((repository) => ({
        url: `https://secdb.alpinelinux.org/${release}/${repository}.json`,
        file: `${release}-${repository}.json`,
        mayLack: true,
      })),
    ),
  },
  {
    name: 'wolfi',
    title: 'Wolfi: what its packages fixed',
    docs: 'https://edu.chainguard.dev/open-source/wolfi/',
    kinds: ['secdb'],
    ecosystem: 'Wolfi',
    standard: true,
    files: [{ url: 'https://packages.wolfi.dev/os/security.json', file: 'wolfi.json' }],
  },
  {
    name: 'chainguard',
    title: 'Chainguard: what its packages fixed',
    docs: 'https://edu.chainguard.dev/chainguard/chainguard-images/',
    kinds: ['secdb'],
    ecosystem: 'Chainguard',
    standard: true,
    files: [{ url: 'https://packages.cgr.dev/chainguard/security.json', file: 'chainguard.json' }],
  },
  {
    name: 'kev',
    title: 'CISA: vulnerabilities that are known to have been exploited',
    docs: 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog',
    kinds: ['kev'],
    standard: true,
    files: [
      {
        url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
        file: 'kev.json',
      },
    ],
  },
  {
    name: 'epss',
    title: 'FIRST: how probable it is that a vulnerability will be exploited',
    docs: 'https://www.first.org/epss/data_stats',
    kinds: ['epss'],
    standard: true,
    files: [{ url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz', file: 'epss.csv.gz' }],
  },
  {
    name: 'node',
    title: 'Node.js itself: what its project says of its releases',
    docs: 'https://github.com/nodejs/security-wg',
    kinds: ['node-working-group'],
    ecosystem: 'Node.js',
    standard: true,
    files: [
      {
        url: 'https://raw.githubusercontent.com/nodejs/security-wg/main/vuln/core/index.json',
        file: 'node-core.json',
      },
    ],
  },
  {
    name: 'node-working-group',
    title: "Node.js' working group: npm packages until 2019, most of them in osv-npm too",
    docs: 'https://github.com/nodejs/security-wg',
    kinds: ['node-working-group'],
    ecosystem: 'npm',
    standard: false,
    files: [
      {
        url: 'https://codeload.github.com/nodejs/security-wg/zip/refs/heads/main',
        file: 'security-wg.zip',
        only: /\/vuln\/npm\/\d+\.json$/,
      },
    ],
  },
];

import { ubuntuReleases } from '../../../formats/osv/ecosystem.ts';

/** Until when the releases of one product get security fixes. */
interface Product {
  /** For people. */
  readonly name: string;
  /** Where its makers say so. */
  readonly source: string;
  /** Release → the last day with security fixes that are free for all. */
  readonly ends: Readonly<Record<string, string>>;
  /** Names that tags use in place of numbers. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The day on which the table was last compared with its sources. */
export const lifetimesAsOf = '2026-11-24';

/**
 * Releases whose end is stated by their makers. What is not here is unknown: a release that is newer
 * than the table, or of a product that it does not have.
 */
export const products: Readonly<Record<string, Product>> = {
  debian: {
    name: 'Debian',
    source: 'https://wiki.debian.org/LTS',
    ends: {
      7: '2018-05-31',
      8: '2020-06-30',
      9: '2022-07-01',
      10: '2024-06-30',
      11: '2026-08-31',
      12: '2028-06-30',
      13: '2030-06-30',
    },
    names: { wheezy: '7', jessie: '8', stretch: '9', buster: '10', bullseye: '11', bookworm: '12', trixie: '13' },
  },
  ubuntu: {
    name: 'Ubuntu',
    source: 'https://wiki.ubuntu.com/Releases',
    ends: {
      '14.04': '2019-04-30',
      '16.04': '2021-04-30',
      '18.04': '2023-05-31',
      '20.04': '2025-05-31',
      '21.04': '2022-01-20',
      '21.10': '2022-07-14',
      '22.04': '2027-04-30',
      '22.10': '2023-07-20',
      '23.04': '2024-01-25',
      '23.10': '2024-07-12',
      '24.04': '2029-05-31',
      '24.10': '2025-07-10',
      '25.04': '2026-01-17',
      '25.10': '2026-07-31',
      '26.04': '2031-04-30',
    },
    names: ubuntuReleases,
  },
  alpine: {
    name: 'Alpine Linux',
    source: 'https://alpinelinux.org/releases/',
    ends: {
      '3.3': '2017-11-01',
      '3.4': '2018-05-01',
      '3.5': '2018-11-01',
      '3.6': '2019-05-01',
      '3.7': '2019-11-01',
      '3.8': '2020-05-01',
      '3.9': '2020-11-01',
      '3.10': '2021-05-01',
      '3.11': '2021-11-01',
      '3.12': '2022-05-01',
      '3.13': '2022-11-01',
      '3.14': '2023-05-01',
      '3.15': '2023-11-01',
      '3.16': '2024-05-23',
      '3.17': '2024-11-22',
      '3.18': '2025-05-09',
      '3.19': '2025-11-01',
      '3.20': '2026-04-01',
      '3.21': '2026-11-01',
      '3.22': '2027-05-01',
      '3.23': '2027-11-01',
    },
  },
  centos: {
    name: 'CentOS Linux',
    source: 'https://www.centos.org/cl-vs-cs/',
    ends: { 6: '2020-11-30', 7: '2024-06-30', 8: '2021-12-31' },
    names: { centos6: '6', centos7: '7', centos8: '8' },
  },
  rhel: {
    name: 'Red Hat Enterprise Linux',
    source: 'https://access.redhat.com/support/policy/updates/errata',
    ends: { 6: '2020-11-30', 7: '2024-06-30', 8: '2029-05-31', 9: '2032-05-31', 10: '2035-05-31' },
  },
  almalinux: {
    name: 'AlmaLinux',
    source: 'https://wiki.almalinux.org/release-notes/',
    ends: { 8: '2029-03-01', 9: '2032-05-31', 10: '2035-05-31' },
  },
  rocky: {
    name: 'Rocky Linux',
    source: 'https://wiki.rockylinux.org/rocky/version/',
    ends: { 8: '2029-05-31', 9: '2032-05-31', 10: '2035-05-31' },
  },
  // The end of Premier Support, after which fixes are for those who buy more.
  ol: {
    name: 'Oracle Linux',
    source: 'https://www.oracle.com/a/ocom/docs/elsp-lifetime-069338.pdf',
    ends: { 6: '2021-03-31', 7: '2024-12-31', 8: '2029-07-31', 9: '2032-06-30' },
  },
  amzn: {
    name: 'Amazon Linux',
    source: 'https://docs.aws.amazon.com/linux/al2023/ug/release-cadence.html',
    ends: { '2018.03': '2023-12-31', 2: '2026-06-30', 2023: '2029-06-30' },
  },
  // The end of general support.
  sles: {
    name: 'SUSE Linux Enterprise Server',
    source: 'https://www.suse.com/lifecycle',
    ends: {
      '12.5': '2024-10-31',
      '15.3': '2022-12-31',
      '15.4': '2023-12-31',
      '15.5': '2024-12-31',
      '15.6': '2025-12-31',
      '15.7': '2031-07-31',
    },
  },
  'opensuse-leap': {
    name: 'openSUSE Leap',
    source: 'https://en.opensuse.org/Lifetime',
    ends: { '15.3': '2022-12-31', '15.4': '2023-12-07', '15.5': '2024-12-31', '15.6': '2026-04-30' },
  },
  fedora: {
    name: 'Fedora Linux',
    source: 'https://docs.fedoraproject.org/en-US/releases/eol/',
    ends: { 36: '2023-05-16', 37: '2023-12-05', 38: '2024-05-21', 39: '2024-11-26', 40: '2025-05-13' },
  },
  mariner: {
    name: 'CBL-Mariner',
    source: 'https://learn.microsoft.com/lifecycle/products/azure-linux',
    ends: { '1.0': '2023-07-31', '2.0': '2025-07-31' },
  },
  node: {
    name: 'Node.js',
    source: 'https://github.com/nodejs/Release',
    ends: {
      4: '2018-04-30',
      6: '2019-04-30',
      8: '2019-12-31',
      9: '2018-06-30',
      10: '2021-04-30',
      11: '2019-06-30',
      12: '2022-04-30',
      13: '2020-06-01',
      14: '2023-04-30',
      15: '2021-06-01',
      16: '2023-09-11',
      17: '2022-06-01',
      18: '2025-04-30',
      19: '2023-06-01',
      20: '2026-04-30',
      21: '2024-06-01',
      22: '2027-04-30',
      23: '2025-06-01',
      24: '2028-04-30',
    },
  },
  python: {
    name: 'Python',
    source: 'https://devguide.python.org/versions/',
    ends: {
      '2.7': '2020-01-01',
      '3.4': '2019-03-18',
      '3.5': '2020-09-30',
      '3.6': '2021-12-23',
      '3.7': '2023-06-27',
      '3.8': '2024-10-07',
      '3.9': '2025-10-31',
      '3.10': '2026-10-31',
      '3.11': '2027-10-31',
      '3.12': '2028-10-31',
      '3.13': '2029-10-31',
      '3.14': '2030-10-31',
    },
  },
  php: {
    name: 'PHP',
    source: 'https://www.php.net/supported-versions.php',
    ends: {
      '5.6': '2018-12-31',
      '7.0': '2019-01-10',
      '7.1': '2019-12-01',
      '7.2': '2020-11-30',
      '7.3': '2021-12-06',
      '7.4': '2022-11-28',
      '8.0': '2023-11-26',
      '8.1': '2025-12-31',
      '8.2': '2026-12-31',
      '8.3': '2027-12-31',
      '8.4': '2028-12-31',
      '8.5': '2029-12-31',
    },
  },
  ruby: {
    name: 'Ruby',
    source: 'https://www.ruby-lang.org/en/downloads/branches/',
    ends: {
      '2.4': '2020-03-31',
      '2.5': '2021-03-31',
      '2.6': '2022-03-31',
      '2.7': '2023-03-31',
      '3.0': '2024-04-23',
      '3.1': '2025-03-31',
      '3.2': '2026-03-31',
      '3.3': '2027-03-31',
      '3.4': '2028-03-31',
      '4.0': '2029-03-31',
    },
  },
  // Supported until the second release after it; the day of that release stands here once it came.
  golang: {
    name: 'Go',
    source: 'https://go.dev/doc/devel/release',
    ends: {
      '1.12': '2020-02-25',
      '1.13': '2020-08-11',
      '1.14': '2021-02-16',
      '1.15': '2021-08-16',
      '1.16': '2022-03-15',
      '1.17': '2022-08-02',
      '1.18': '2023-02-01',
      '1.19': '2023-08-08',
      '1.20': '2024-02-06',
      '1.21': '2024-08-13',
      '1.22': '2025-02-11',
      '1.23': '2025-08-12',
      '1.24': '2026-02-10',
    },
  },
  postgres: {
    name: 'PostgreSQL',
    source: 'https://www.postgresql.org/support/versioning/',
    ends: {
      '9.4': '2020-02-13',
      '9.5': '2021-02-11',
      '9.6': '2021-11-11',
      10: '2022-11-10',
      11: '2023-11-09',
      12: '2024-11-21',
      13: '2025-11-13',
      14: '2026-11-12',
      15: '2027-11-11',
      16: '2028-11-09',
      17: '2029-11-08',
    },
  },
  dotnet: {
    name: '.NET',
    source: 'https://dotnet.microsoft.com/platform/support/policy/dotnet-core',
    ends: {
      '2.1': '2021-08-21',
      '2.2': '2019-12-23',
      '3.0': '2020-03-03',
      '3.1': '2022-12-13',
      5: '2022-05-10',
      6: '2024-11-12',
      7: '2024-05-14',
      8: '2026-11-10',
      9: '2026-11-10',
      10: '2028-11-14',
    },
  },
};

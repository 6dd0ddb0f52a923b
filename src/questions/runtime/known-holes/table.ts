import type { Severity } from '../../../model/severity.ts';

/** From a version (inclusive) to the one that has the fix (exclusive); null when no release of that line has it. */
export type Range = readonly [introduced: string, fixed: string | null];

export interface Hole {
  readonly id: string;
  readonly severity: Severity;
  readonly harm: string;
  readonly affected: readonly Range[];
  readonly source: string;
}

export interface HoleTable {
  readonly component: string;
  /** The day up to which the sources were read: after it, holes may be known that are not here. */
  readonly listed: string;
  readonly holes: readonly Hole[];
}

const go = (id: string): string => `https://pkg.go.dev/vuln/${id}`;
const moby = (id: string): string => `https://github.com/moby/moby/security/advisories/${id}`;

/**
 * Holes by which a container, an image or a neighbour on the host gets past the engine. Ranges are
 * those of the Go vulnerability database as of `listed`; for engine 29, whose releases are no Go
 * module, those of the release notes. The list ends before release 29.7.1: which versions the hole
 * that it fixes (CVE-2026-17106) affects could not be confirmed.
 */
export const dockerHoles: HoleTable = {
  component: 'Docker Engine',
  listed: '2026-07-31',
  holes: [
    {
      id: 'CVE-2019-14271',
      severity: 'critical',
      harm: 'docker cp runs code of the container as root of the host',
      affected: [['19.03.0', '19.03.1']],
      source: go('GO-2024-2521'),
    },
    {
      id: 'CVE-2021-41089',
      severity: 'medium',
      harm: 'docker cp changes the mode of files on the host',
      affected: [['0.0', '20.10.9']],
      source: go('GO-2024-2913'),
    },
    {
      id: 'CVE-2021-41091',
      severity: 'medium',
      harm: 'users of the host reach into the data folder',
      affected: [['0.0', '20.10.9']],
      source: go('GO-2024-2500'),
    },
    {
      id: 'CVE-2022-24769',
      severity: 'medium',
      harm: 'containers start with inheritable capabilities',
      affected: [['0.0', '20.10.14']],
      source: go('GO-2022-0390'),
    },
    {
      id: 'CVE-2022-36109',
      severity: 'medium',
      harm: 'supplementary groups let a process past group checks',
      affected: [['0.0', '20.10.18']],
      source: go('GO-2022-0985'),
    },
    {
      id: 'CVE-2023-28841',
      severity: 'medium',
      harm: 'traffic of encrypted overlay networks goes in clear',
      affected: [
        ['1.12.0', '20.10.24'],
        ['23.0.0', '23.0.3'],
      ],
      source: go('GO-2023-1700'),
    },
    {
      id: 'CVE-2024-24557',
      severity: 'medium',
      harm: 'the classic builder takes a poisoned cache',
      affected: [
        ['0.0', '24.0.9'],
        ['25.0.0', '25.0.2'],
      ],
      source: go('GO-2024-2512'),
    },
    {
      id: 'CVE-2024-29018',
      severity: 'medium',
      harm: 'internal networks leak data by DNS',
      affected: [
        ['25.0.0', '25.0.5'],
        ['26.0.0-rc1', '26.0.0-rc3'],
      ],
      source: go('GO-2024-2659'),
    },
    {
      id: 'CVE-2024-41110',
      severity: 'critical',
      harm: 'requests with an empty body pass authorization plugins',
      affected: [
        ['19.0.0', '19.03.16'],
        ['20.0.0', '20.10.28'],
        ['23.0.0', '23.0.15'],
        ['24.0.0', '24.0.10'],
        ['25.0.0', '25.0.6'],
        ['26.0.0', '26.1.5'],
        ['27.0.0', '27.1.1'],
      ],
      source: go('GO-2024-3005'),
    },
    {
      id: 'CVE-2025-54388',
      severity: 'medium',
      harm: 'a firewalld reload opens ports published on localhost',
      affected: [['28.2.0', '28.3.3']],
      source: go('GO-2025-3830'),
    },
    {
      id: 'CVE-2026-33997',
      severity: 'medium',
      harm: 'a plugin gets privileges that nobody granted',
      affected: [['0.0', '29.3.1']],
      source: moby('GHSA-pxq6-2prw-chj9'),
    },
    {
      id: 'CVE-2026-34040',
      severity: 'high',
      harm: 'requests with an oversized body pass authorization plugins',
      affected: [['0.0', '29.3.1']],
      source: moby('GHSA-x744-4wpc-v9h2'),
    },
    {
      id: 'CVE-2026-41567',
      severity: 'high',
      harm: 'copying an archive into a container runs its programs as root of the host',
      affected: [['0.0', '29.5.1']],
      source: moby('GHSA-x86f-5xw2-fm2r'),
    },
    {
      id: 'CVE-2026-41568',
      severity: 'medium',
      harm: 'docker cp creates files anywhere on the host',
      affected: [['0.0', '29.5.1']],
      source: moby('GHSA-vp62-88p7-qqf5'),
    },
    {
      id: 'CVE-2026-42306',
      severity: 'high',
      harm: 'docker cp mounts onto any path of the host',
      affected: [['0.0', '29.5.1']],
      source: moby('GHSA-rg2x-37c3-w2rh'),
    },
  ],
};

/** Ranges as in the Go vulnerability database; lines without a fix of their own end in null. */
export const containerdHoles: HoleTable = {
  component: 'containerd',
  listed: '2026-08-21',
  holes: [
    {
      id: 'CVE-2020-15257',
      severity: 'high',
      harm: 'containers on the host network reach the shim and take over the host',
      affected: [
        ['0.0', '1.3.9'],
        ['1.4.0', '1.4.3'],
      ],
      source: go('GO-2022-0784'),
    },
    {
      id: 'CVE-2021-32760',
      severity: 'medium',
      harm: 'unpacking an image changes the mode of files on the host',
      affected: [
        ['0.0', '1.4.8'],
        ['1.5.0', '1.5.4'],
      ],
      source: go('GO-2022-0921'),
    },
    {
      id: 'CVE-2021-41103',
      severity: 'medium',
      harm: 'users of the host run programs of bundles',
      affected: [
        ['0.0', '1.4.11'],
        ['1.5.0', '1.5.7'],
      ],
      source: go('GO-2022-0938'),
    },
    {
      id: 'CVE-2021-43816',
      severity: 'high',
      harm: 'pods relabel files of the host past SELinux',
      affected: [['1.5.0', '1.5.9']],
      source: go('GO-2022-0278'),
    },
    {
      id: 'CVE-2022-23648',
      severity: 'high',
      harm: 'an image reads any file of the host',
      affected: [
        ['0.0', '1.4.13'],
        ['1.5.0', '1.5.10'],
        ['1.6.0', '1.6.1'],
      ],
      source: go('GO-2022-0344'),
    },
    {
      id: 'CVE-2023-25173',
      severity: 'medium',
      harm: 'supplementary groups let a process past group checks',
      affected: [
        ['0.0', '1.5.18'],
        ['1.6.0', '1.6.18'],
      ],
      source: go('GO-2023-1574'),
    },
    {
      id: 'CVE-2024-40635',
      severity: 'medium',
      harm: 'an overflowing user id runs as root',
      affected: [
        ['0.0', '1.6.38'],
        ['1.7.0-beta.0', '1.7.27'],
        ['2.0.0', '2.0.4'],
      ],
      source: go('GO-2025-3528'),
    },
    {
      id: 'CVE-2025-47290',
      severity: 'high',
      harm: 'pulling an image changes files of the host',
      affected: [['2.1.0', '2.1.1']],
      source: go('GO-2025-3699'),
    },
    {
      id: 'CVE-2024-25621',
      severity: 'high',
      harm: 'users of the host reach the folders of containerd',
      affected: [
        ['0.0', '1.7.29'],
        ['2.0.0', '2.0.7'],
        ['2.1.0-beta.0', '2.1.5'],
        ['2.2.0-beta.0', '2.2.0'],
      ],
      source: go('GO-2025-4100'),
    },
    {
      id: 'CVE-2025-64329',
      severity: 'medium',
      harm: 'attaching again and again exhausts the memory of the host',
      affected: [
        ['0.0', '1.7.29'],
        ['2.0.0', '2.0.7'],
        ['2.1.0-beta.0', '2.1.5'],
        ['2.2.0-beta.0', '2.2.0'],
      ],
      source: go('GO-2025-4108'),
    },
    {
      id: 'CVE-2026-46680',
      severity: 'medium',
      harm: 'an image runs as root past runAsNonRoot',
      affected: [
        ['1.7.27', '1.7.32'],
        ['2.0.4', '2.0.9'],
        ['2.1.0-beta.0', '2.2.4'],
        ['2.3.0-beta.0', '2.3.1'],
      ],
      source: go('GO-2026-5378'),
    },
    {
      id: 'CVE-2026-47262',
      severity: 'medium',
      harm: 'an image exhausts the runtime by its group file',
      affected: [
        ['1.7.0', '1.7.33'],
        ['2.0.0', '2.0.10'],
        ['2.1.0', '2.1.9'],
        ['2.2.0', '2.2.5'],
        ['2.3.0', '2.3.2'],
      ],
      source: go('GO-2026-5475'),
    },
    {
      id: 'CVE-2026-53488',
      severity: 'critical',
      harm: 'a label of an image runs a program as root of the host',
      affected: [
        ['1.7.0', '1.7.33'],
        ['2.0.0', '2.0.10'],
        ['2.1.0', '2.1.9'],
        ['2.2.0', '2.2.5'],
        ['2.3.0', '2.3.2'],
      ],
      source: go('GO-2026-5758'),
    },
    {
      id: 'CVE-2026-53489',
      severity: 'high',
      harm: 'restoring a checkpoint reads files of the host',
      affected: [
        ['2.1.0', '2.1.9'],
        ['2.2.0', '2.2.5'],
        ['2.3.0', '2.3.2'],
      ],
      source: go('GO-2026-5622'),
    },
    {
      id: 'CVE-2026-53492',
      severity: 'high',
      harm: 'restoring a checkpoint brings devices in',
      affected: [
        ['2.1.0', '2.1.9'],
        ['2.2.0', '2.2.5'],
        ['2.3.0', '2.3.2'],
      ],
      source: go('GO-2026-5064'),
    },
  ],
};

/** CVE-2019-5736 is from runc's own advisory; its Go module had no versions then. */
export const runcHoles: HoleTable = {
  component: 'runc',
  listed: '2026-08-21',
  holes: [
    {
      id: 'CVE-2016-9962',
      severity: 'high',
      harm: 'a container enters the process that joins it',
      affected: [['0.0', '1.0.0-rc3']],
      source: go('GO-2022-0835'),
    },
    {
      id: 'CVE-2019-5736',
      severity: 'critical',
      harm: 'a container overwrites runc on the host',
      affected: [['0.0', '1.0.0-rc7']],
      source: 'https://nvd.nist.gov/vuln/detail/CVE-2019-5736',
    },
    {
      id: 'CVE-2021-30465',
      severity: 'high',
      harm: 'swapped links mount paths of the host',
      affected: [['0.0', '1.0.0-rc95']],
      source: go('GO-2022-0914'),
    },
    {
      id: 'CVE-2022-29162',
      severity: 'medium',
      harm: 'exec gives inheritable capabilities',
      affected: [['0.0', '1.1.2']],
      source: go('GO-2022-0452'),
    },
    {
      id: 'CVE-2023-27561',
      severity: 'high',
      harm: 'links in a volume get past masked paths',
      affected: [['1.0.0-rc95', '1.1.5']],
      source: go('GO-2023-1627'),
    },
    {
      id: 'CVE-2023-28642',
      severity: 'medium',
      harm: 'a linked /proc gets past AppArmor',
      affected: [['0.0', '1.1.5']],
      source: go('GO-2023-1683'),
    },
    {
      id: 'CVE-2024-21626',
      severity: 'critical',
      harm: 'an image opens the file system of the host by a leaked descriptor',
      affected: [['1.0.0-rc93', '1.1.12']],
      source: go('GO-2024-2491'),
    },
    {
      id: 'CVE-2024-45310',
      severity: 'low',
      harm: 'empty files are made on the host',
      affected: [
        ['0.0', '1.1.14'],
        ['1.2.0-rc.1', '1.2.0-rc.3'],
      ],
      source: go('GO-2024-3110'),
    },
    {
      id: 'CVE-2025-31133',
      severity: 'high',
      harm: 'raced masked paths lead out of the container',
      affected: [
        ['0.0', '1.2.8'],
        ['1.3.0-rc.1', '1.3.3'],
        ['1.4.0-rc.1', '1.4.0-rc.3'],
      ],
      source: go('GO-2025-4096'),
    },
    {
      id: 'CVE-2025-52565',
      severity: 'high',
      harm: 'a raced /dev/console leads out of the container',
      affected: [
        ['1.0.0-rc3', '1.2.8'],
        ['1.3.0-rc.1', '1.3.3'],
        ['1.4.0-rc.1', '1.4.0-rc.3'],
      ],
      source: go('GO-2025-4097'),
    },
    {
      id: 'CVE-2025-52881',
      severity: 'high',
      harm: 'redirected writes to /proc lead out of the container',
      affected: [
        ['0.0', '1.2.8'],
        ['1.3.0-rc.1', '1.3.3'],
        ['1.4.0-rc.1', '1.4.0-rc.3'],
      ],
      source: go('GO-2025-4098'),
    },
    {
      id: 'CVE-2026-41579',
      severity: 'medium',
      harm: 'an image with a linked /dev writes to the host',
      affected: [
        ['0.0', '1.3.6'],
        ['1.4.0', '1.4.3'],
        ['1.5.0-rc.1', '1.5.0-rc.3'],
      ],
      source: go('GO-2026-5761'),
    },
  ],
};

/** Three holes by which containers were left in the wild; ranges by kernel.org's stable releases. */
export const kernelHoles: HoleTable = {
  component: 'Linux',
  listed: '2024-03-31',
  holes: [
    {
      id: 'CVE-2022-0185',
      severity: 'high',
      harm: 'a user namespace is enough to write kernel memory',
      affected: [
        ['5.1.0', '5.4.173'],
        ['5.5.0', '5.10.93'],
        ['5.11.0', '5.15.16'],
        ['5.16.0', '5.16.2'],
      ],
      source: 'https://nvd.nist.gov/vuln/detail/CVE-2022-0185',
    },
    {
      id: 'CVE-2022-0847',
      severity: 'high',
      harm: 'any process writes files it may only read, image layers included',
      affected: [
        ['5.8.0', '5.10.102'],
        ['5.11.0', '5.15.25'],
        ['5.16.0', '5.16.11'],
      ],
      source: 'https://nvd.nist.gov/vuln/detail/CVE-2022-0847',
    },
    {
      id: 'CVE-2024-1086',
      severity: 'high',
      harm: 'netfilter gives root to whoever may make a user namespace',
      affected: [
        ['3.15.0', '5.15.149'],
        ['5.16.0', '6.1.76'],
        ['6.2.0', '6.6.15'],
        ['6.7.0', '6.7.3'],
      ],
      source: 'https://nvd.nist.gov/vuln/detail/CVE-2024-1086',
    },
  ],
};

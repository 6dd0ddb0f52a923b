import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { distributionOf } from './distribution.ts';

/** ID, VERSION_ID and name of os-release files, and what they are called. */
const table: [
  id: string,
  version: string,
  name: string,
  ecosystem: string | null,
  namespace: string,
  distro: string,
][] = [
  ['debian', '12', '', 'Debian:12', 'debian', 'debian-12'],
  ['debian', '', 'Debian GNU/Linux trixie/sid', null, 'debian', 'debian'],
  ['ubuntu', '22.04', '', 'Ubuntu:22.04:LTS', 'ubuntu', 'ubuntu-22.04'],
  ['ubuntu', '24.10', '', 'Ubuntu:24.10', 'ubuntu', 'ubuntu-24.10'],
  ['ubuntu', '23.04', '', 'Ubuntu:23.04', 'ubuntu', 'ubuntu-23.04'],
  ['alpine', '3.20.3', '', 'Alpine:v3.20', 'alpine', 'alpine-3.20.3'],
  ['alpine', '3.21.0_alpha20240807', '', 'Alpine:edge', 'alpine', 'alpine-3.21.0_alpha20240807'],
  ['wolfi', '20230201', '', 'Wolfi', 'wolfi', 'wolfi-20230201'],
  ['chainguard', '20230214', '', 'Chainguard', 'chainguard', 'chainguard-20230214'],
  ['rhel', '9.4', '', 'Red Hat:enterprise_linux:9', 'redhat', 'rhel-9.4'],
  ['almalinux', '8.10', '', 'AlmaLinux:8', 'almalinux', 'almalinux-8.10'],
  ['rocky', '9.3', '', 'Rocky Linux:9', 'rocky', 'rocky-9.3'],
  ['centos', '7', '', 'CentOS:7', 'centos', 'centos-7'],
  ['ol', '9.3', '', 'Oracle Linux:9', 'oracle', 'ol-9.3'],
  ['amzn', '2023', '', 'Amazon Linux:2023', 'amazon', 'amzn-2023'],
  ['sles', '15.5', '', 'SUSE:Linux Enterprise Server 15 SP5', 'suse', 'sles-15.5'],
  ['sles', '15', '', 'SUSE:Linux Enterprise Server 15', 'suse', 'sles-15'],
  ['sles', '16.0', '', 'SUSE:Linux Enterprise Server 16.0', 'suse', 'sles-16.0'],
  ['opensuse-leap', '15.6', '', 'openSUSE:Leap 15.6', 'opensuse', 'opensuse-leap-15.6'],
  ['opensuse-tumbleweed', '20240801', '', 'openSUSE:Tumbleweed', 'opensuse', 'opensuse-tumbleweed-20240801'],
  ['photon', '5.0', '', 'Photon OS:5.0', 'photon', 'photon-5.0'],
  ['mariner', '2.0', '', 'Azure Linux:2', 'mariner', 'mariner-2.0'],
  ['azurelinux', '3.0', '', 'Azure Linux:3', 'azurelinux', 'azurelinux-3.0'],
  ['openEuler', '22.03', 'openEuler 22.03 (LTS-SP1)', 'openEuler:22.03-LTS-SP1', 'openeuler', 'openeuler-22.03'],
  ['arch', '', 'Arch Linux', 'Arch Linux', 'arch', 'arch'],
  ['kali', '2024.1', '', null, 'kali', 'kali-2024.1'],
  ['constructor', '1', '', null, 'constructor', 'constructor-1'],
  ['alpine', 'v', '', null, 'alpine', 'alpine-v'],
];

describe('distributions', () => {
  for (const [id, version, name, ecosystem, namespace, distro] of table) {
    it(`${id} ${version} is ${ecosystem}`, () => {
      const { type: _type, ...named } = distributionOf({ id, version, name });
      assert.deepEqual(named, { ecosystem, namespace, distro });
    });
  }
  for (const [id, expected] of [
    ['debian', 'deb'],
    ['ubuntu', 'deb'],
    ['wolfi', 'apk'],
    ['arch', 'alpm'],
    ['rocky', 'rpm'],
    ['kali', null],
  ] as const) {
    it(`${id} installs ${expected}`, () => {
      assert.equal(distributionOf({ id, version: '1', name: '' }).type, expected);
    });
  }
  it('of any words do not throw', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        (id, version, name) => void distributionOf({ id, version, name }),
      ),
    );
  });
});

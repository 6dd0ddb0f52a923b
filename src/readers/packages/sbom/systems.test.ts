import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../formats/purl/parse-purl.ts';
import { distributionFor } from './systems.ts';

/** Package URL as Syft, Trivy and others write it, operating system of the document → ecosystem. */
const vectors = `
pkg:deb/debian/a@1?distro=debian-12                          -                Debian:12
pkg:deb/debian/a@1?distro=debian-12.5                        -                Debian:12
pkg:deb/debian/a@1?distro=bookworm                           -                Debian:12
pkg:deb/debian/a@1?distro=debian-sid                         -                -
pkg:deb/ubuntu/a@1?distro=ubuntu-22.04                       -                Ubuntu:22.04:LTS
pkg:deb/debian/a@1?distro=debian-constructor                 -                -
pkg:deb/ubuntu/a@1?distro=ubuntu-toString                    -                -
pkg:deb/ubuntu/a@1?distro=resolute                           -                Ubuntu:26.04:LTS
pkg:deb/ubuntu/a@1?distro=jammy                              -                Ubuntu:22.04:LTS
pkg:apk/alpine/a@1?distro=alpine-3.20.3                      -                Alpine:v3.20
pkg:apk/alpine/a@1?distro=3.17.3                             -                Alpine:v3.17
pkg:apk/alpine/a@1?distro=3.24.0_alpha20260127               -                Alpine:edge
pkg:apk/wolfi/a@1?distro=wolfi-20230201                      -                Wolfi
pkg:apk/wolfi/a@1?distro=wolfi                               -                Wolfi
pkg:apk/a@1?distro=3.17.3                                    -                -
pkg:rpm/redhat/a@1?distro=redhat-9.4                         -                Red_Hat:enterprise_linux:9
pkg:rpm/redhat/a@1?distro=rhel-8.9                           -                Red_Hat:enterprise_linux:8
pkg:rpm/rocky/a@1?distro=rocky-9.3                           -                Rocky_Linux:9
pkg:rpm/alma/a@1?distro=alma-9.3                             -                AlmaLinux:9
pkg:rpm/oracle/a@1?distro=oracle-8.9                         -                Oracle_Linux:8
pkg:rpm/amazon/a@1?distro=amazon-2%20(Karoo)                 -                Amazon_Linux:2
pkg:rpm/amzn/a@1?distro=amzn-2023.3.20240108                 -                Amazon_Linux:2023
pkg:rpm/opensuse/a@1?distro=opensuse-leap-15.5               -                openSUSE:Leap_15.5
pkg:rpm/opensuse.leap/a@1?distro=opensuse.leap-15.5          -                openSUSE:Leap_15.5
pkg:rpm/suse/a@1?distro=sles-15.5                            -                SUSE:Linux_Enterprise_Server_15_SP5
pkg:rpm/photon/a@1?distro=photon-4.0                         -                Photon_OS:4.0
pkg:rpm/cbl-mariner/a@1?distro=cbl-mariner-2.0.20240101      -                Azure_Linux:2
pkg:alpm/arch/a@1?distro=arch                                -                Arch_Linux
pkg:rpm/acme/a@1?distro=acme-1                               -                -
pkg:deb/debian/a@1                                           -                -
pkg:deb/debian/a@1                                           debian-12        Debian:12
pkg:deb/a@1                                                  debian-12        Debian:12
pkg:deb/ubuntu/a@1                                           debian-12        -
pkg:rpm/redhat/a@1                                           rhel-9.4         Red_Hat:enterprise_linux:9
pkg:rpm/amazon/a@1                                           amzn-2           Amazon_Linux:2
pkg:deb/debian/a@1?distro=debian-11                          debian-12        Debian:11
pkg:deb/debian/a@1?distro=debian-12.5                        debian-12        Debian:12
pkg:deb/debian/a@1?distro=debian-sid                         debian-12        -
pkg:deb/debian/a@1?distro=debian                             debian-12        Debian:12
pkg:rpm/openeuler/a@1?distro=openeuler-22.03                 openEuler-22.03  openEuler:22.03-LTS-SP1
pkg:deb/ubuntu/a@1?distro=ubuntu-20.04                       debian-12        Ubuntu:20.04:LTS
`;

describe('the distribution of a package URL', () => {
  for (const line of vectors.trim().split('\n')) {
    it(line.replaceAll(/ +/g, ' '), () => {
      const [purl, system, ecosystem] = line.split(/ +/);
      const [id, version = ''] = system!.split('-');
      const name = `${system} (LTS-SP1)`;
      const os = system === '-' ? null : { id: id!.toLowerCase(), version, name };
      const found = distributionFor(parsePurl(purl!)!, os)?.ecosystem ?? '-';
      assert.equal(found.replaceAll(' ', '_'), ecosystem);
    });
  }
});

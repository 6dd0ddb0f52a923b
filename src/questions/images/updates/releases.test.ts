import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { lifetimesAsOf, products } from './release-lifetimes.ts';
import { releaseOfSystem, releasesOfTag } from './releases.ts';

/** Reference => releases | what is not known. */
const vectors = `
debian:12 => Debian 12 |
debian:12.4-slim => Debian 12 |
debian:buster-20240110-slim => Debian 10 |
debian:stable-slim => | the tag stable-slim of docker.io/library/debian names no release of the table
ubuntu:22.04 => Ubuntu 22.04 |
ubuntu:jammy-20240101 => Ubuntu 22.04 |
alpine:3.20.1 => Alpine Linux 3.20 |
alpine:3 => | the tag 3 of docker.io/library/alpine names no release of the table
centos:centos7 => CentOS Linux 7 |
rockylinux:9.4-minimal => Rocky Linux 9 |
amazonlinux:2 => Amazon Linux 2 |
amazonlinux:2023.6.20241212.0 => Amazon Linux 2023 |
oraclelinux:8-slim => Oracle Linux 8 |
almalinux:9 => AlmaLinux 9 |
fedora:99 => | the tag 99 of docker.io/library/fedora names no release of the table
node:18.2.0-bullseye-slim => Node.js 18, Debian 11 |
node:18-alpine3.17 => Node.js 18, Alpine Linux 3.17 |
node:18-alpine => Node.js 18 | the tag 18-alpine of docker.io/library/node does not say which release of a distribution lies below
node:lts-buster => Debian 10 | the tag lts-buster of docker.io/library/node names no release of the table
python:3.12.1-slim-bookworm => Python 3.12, Debian 12 |
python:3-bookworm => Debian 12 | the tag 3-bookworm of docker.io/library/python names no release of the table
mcr.microsoft.com/dotnet/aspnet:8.0-jammy => .NET 8, Ubuntu 22.04 |
rust:buster => Debian 10 | docker.io/library/rust is not in the table of releases
eclipse-temurin:17-jre-focal => Ubuntu 20.04 | docker.io/library/eclipse-temurin is not in the table of releases
node:buster => Debian 10 | the tag buster of docker.io/library/node names no release of the table
acme/web:buster => | docker.io/acme/web is not in the table of releases
constructor:1 => | docker.io/library/constructor is not in the table of releases
dotnet:8 => | docker.io/library/dotnet is not in the table of releases
nginx:1.27 => | docker.io/library/nginx is not in the table of releases
node => | docker.io/library/node has no tag, which does not say the release
acme/node:18 => | docker.io/acme/node is not in the table of releases
ghcr.io/library/node:18 => | ghcr.io/library/node is not in the table of releases
`;

describe('releasesOfTag', () => {
  for (const line of vectors.split('\n').filter((text) => text !== '')) {
    const [text = '', wanted = ''] = line.split(' => ');
    it(line, () => {
      const { known, unknown } = releasesOfTag(parseImageReference(text)!);
      assert.equal(`${known.map(({ label }) => label).join(', ')} | ${unknown ?? ''}`.trim(), wanted.trim());
    });
  }
});

describe('releaseOfSystem', () => {
  it('knows ids and versions of os-release', () => {
    const label = (id: string, version: string): string | undefined =>
      releaseOfSystem({ id, version, name: id }).known[0]?.label;
    assert.equal(label('debian', '12'), 'Debian 12');
    assert.equal(label('alpine', '3.18.4'), 'Alpine Linux 3.18');
    assert.equal(label('rhel', '8.10'), 'Red Hat Enterprise Linux 8');
    assert.equal(label('sles', '15.6'), 'SUSE Linux Enterprise Server 15.6');
    assert.equal(label('node', '18'), undefined);
    assert.equal(label('constructor', '1'), undefined);
  });
});

describe('the table of releases', () => {
  it('has real days and sources', () => {
    assert.ok(Object.keys(products).length > 0);
    for (const { source, ends, names = {} } of Object.values(products)) {
      assert.ok(URL.canParse(source));
      for (const day of [...Object.values(ends), lifetimesAsOf]) {
        assert.equal(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10), day);
      }
      for (const release of Object.values(names)) assert.ok(release in ends, release);
    }
  });
});

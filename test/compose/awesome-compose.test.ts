import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { load } from 'js-yaml';
import type { Sighting } from '../../src/model/collector.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import { looksLikeCompose, readCompose } from '../../src/readers/compose/read-compose.ts';

const folder = resolve(import.meta.dirname, '../../../shared/data/manifests/awesome-compose');
const files = globSync('*/compose.y{a,}ml', { cwd: folder }).toSorted();

function read(file: string): Sighting[] {
  return readCompose({
    files: [{ file, text: readFileSync(join(folder, file), 'utf8') }],
    read: (path) => {
      const full = join(folder, dirname(file), path);
      return existsSync(full) ? { text: readFileSync(full, 'utf8') } : { missing: true };
    },
    environment: {},
    profiles: [],
    source: 'directory',
  });
}

/** Variables that no file of the collection gives a value; a user is meant to set them. */
const gaps = `
pihole-cloudflared-DoH/compose.yaml:10 the variable TIMEZONE is not set and has no default
pihole-cloudflared-DoH/compose.yaml:28 the variable TIMEZONE is not set and has no default
pihole-cloudflared-DoH/compose.yaml:30 the variable PIHOLE_PW is not set and has no default
pihole-cloudflared-DoH/compose.yaml:32 the variable PIHOLE_ROUTER_IP is not set and has no default
pihole-cloudflared-DoH/compose.yaml:33 the variable PIHOLE_NETWORK_DOMAIN is not set and has no default
pihole-cloudflared-DoH/compose.yaml:34 the variable PIHOLE_REVERSE_DNS is not set and has no default
pihole-cloudflared-DoH/compose.yaml:35 the variable PIHOLE_HOST_IP is not set and has no default
pihole-cloudflared-DoH/compose.yaml:36 the variable PIHOLE_HOST_IPV6 is not set and has no default
plex/compose.yaml:10 the variable PLEX_MEDIA_PATH is not set and has no default
postgresql-pgadmin/compose.yaml:6 the variable POSTGRES_USER is not set and has no default
postgresql-pgadmin/compose.yaml:7 the variable POSTGRES_PW is not set and has no default
postgresql-pgadmin/compose.yaml:8 the variable POSTGRES_DB is not set and has no default
postgresql-pgadmin/compose.yaml:17 the variable PGADMIN_MAIL is not set and has no default
postgresql-pgadmin/compose.yaml:18 the variable PGADMIN_PW is not set and has no default
wasmedge-kafka-mysql/compose.yml:32 runtime is not read
wasmedge-mysql-nginx/compose.yml:20 runtime is not read
wireguard/compose.yaml:12 the variable TIMEZONE is not set and has no default
wireguard/compose.yaml:13 the variable VPN_SERVER_URL is not set and has no default
`;

describe('awesome-compose', () => {
  it('is all there', () => assert.equal(files.length, 39));

  it('is read service by service, as another reader lists them', () => {
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const plain = load(text) as { services: Record<string, { image?: string }> };
      const workloads = read(file).flatMap((one) => ('fact' in one && one.fact.kind === 'workload' ? [one.fact] : []));
      assert.deepEqual(
        workloads.map(({ subject }) => subject.name),
        Object.keys(plain.services),
        file,
      );
      for (const { value, at } of workloads) {
        const { name, containers } = value as { name: string; containers: { image: { value?: string } }[] };
        assert.equal(containers[0]!.image.value, plain.services[name]!.image, file);
        assert.ok(text.split('\n')[at.line! - 1]!.trim().startsWith(`${name}:`), `${file}:${at.line}`);
      }
      assert.ok(looksLikeCompose(readYaml(text, file, 'directory', 'core').documents[0]!.root), file);
    }
  });

  it('has these gaps and no others', () => {
    const found = files.flatMap((file) =>
      read(file).flatMap((one) => {
        if (!('gap' in one)) return [];
        assert.equal(one.gap.code, one.gap.because.endsWith('not read') ? 'COMPOSE_UNSUPPORTED' : 'COMPOSE_UNRESOLVED');
        return [`${one.gap.at!.file}:${one.gap.at!.line} ${one.gap.because}`];
      }),
    );
    assert.deepEqual(found, gaps.trim().split('\n'));
  });
});

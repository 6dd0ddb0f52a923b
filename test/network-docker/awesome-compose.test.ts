/** The map of every project of the collection, and five of them against what a reader of the file would say. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import type { Fact } from '../../src/model/fact.ts';
import { reachabilityOf } from '../../src/questions/network/reachability/reachability.ts';
import { readCompose } from '../../src/readers/compose/read-compose.ts';
import { asker } from './told.ts';

const folder = resolve(import.meta.dirname, '../../../shared/data/manifests/awesome-compose');
const files = globSync('*/compose.y{a,}ml', { cwd: folder }).toSorted();

function read(file: string): Fact[] {
  const sightings = readCompose({
    files: [{ file, text: readFileSync(join(folder, file), 'utf8') }],
    read: (path) => {
      const full = join(folder, dirname(file), path);
      return existsSync(full) ? { text: readFileSync(full, 'utf8') } : { missing: true };
    },
    environment: {},
    profiles: [],
    source: 'directory',
  });
  return sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
}

/** `PROJECT: FROM -> TO: WHAT`, from reading the files by hand. */
const expected = `
nginx-golang-postgres: proxy -> db: allowed everything
nginx-golang-postgres: backend -> db: allowed everything
nginx-golang-postgres: ip:0.0.0.0/0 -> proxy: allowed TCP 80; denied else
nginx-golang-postgres: ip:0.0.0.0/0 -> db: denied everything
nginx-golang-postgres: ip:0.0.0.0/0 -> backend: denied everything
nginx-golang-postgres: host -> db: allowed everything
nginx-golang-postgres: db -> host: allowed everything
react-express-mongodb: frontend -> mongo: denied everything
react-express-mongodb: frontend -> backend: allowed everything
react-express-mongodb: backend -> mongo: allowed everything
react-express-mongodb: mongo -> frontend: allowed TCP 3000; denied else
react-express-mongodb: ip:0.0.0.0/0 -> mongo: denied everything
react-express-mongodb: ip:0.0.0.0/0 -> frontend: allowed TCP 3000; denied else
nginx-flask-mysql: proxy -> db: denied everything
nginx-flask-mysql: proxy -> backend: allowed everything
nginx-flask-mysql: db -> proxy: allowed TCP 80; denied else
nginx-flask-mysql: ip:0.0.0.0/0 -> backend: allowed TCP 8000; denied else
nginx-flask-mysql: ip:0.0.0.0/0 -> db: denied everything
wireguard: ip:0.0.0.0/0 -> wireguard: allowed UDP 51820; denied else
wireguard: ip:::/0 -> wireguard: allowed UDP 51820; denied else
wireguard: wireguard -> ip:0.0.0.0/0: allowed everything
prometheus-grafana: prometheus -> grafana: allowed everything
prometheus-grafana: ip:0.0.0.0/0 -> grafana: allowed TCP 3000; denied else
prometheus-grafana: ip:0.0.0.0/0 -> prometheus: allowed TCP 9090; denied else
plex: ip:0.0.0.0/0 -> plex: allowed everything
plex: plex -> host: allowed everything
`;

describe('awesome-compose', () => {
  it('is all there', () => assert.equal(files.length, 39));

  for (const file of files) {
    it(`${file} has a map`, () => {
      const facts = read(file);
      const services = facts.filter(({ kind }) => kind === 'workload');
      const reach = reachabilityOf(facts);
      const { endpoints } = reach;
      assert.ok(services.every((one) => endpoints.some(({ workload }) => workload === one)));
      const { connections } = reach.map();
      const ids = endpoints.map(({ peer }) => peer.id);
      for (const { from, to, parts } of connections) {
        assert.ok(ids.includes(from) && ids.includes(to), `${from} -> ${to}`);
        for (const { verdict, because, missing = [] } of parts) {
          assert.ok(because.length > 0 || missing.length > 0, `${from} -> ${to}: ${verdict} without a reason`);
          for (const { at } of because) assert.notEqual(at.file ?? '', '', `${from} -> ${to}`);
        }
      }
    });
  }

  for (const [project, lines] of Map.groupBy(expected.trim().split('\n'), (line) => line.split(':')[0]!)) {
    it(`${project} is what its file says`, () => {
      const ask = asker(read(files.find((file) => dirname(file) === project)!));
      for (const line of lines) {
        const [, question = '', told = ''] = /^[^:]+: (.*?): (allowed|denied|unknown)/.exec(line) ?? [];
        assert.equal(
          ask(question),
          line.slice(line.indexOf(question) + question.length + 2),
          `${project}: ${question} ${told}`,
        );
      }
    });
  }
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seen } from '../../../model/seen.ts';
import { checkTable, containers, evaluate, here } from '../../../../test/checks/table.ts';
import { knownLogins } from '../credentials/programs.ts';
import { knownLoginReplaced } from './known-login-replaced.ts';

const secret = 'u8Gq2vX0pL4s';
const set = (image: string, name: string, value?: string, from: string | null = null): ReturnType<typeof containers> =>
  containers({ image, environment: [{ name, value: seen(value, here), from }] });
const alone = (image: string): ReturnType<typeof containers> => containers({ image });

checkTable(knownLoginReplaced, [
  { name: 'an image that is not known', facts: alone('registry.example/shop/web:1'), verdicts: [] },
  { name: 'Grafana', facts: alone('grafana/grafana:11.2.0'), verdicts: ['fail'], saw: /admin\/admin/ },
  { name: 'given another', facts: set('grafana/grafana', 'GF_SECURITY_ADMIN_PASSWORD', secret), verdicts: ['pass'] },
  {
    name: 'from a Secret',
    facts: set('grafana/grafana', 'GF_SECURITY_ADMIN_PASSWORD', undefined, 'secret'),
    verdicts: ['pass'],
  },
  {
    name: 'from whoever starts it',
    facts: set('grafana/grafana', 'GF_SECURITY_ADMIN_PASSWORD', undefined, 'host'),
    verdicts: ['unknown'],
    saw: /^Grafana: GF_SECURITY_ADMIN_PASSWORD/,
  },
  { name: 'RabbitMQ', facts: alone('rabbitmq:4-management'), verdicts: ['fail'], saw: /guest/ },
  { name: 'given a user', facts: set('rabbitmq:4', 'RABBITMQ_DEFAULT_PASS', secret), verdicts: ['pass'] },
  { name: 'MinIO', facts: alone('quay.io/minio/minio'), verdicts: ['fail'] },
  { name: 'given a password', facts: set('minio/minio', 'MINIO_ROOT_PASSWORD', secret), verdicts: ['pass'] },
  { name: 'Neo4j', facts: alone('neo4j:5'), verdicts: ['fail'] },
  { name: 'OpenSearch 2.11', facts: alone('opensearchproject/opensearch:2.11.1'), verdicts: ['fail'] },
  { name: 'OpenSearch 2.12', facts: alone('opensearchproject/opensearch:2.12.0'), verdicts: ['pass'] },
  { name: 'mongo-express', facts: alone('mongo-express:1.0'), verdicts: ['fail'] },
  { name: 'ActiveMQ', facts: alone('apache/activemq-classic:6.1.0'), verdicts: ['fail'] },
  { name: 'Artemis', facts: alone('apache/activemq-artemis:2.37.0'), verdicts: ['fail'] },
  { name: 'EMQX', facts: alone('emqx/emqx:5.8'), verdicts: ['fail'] },
]);

it('every program has a page that says so, and names its images once', () => {
  for (const { source, what } of knownLogins) assert.match(source, /^https:\/\//, what);
  const images = knownLogins.flatMap((one) => one.images.split(' '));
  assert.equal(new Set(images).size, images.length);
});

it('never repeats a password', () => {
  const said = evaluate(knownLoginReplaced, set('rabbitmq:4', 'RABBITMQ_DEFAULT_PASS', secret));
  assert.equal(said.length, 1);
  assert.ok(!JSON.stringify(said).includes(secret));
});

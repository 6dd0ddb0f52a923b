import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Container } from '../../../facts/workload.ts';
import { seen } from '../../../model/seen.ts';
import { checkTable, containers, evaluate, here, type Plain, type Row } from '../../../../test/checks/table.ts';
import { openPrograms } from '../credentials/programs.ts';
import { loginAskedFor } from './login-asked-for.ts';

const row = (name: string, verdicts: Row['verdicts'], container: Plain<Container>, saw?: RegExp): Row => ({
  name,
  verdicts,
  facts: containers(container),
  ...(saw === undefined ? {} : { saw }),
});
const variable = (name: string, value?: string, from: string | null = null): Container['environment'] => [
  { name, value: seen(value, here), from },
];
const words = (line: string): string[] => line.split(' ');
const port = (hostAddress: string): Container['ports'][number] => ({
  containerPort: 6379,
  protocol: 'tcp',
  hostPort: 6379,
  hostAddress,
  at: here,
});
const mount = (target: string): Container['mounts'][number] => ({
  volume: 'conf',
  target,
  readOnly: seen(true, here),
  propagation: seen<string>(undefined, here),
  at: here,
});

checkTable(loginAskedFor, [
  row('an image that is not known', [], { image: 'registry.example/shop/web:1' }),
  row('no image', [], {}),
  row('one of the same name elsewhere', [], { image: 'registry.example/redis:7' }),
  row('Redis as it comes', ['fail'], { image: 'redis:7' }, /^Redis asks for no password$/),
  row('a copy of it', ['fail'], { image: 'registry.example/mirror/library/redis:7' }),
  row('its port published', ['fail'], { image: 'redis', ports: [port('0.0.0.0')] }, /published/),
  row('published to the host alone', ['fail'], { image: 'redis', ports: [port('127.0.0.1')] }, /password$/),
  row('Redis with a password', ['pass'], { image: 'redis', arguments: words('redis-server --requirepass $(P)') }),
  row('through a shell', ['pass'], { image: 'redis', command: ['sh', '-c', 'exec redis-server --requirepass "$P"'] }),
  row('with an empty one', ['fail'], { image: 'redis', arguments: ['--requirepass', ''] }),
  row(
    'with a file',
    ['unknown'],
    { image: 'redis', arguments: words('redis-server /etc/redis.conf') },
    /configuration/,
  ),
  row('a client', [], { image: 'redis', command: words('redis-cli -h cache ping') }),
  row('a script', ['unknown'], { image: 'redis', command: ['/scripts/start.sh'] }, /script/),
  row('words that are not known', ['unknown'], {
    image: 'redis',
    arguments: seen<readonly string[]>(undefined, here, 'no list'),
  }),
  row('Valkey', ['fail'], { image: 'valkey/valkey:8' }),
  row('Valkey with a password', ['pass'], {
    image: 'valkey/valkey:8',
    environment: variable('VALKEY_EXTRA_FLAGS', '--requirepass x'),
  }),
  row('KeyDB', ['fail'], { image: 'eqalpha/keydb' }),
  row('Dragonfly', ['fail'], { image: 'docker.dragonflydb.io/dragonflydb/dragonfly' }),
  row('MongoDB', ['fail'], { image: 'mongo:8' }),
  row('MongoDB with a user', ['pass'], {
    image: 'mongo:8',
    environment: variable('MONGO_INITDB_ROOT_USERNAME', 'shop'),
  }),
  row('from a Secret', ['pass'], {
    image: 'mongo',
    environment: variable('MONGO_INITDB_ROOT_USERNAME', undefined, 'secret'),
  }),
  row('from whoever starts it', ['unknown'], {
    image: 'mongo',
    environment: variable('MONGO_INITDB_ROOT_USERNAME', undefined, 'host'),
  }),
  row('a whole Secret', ['unknown'], { image: 'mongo', environment: variable('*', undefined, 'secret') }),
  row('a whole Secret of other names', ['fail'], {
    image: 'mongo',
    environment: variable('SHOP_*', undefined, 'secret'),
  }),
  row('an empty user', ['fail'], { image: 'mongo', environment: variable('MONGO_INITDB_ROOT_USERNAME', '') }),
  row('MongoDB of its makers', ['fail'], { image: 'mongodb/mongodb-community-server:8.0-ubi9' }),
  row('memcached', ['fail'], { image: 'memcached:1.6' }),
  row('memcached with SASL', ['pass'], { image: 'memcached', arguments: words('memcached -S') }),
  row('NATS', ['fail'], { image: 'nats:2' }),
  row('NATS with a token', ['pass'], { image: 'nats:2', arguments: words('--auth $(T)') }),
  row('NATS with a file', ['unknown'], { image: 'nats:2', mounts: [mount('/etc/nats')] }),
  row('Elasticsearch 7', ['fail'], { image: 'elasticsearch:7.17.0' }),
  row('with its security on', ['pass'], {
    image: 'elasticsearch:7.17.0',
    environment: variable('xpack.security.enabled', 'true'),
  }),
  row('Elasticsearch 8', ['pass'], { image: 'elasticsearch:8.1.0' }),
  row('told to be open: HRD-203', [], {
    image: 'elasticsearch:8.1.0',
    environment: variable('xpack.security.enabled', 'false'),
  }),
  row('Mosquitto 2 with a file of its own', ['unknown'], {
    image: 'eclipse-mosquitto:2',
    mounts: [mount('/mosquitto/config')],
  }),
  row('one of a tag that says nothing', ['unknown'], { image: 'elasticsearch:prod' }, /version/),
  row('CouchDB 2', ['fail'], { image: 'couchdb:2' }),
  row('CouchDB 3', ['pass'], { image: 'couchdb:3' }),
  row('InfluxDB 1', ['fail'], { image: 'influxdb:1.8' }),
  row('InfluxDB 1 that asks', ['pass'], {
    image: 'influxdb:1.8',
    environment: variable('INFLUXDB_HTTP_AUTH_ENABLED', 'true'),
  }),
  row('Cassandra', ['fail'], { image: 'cassandra:5' }),
  row('Solr', ['fail'], { image: 'solr:9' }),
  row('RethinkDB', ['fail'], { image: 'rethinkdb' }),
  row('Kafka', ['fail'], { image: 'apache/kafka:4.0.0' }),
  row('Kafka with SASL', ['pass'], {
    image: 'apache/kafka',
    environment: variable('KAFKA_LISTENER_SECURITY_PROTOCOL_MAP', 'A:SASL_SSL,B:SSL'),
  }),
  row('Kafka of both', ['unknown'], {
    image: 'apache/kafka',
    environment: variable('KAFKA_LISTENER_SECURITY_PROTOCOL_MAP', 'A:SASL_SSL,B:PLAINTEXT'),
  }),
  row('ZooKeeper', ['fail'], { image: 'zookeeper:3.9' }),
  row('etcd', ['fail'], {
    image: 'quay.io/coreos/etcd:v3.5',
    command: words('etcd --listen-client-urls http://0.0.0.0:2379'),
  }),
  row('etcd with certificates', ['pass'], {
    image: 'registry.k8s.io/etcd:3.5',
    command: words('etcd --client-cert-auth=true'),
  }),
  row('Consul', ['fail'], { image: 'hashicorp/consul' }),
  row('Vault as it comes', ['fail'], { image: 'hashicorp/vault' }),
  row('Vault with a server', ['pass'], { image: 'hashicorp/vault', arguments: words('server -config=/vault/config') }),
  row('Flink', ['fail'], { image: 'flink', arguments: words('jobmanager') }),
  row('a worker of Flink', [], { image: 'flink', arguments: words('taskmanager') }),
  row('Zeppelin', ['fail'], { image: 'apache/zeppelin:0.11.0' }),
  row('Hasura', ['fail'], { image: 'hasura/graphql-engine:v2' }),
  row('Qdrant', ['fail'], { image: 'qdrant/qdrant' }),
  row('Meilisearch', ['fail'], { image: 'getmeili/meilisearch' }),
  row('a registry', ['fail'], { image: 'registry:2' }),
  row('a registry that asks', ['pass'], { image: 'registry:2', environment: variable('REGISTRY_AUTH', 'htpasswd') }),
  row('Mosquitto 1', ['fail'], { image: 'eclipse-mosquitto:1.6' }),
  row('Mosquitto 2', ['pass'], { image: 'eclipse-mosquitto:2' }),
  row('Prometheus', ['fail'], { image: 'prom/prometheus' }),
  row('Alertmanager', ['fail'], { image: 'prom/alertmanager' }),
  row('Kafka UI', ['fail'], { image: 'provectuslabs/kafka-ui' }),
  row('Redis Commander', ['fail'], { image: 'rediscommander/redis-commander' }),
  row('Dozzle', ['fail'], { image: 'amir20/dozzle' }),
]);

it('every program has a page that says so, and names its images once', () => {
  for (const { source, what } of openPrograms) assert.match(source, /^https:\/\//, what);
  const images = openPrograms.flatMap((one) => one.images.split(' '));
  assert.equal(new Set(images).size, images.length);
});

it('a known image without words fails or passes by its version, never unknown', () => {
  for (const { images, what } of openPrograms) {
    const said = evaluate(loginAskedFor, containers({ image: images.split(' ')[0]! }));
    assert.equal(said.length, 1, what);
    assert.notEqual(said[0]?.verdict, 'unknown', what);
  }
});

import type { Container } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';

/**
 * Last parts of image repositories that hold data stores, brokers and key managers: the names of the
 * official images on Docker Hub and of the makers' own. A mirror keeps the last part, so it is
 * recognised under any registry.
 */
const stores = new Set([
  'postgres',
  'postgresql',
  'postgis',
  'timescaledb',
  'timescaledb-ha',
  'pgvector',
  'mysql',
  'mysql-server',
  'mariadb',
  'percona',
  'percona-server',
  'mongo',
  'mongodb',
  'mongodb-community-server',
  'redis',
  'redis-stack',
  'redis-stack-server',
  'valkey',
  'keydb',
  'dragonfly',
  'memcached',
  'elasticsearch',
  'opensearch',
  'solr',
  'cassandra',
  'scylla',
  'couchdb',
  'couchbase',
  'neo4j',
  'influxdb',
  'clickhouse-server',
  'cockroach',
  'rethinkdb',
  'arangodb',
  'surrealdb',
  'mssql-server',
  'etcd',
  'zookeeper',
  'consul',
  'vault',
  'rabbitmq',
  'kafka',
  'nats',
  'minio',
]);

/** Ports of the same programs and of administration without a password of its own (IANA service names, makers' manuals). */
const ports = new Map<number, string>([
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2181, 'ZooKeeper'],
  [2375, 'the Docker engine'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5672, 'AMQP'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [7687, 'Neo4j'],
  [8086, 'InfluxDB'],
  [8500, 'Consul'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [10250, 'the kubelet'],
  [11211, 'memcached'],
  [15672, 'RabbitMQ'],
  [26257, 'CockroachDB'],
  [27017, 'MongoDB'],
]);

/** Whether the image is that of a data store; undefined when the image is not said. */
export function isDataStore({ image }: Container): boolean | undefined {
  if (image.value === undefined) return undefined;
  const path = parseImageReference(image.value)?.path;
  return path !== undefined && stores.has(path.slice(path.lastIndexOf('/') + 1));
}

/** What is known to listen on a port that should not be open to all, or undefined. */
export function storeOfPort(port: number): string | undefined {
  return ports.get(port);
}

import type { Severity } from '../../../model/severity.ts';

/** What makes a program ask for a login, or where that is decided out of our sight. */
interface Guard {
  /** Any of these variables with a value that fits `value` (any that is not empty, when left out). */
  readonly variables?: readonly string[];
  readonly value?: RegExp;
  /** Fits the words of command and arguments, joined by single blanks. */
  readonly words?: RegExp;
}

/** A program that lets everybody in, or has a login that everybody knows, until it is told otherwise. */
export interface Program {
  /** What it does when it is told nothing. */
  readonly what: string;
  /** Repositories, blank-separated: of Docker's own images by one name, else as they stand after the registry. */
  readonly images: string;
  /** Names the program in a command line: words that name another are a client or a tool. */
  readonly program: RegExp;
  /** Severity when no port of it is published on the host; one that is makes it `high`. */
  readonly severity: Severity;
  readonly guards: readonly Guard[];
  /** Words that hand the decision to a file, and paths where a mounted file takes it. */
  readonly elsewhere?: RegExp;
  readonly files?: RegExp;
  /** From this version on the program is safe by itself. */
  readonly safeSince?: readonly [major: number, minor: number];
  /** The page of the image or program that says so. */
  readonly source: string;
}

const requirePass: readonly Guard[] = [
  { words: /--(?:requirepass[ =](?!(?:''|"")?(?: |$))\S|aclfile\b)/ },
  { variables: ['REDIS_ARGS', 'VALKEY_EXTRA_FLAGS', 'DFLY_requirepass'], value: /requirepass|aclfile|^[^-]/ },
];
const nobodyAsked = 'asks for no password';

/** Programs that let everybody in when they are told nothing. */
export const openPrograms: readonly Program[] = [
  {
    what: `Redis ${nobodyAsked}`,
    images: 'redis redislabs/redismod redis/redis-stack redis/redis-stack-server',
    program: /redis-server|redis-stack/,
    severity: 'medium',
    guards: requirePass,
    elsewhere: /\.conf(?: |$)/,
    files: /^\/redis-stack\.conf$/,
    source: 'https://hub.docker.com/_/redis',
  },
  {
    what: `Valkey ${nobodyAsked}`,
    images: 'valkey/valkey',
    program: /valkey-server|redis-server/,
    severity: 'medium',
    guards: requirePass,
    elsewhere: /\.conf(?: |$)/,
    source: 'https://hub.docker.com/r/valkey/valkey',
  },
  {
    what: `KeyDB ${nobodyAsked}`,
    images: 'eqalpha/keydb',
    program: /keydb-server/,
    severity: 'medium',
    guards: requirePass,
    elsewhere: /\.conf(?: |$)/,
    files: /^\/etc\/keydb/,
    source: 'https://hub.docker.com/r/eqalpha/keydb',
  },
  {
    what: `Dragonfly ${nobodyAsked}`,
    images: 'dragonflydb/dragonfly',
    program: /dragonfly/,
    severity: 'medium',
    guards: requirePass,
    elsewhere: /--flagfile/,
    source: 'https://www.dragonflydb.io/docs/managing-dragonfly/flags',
  },
  {
    what: `MongoDB ${nobodyAsked}`,
    images: 'mongo',
    program: /\bmongod\b/,
    severity: 'medium',
    guards: [
      { variables: ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_USERNAME_FILE'] },
      { words: /(?:^| )--(?:auth|keyFile|clusterAuthMode|transitionToAuth)\b/ },
    ],
    elsewhere: /(?:^| )(?:--config|-f)[ =]/,
    source: 'https://hub.docker.com/_/mongo',
  },
  {
    what: `MongoDB ${nobodyAsked}`,
    images: 'mongodb/mongodb-community-server',
    program: /\bmongod\b/,
    severity: 'medium',
    guards: [
      { variables: ['MONGODB_INITDB_ROOT_USERNAME', 'MONGODB_INITDB_ROOT_USERNAME_FILE'] },
      { words: /(?:^| )--(?:auth|keyFile|clusterAuthMode)\b/ },
    ],
    elsewhere: /(?:^| )(?:--config|-f)[ =]/,
    source: 'https://hub.docker.com/r/mongodb/mongodb-community-server',
  },
  {
    what: `memcached ${nobodyAsked}`,
    images: 'memcached',
    program: /memcached/,
    severity: 'low',
    guards: [{ words: /(?:^| )(?:-S|--enable-sasl|-Y|--auth-file)(?:[ =]|$)/ }],
    source: 'https://hub.docker.com/_/memcached',
  },
  {
    what: `NATS ${nobodyAsked}`,
    images: 'nats',
    program: /nats-server/,
    severity: 'medium',
    guards: [{ words: /(?:^| )--?(?:auth|user|pass|tlsverify)\b/ }],
    elsewhere: /(?:^| )(?:-c|--config)[ =]/,
    files: /nats-server\.conf$|^\/etc\/nats/,
    source: 'https://docs.nats.io/running-a-nats-service/configuration/securing_nats',
  },
  {
    what: 'Elasticsearch before version 8 has its security switched off',
    images: 'elasticsearch elasticsearch/elasticsearch elasticsearch/elasticsearch-oss',
    program: /elasticsearch/,
    severity: 'medium',
    guards: [{ variables: ['xpack.security.enabled'], value: /^true$/i }],
    files: /\/config(?:\/elasticsearch\.yml)?$/,
    safeSince: [8, 0],
    source: 'https://www.elastic.co/guide/en/elasticsearch/reference/7.17/security-settings.html',
  },
  {
    what: 'CouchDB before version 3 makes everybody its administrator',
    images: 'couchdb apache/couchdb',
    program: /couchdb/,
    severity: 'high',
    guards: [{ variables: ['COUCHDB_USER'] }],
    files: /\/couchdb\/etc/,
    safeSince: [3, 0],
    source: 'https://hub.docker.com/_/couchdb',
  },
  {
    what: 'InfluxDB 1 asks for no password',
    images: 'influxdb',
    program: /influxd/,
    severity: 'medium',
    guards: [{ variables: ['INFLUXDB_HTTP_AUTH_ENABLED'], value: /^(?:true|1)$/i }],
    elsewhere: /(?:^| )-config[ =]/,
    files: /^\/etc\/influxdb/,
    safeSince: [2, 0],
    source: 'https://docs.influxdata.com/influxdb/v1/administration/authentication_and_authorization/',
  },
  {
    what: `Cassandra ${nobodyAsked}`,
    images: 'cassandra',
    program: /cassandra/,
    severity: 'medium',
    guards: [],
    files: /^\/etc\/cassandra|cassandra\.yaml$/,
    source: 'https://cassandra.apache.org/doc/latest/cassandra/managing/operating/security.html',
  },
  {
    what: `Solr ${nobodyAsked}`,
    images: 'solr',
    program: /solr/,
    severity: 'medium',
    guards: [{ variables: ['SOLR_AUTH_TYPE', 'SOLR_AUTHENTICATION_OPTS'] }],
    files: /security\.json$|^\/var\/solr/,
    source: 'https://solr.apache.org/guide/solr/latest/deployment-guide/authentication-and-authorization-plugins.html',
  },
  {
    what: `RethinkDB ${nobodyAsked}`,
    images: 'rethinkdb',
    program: /rethinkdb/,
    severity: 'medium',
    guards: [{ words: /--initial-password[ =]\S/ }],
    elsewhere: /--config-file/,
    source: 'https://rethinkdb.com/docs/security/',
  },
  {
    what: 'Kafka takes connections without a login',
    images: 'apache/kafka apache/kafka-native confluentinc/cp-kafka',
    program: /kafka/,
    severity: 'medium',
    guards: [
      {
        variables: ['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP', 'KAFKA_LISTENERS', 'KAFKA_ADVERTISED_LISTENERS'],
        value: /^(?!.*\bPLAINTEXT\b).*(?:SASL|SSL)/,
      },
    ],
    // Some listeners ask and others do not: which of them is reached is not seen.
    elsewhere: /SASL|\bSSL\b/,
    files: /^\/(?:mnt\/shared\/config|etc\/kafka|opt\/kafka\/config)/,
    source: 'https://kafka.apache.org/documentation/#security',
  },
  {
    what: `ZooKeeper ${nobodyAsked}`,
    images: 'zookeeper confluentinc/cp-zookeeper',
    program: /zk|zookeeper/i,
    severity: 'low',
    guards: [
      {
        variables: ['ZOO_CFG_EXTRA', 'SERVER_JVMFLAGS', 'KAFKA_OPTS', 'JVMFLAGS'],
        value: /authProvider|sasl|java\.security\.auth/i,
      },
    ],
    files: /^\/conf(?:\/|$)|zoo\.cfg$/,
    source: 'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html',
  },
  {
    what: 'etcd takes requests of clients without a certificate',
    images: 'etcd coreos/etcd etcd-development/etcd',
    program: /\betcd\b/,
    severity: 'high',
    guards: [
      { words: /--client-cert-auth(?:=true)?(?: |$)/ },
      { variables: ['ETCD_CLIENT_CERT_AUTH'], value: /^true$/i },
    ],
    elsewhere: /--config-file/,
    source: 'https://etcd.io/docs/latest/op-guide/security/',
  },
  {
    what: 'Consul has its access control off',
    images: 'consul hashicorp/consul',
    program: /consul/,
    severity: 'medium',
    guards: [{ variables: ['CONSUL_LOCAL_CONFIG'], value: /\bacl\b/ }, { words: /\bacl\b/ }],
    elsewhere: /-config-(?:file|dir)/,
    files: /^\/consul\/config/,
    source: 'https://developer.hashicorp.com/consul/docs/secure/acl',
  },
  {
    what: 'Vault runs in dev mode: unsealed, in memory, with a token that is printed',
    images: 'vault hashicorp/vault openbao/openbao',
    program: /vault|bao|server|agent|proxy/,
    severity: 'high',
    guards: [{ words: /^(?!.*(?:^| )-dev\b).*\b(?:server|agent|proxy)\b/ }],
    source: 'https://hub.docker.com/r/hashicorp/vault',
  },
  {
    what: 'Flink runs what anybody sends it',
    images: 'flink apache/flink',
    program: /jobmanager|session/,
    severity: 'high',
    guards: [
      { words: /web\.submit\.enable=false/ },
      { variables: ['FLINK_PROPERTIES'], value: /web\.submit\.enable:\s*false|rest\.authentication-enabled:\s*true/ },
    ],
    files: /^\/opt\/flink\/conf/,
    source: 'https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/security/security-ssl/',
  },
  {
    what: 'Zeppelin runs the notebooks of anybody',
    images: 'apache/zeppelin',
    program: /zeppelin/,
    severity: 'high',
    guards: [],
    files: /\/conf(?:\/|$)|shiro\.ini$/,
    source: 'https://zeppelin.apache.org/docs/latest/setup/security/shiro_authentication.html',
  },
  {
    what: 'Hasura makes everybody its administrator',
    images: 'hasura/graphql-engine',
    program: /graphql-engine/,
    severity: 'high',
    guards: [
      { variables: ['HASURA_GRAPHQL_ADMIN_SECRET', 'HASURA_GRAPHQL_ACCESS_KEY'] },
      { words: /--admin-secret[ =]\S/ },
    ],
    source: 'https://hasura.io/docs/2.0/deployment/securing-graphql-endpoint/',
  },
  {
    what: 'Qdrant asks for no key',
    images: 'qdrant/qdrant',
    program: /qdrant/,
    severity: 'medium',
    guards: [{ variables: ['QDRANT__SERVICE__API_KEY'] }],
    elsewhere: /--config-path/,
    files: /^\/qdrant\/config/,
    source: 'https://qdrant.tech/documentation/guides/security/',
  },
  {
    what: 'Meilisearch asks for no key',
    images: 'getmeili/meilisearch',
    program: /meilisearch/,
    severity: 'medium',
    guards: [{ variables: ['MEILI_MASTER_KEY'] }, { words: /--master-key[ =]\S/ }],
    elsewhere: /--config-file-path/,
    source: 'https://www.meilisearch.com/docs/learn/security/basic_security',
  },
  {
    what: 'the registry lets anybody push',
    images: 'registry distribution/distribution',
    program: /registry|serve/,
    severity: 'medium',
    guards: [{ variables: ['REGISTRY_AUTH', 'REGISTRY_AUTH_HTPASSWD_PATH', 'REGISTRY_AUTH_TOKEN_REALM'] }],
    elsewhere: /\.ya?ml(?: |$)/,
    files: /^\/etc\/(?:docker\/registry|distribution)/,
    source: 'https://distribution.github.io/distribution/about/deploying/',
  },
  {
    what: 'Mosquitto before version 2 lets anybody in',
    images: 'eclipse-mosquitto',
    program: /mosquitto/,
    severity: 'medium',
    guards: [],
    elsewhere: /(?:^| )-c /,
    files: /^\/mosquitto(?:\/config|$)/,
    safeSince: [2, 0],
    source: 'https://mosquitto.org/documentation/migrating-to-2-0/',
  },
  {
    what: `Prometheus ${nobodyAsked}`,
    images: 'prom/prometheus prometheus/prometheus',
    program: /prometheus/,
    severity: 'low',
    guards: [],
    // The file may hold a login or only a certificate.
    elsewhere: /--web\.config\.file/,
    source: 'https://prometheus.io/docs/operating/security/',
  },
  {
    what: `Alertmanager ${nobodyAsked}`,
    images: 'prom/alertmanager prometheus/alertmanager',
    program: /alertmanager/,
    severity: 'low',
    guards: [],
    elsewhere: /--web\.config\.file/,
    source: 'https://prometheus.io/docs/alerting/latest/https/',
  },
  {
    what: `Kafka UI ${nobodyAsked}`,
    images: 'provectuslabs/kafka-ui kafbat/kafka-ui',
    program: /kafka-ui|java/,
    severity: 'medium',
    guards: [{ variables: ['AUTH_TYPE'], value: /^(?!disabled$)./i }],
    elsewhere: /config/,
    files: /config|\.ya?ml$/,
    source: 'https://ui.docs.kafbat.io/configuration/authentication',
  },
  {
    what: `Redis Commander ${nobodyAsked}`,
    images: 'rediscommander/redis-commander joeferner/redis-commander',
    program: /redis-commander/,
    severity: 'medium',
    guards: [{ variables: ['HTTP_USER'] }, { words: /--http-auth-username/ }],
    files: /redis-commander\/config/,
    source: 'https://github.com/joeferner/redis-commander',
  },
  {
    what: 'Dozzle shows the logs of all containers to anybody',
    images: 'amir20/dozzle',
    program: /dozzle/,
    severity: 'medium',
    guards: [
      { variables: ['DOZZLE_AUTH_PROVIDER'], value: /^(?!none$)./i },
      { words: /--auth-provider[ =](?!none)\S/ },
    ],
    source: 'https://dozzle.dev/guide/authentication',
  },
];

/** Programs that come with a login that everybody knows. */
export const knownLogins: readonly Program[] = [
  {
    what: 'Grafana starts with the login admin/admin',
    images: 'grafana/grafana grafana/grafana-oss grafana/grafana-enterprise',
    program: /grafana|run\.sh/,
    severity: 'medium',
    guards: [
      { variables: ['GF_SECURITY_ADMIN_PASSWORD', 'GF_SECURITY_ADMIN_PASSWORD__FILE'] },
      { variables: ['GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION'], value: /^true$/i },
    ],
    elsewhere: /cfg:|--config/,
    files: /^\/etc\/grafana\/?$|grafana\.ini$/,
    source: 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/',
  },
  {
    what: 'RabbitMQ starts with the login guest/guest',
    images: 'rabbitmq',
    program: /rabbitmq-server/,
    severity: 'medium',
    guards: [{ variables: ['RABBITMQ_DEFAULT_PASS', 'RABBITMQ_DEFAULT_PASS_FILE'] }],
    files: /^\/etc\/rabbitmq/,
    source: 'https://hub.docker.com/_/rabbitmq',
  },
  {
    what: 'MinIO starts with the login minioadmin/minioadmin',
    images: 'minio/minio',
    program: /minio|server/,
    severity: 'medium',
    guards: [
      {
        variables: ['MINIO_ROOT_PASSWORD', 'MINIO_ROOT_PASSWORD_FILE', 'MINIO_SECRET_KEY', 'MINIO_SECRET_KEY_FILE'],
      },
    ],
    elsewhere: /--config/,
    files: /^\/etc\/(?:default\/minio|config\.env)/,
    source: 'https://hub.docker.com/r/minio/minio',
  },
  {
    what: 'Neo4j starts with the login neo4j/neo4j, which the first to come changes',
    images: 'neo4j',
    program: /neo4j/,
    severity: 'medium',
    guards: [{ variables: ['NEO4J_AUTH', 'NEO4J_AUTH_FILE'] }],
    files: /^\/conf(?:\/|$)/,
    source: 'https://neo4j.com/docs/operations-manual/current/docker/introduction/',
  },
  {
    what: 'OpenSearch before version 2.12 starts with the login admin/admin',
    images: 'opensearchproject/opensearch',
    program: /opensearch/,
    severity: 'medium',
    guards: [{ variables: ['DISABLE_INSTALL_DEMO_CONFIG'], value: /^true$/i }],
    files: /opensearch-security|internal_users\.yml$/,
    safeSince: [2, 12],
    source: 'https://docs.opensearch.org/latest/security/configuration/demo-configuration/',
  },
  {
    what: 'mongo-express starts with the login admin/pass',
    images: 'mongo-express',
    program: /mongo-express/,
    severity: 'medium',
    guards: [
      {
        variables: ['ME_CONFIG_BASICAUTH_PASSWORD', 'ME_CONFIG_BASICAUTH_PASSWORD_FILE'],
      },
    ],
    files: /config\.js$/,
    source: 'https://hub.docker.com/_/mongo-express',
  },
  {
    what: 'ActiveMQ starts with the login admin/admin',
    images: 'apache/activemq-classic',
    program: /activemq/,
    severity: 'medium',
    guards: [{ variables: ['ACTIVEMQ_WEB_PASSWORD'] }],
    files: /activemq\/conf/,
    source: 'https://hub.docker.com/r/apache/activemq-classic',
  },
  {
    what: 'ActiveMQ Artemis starts with the login artemis/artemis',
    images: 'apache/activemq-artemis',
    program: /artemis/,
    severity: 'medium',
    guards: [{ variables: ['ARTEMIS_PASSWORD'] }],
    files: /^\/var\/lib\/artemis-instance/,
    source: 'https://hub.docker.com/r/apache/activemq-artemis',
  },
  {
    what: 'the dashboard of EMQX starts with the login admin/public',
    images: 'emqx emqx/emqx emqx/emqx-enterprise',
    program: /emqx/,
    severity: 'medium',
    guards: [{ variables: ['EMQX_DASHBOARD__DEFAULT_PASSWORD'] }],
    files: /^\/opt\/emqx\/etc/,
    source: 'https://docs.emqx.com/en/emqx/latest/dashboard/introduction.html',
  },
];

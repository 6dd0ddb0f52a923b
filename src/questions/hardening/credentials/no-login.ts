import type { Severity } from '../../../model/severity.ts';

interface Switch {
  readonly what: string;
  readonly severity: Severity;
  readonly source: string;
}
export interface VariableSwitch extends Switch {
  /** Upper case. */
  readonly name: string;
  readonly value: RegExp;
  /** A value that is not seen, from a Secret say, opens it as well as any other. */
  readonly anyValue?: true;
}
export interface ArgumentSwitch extends Switch {
  /** Matches the words of command and arguments, joined by single blanks. */
  readonly words: RegExp;
}

const on = /^(1|true|yes|on)$/i;
const off = /^(0|false|no|off)$/i;

/** Environment variables by which common images let everybody in. */
const variableSwitches: readonly VariableSwitch[] = [
  {
    name: 'POSTGRES_HOST_AUTH_METHOD',
    value: /^trust$/i,
    what: 'PostgreSQL asks for no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/postgres',
  },
  {
    name: 'MYSQL_ALLOW_EMPTY_PASSWORD',
    value: /./,
    what: 'root of MySQL has no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/mysql',
  },
  {
    name: 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
    value: /./,
    what: 'root of MariaDB has no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/mariadb',
  },
  {
    name: 'ALLOW_EMPTY_PASSWORD',
    value: on,
    what: 'the program starts without a password',
    severity: 'high',
    source: 'https://github.com/bitnami/containers',
  },
  {
    name: 'ALLOW_ANONYMOUS_LOGIN',
    value: on,
    what: 'anybody may log in',
    severity: 'high',
    source: 'https://github.com/bitnami/containers',
  },
  {
    name: 'XPACK.SECURITY.ENABLED',
    value: off,
    what: 'Elasticsearch has its security switched off',
    severity: 'high',
    source: 'https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/security-settings',
  },
  {
    name: 'DISABLE_SECURITY_PLUGIN',
    value: on,
    what: 'OpenSearch has its security switched off',
    severity: 'high',
    source: 'https://docs.opensearch.org/latest/security/configuration/disable-enable-security/',
  },
  {
    name: 'PLUGINS.SECURITY.DISABLED',
    value: on,
    what: 'OpenSearch has its security switched off',
    severity: 'high',
    source: 'https://docs.opensearch.org/latest/security/configuration/disable-enable-security/',
  },
  {
    name: 'GF_AUTH_ANONYMOUS_ENABLED',
    value: on,
    what: 'Grafana lets anybody in',
    severity: 'high',
    source: 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/',
  },
  {
    name: 'NEO4J_AUTH',
    value: /^none$/i,
    what: 'Neo4j asks for no password',
    severity: 'high',
    source: 'https://neo4j.com/docs/operations-manual/current/docker/introduction/',
  },
  {
    name: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
    value: on,
    what: 'Weaviate lets anybody in',
    severity: 'high',
    source: 'https://docs.weaviate.io/deploy/configuration/env-vars',
  },
  {
    name: 'PGADMIN_CONFIG_SERVER_MODE',
    value: off,
    what: 'pgAdmin asks for no login',
    severity: 'high',
    source: 'https://www.pgadmin.org/docs/pgadmin4/latest/server_deployment.html',
  },
  {
    name: 'DOCKER_TLS_CERTDIR',
    value: /^$/,
    what: 'Docker in Docker listens without certificates',
    severity: 'high',
    source: 'https://hub.docker.com/_/docker',
  },
  {
    name: 'ALLOW_NONE_AUTHENTICATION',
    value: on,
    what: 'etcd asks for no password',
    severity: 'high',
    source: 'https://github.com/bitnami/containers/tree/main/bitnami/etcd',
  },
  {
    name: 'ALLOW_PLAINTEXT_LISTENER',
    value: on,
    what: 'Kafka takes connections without a login',
    severity: 'medium',
    source: 'https://github.com/bitnami/containers/tree/main/bitnami/kafka',
  },
  {
    name: 'MYSQL_ALLOW_EMPTY_ROOT_PASSWORD',
    value: /./,
    what: 'root of the database has no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/mariadb',
  },
  {
    name: 'MARIADB_ALLOW_EMPTY_PASSWORD',
    value: /./,
    what: 'root of MariaDB has no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/mariadb',
  },
  {
    name: 'XPACK_SECURITY_ENABLED',
    value: off,
    what: 'Kibana or Elasticsearch has its security switched off',
    severity: 'high',
    source: 'https://www.elastic.co/docs/reference/kibana/configuration-reference/security-settings',
  },
  {
    name: 'DISABLE_SECURITY_DASHBOARDS_PLUGIN',
    value: on,
    what: 'OpenSearch Dashboards asks for no login',
    severity: 'high',
    source: 'https://docs.opensearch.org/latest/security/configuration/disable-enable-security/',
  },
  {
    name: 'ARANGO_NO_AUTH',
    value: /./,
    what: 'ArangoDB asks for no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/arangodb',
  },
  {
    name: 'CLICKHOUSE_SKIP_USER_SETUP',
    value: on,
    what: 'ClickHouse asks for no password',
    severity: 'high',
    source: 'https://hub.docker.com/r/clickhouse/clickhouse-server',
  },
  {
    name: 'PMA_PASSWORD',
    value: /./,
    anyValue: true,
    what: 'phpMyAdmin logs everybody in as the user it is given',
    severity: 'high',
    source: 'https://hub.docker.com/_/phpmyadmin',
  },
  {
    name: 'ME_CONFIG_BASICAUTH',
    value: off,
    what: 'mongo-express asks for no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/mongo-express',
  },
  {
    name: 'ME_CONFIG_BASICAUTH_ENABLED',
    value: off,
    what: 'mongo-express asks for no password',
    severity: 'high',
    source: 'https://hub.docker.com/_/mongo-express',
  },
  {
    name: 'JAVA_OPTS',
    value: /-Djenkins\.install\.runSetupWizard=false\b/,
    what: 'Jenkins starts without its setup, which makes the first login',
    severity: 'medium',
    source: 'https://github.com/jenkinsci/docker',
  },
  {
    name: 'JENKINS_JAVA_OPTS',
    value: /-Djenkins\.install\.runSetupWizard=false\b/,
    what: 'Jenkins starts without its setup, which makes the first login',
    severity: 'medium',
    source: 'https://github.com/jenkinsci/docker',
  },
  {
    name: 'AIRFLOW__API__AUTH_BACKENDS',
    value: /\bauth\.backend\.default\b/,
    what: 'the API of Airflow asks for no login',
    severity: 'high',
    source: 'https://airflow.apache.org/docs/apache-airflow-providers-fab/stable/auth-manager/api-authentication.html',
  },
  {
    name: 'AIRFLOW__API__AUTH_BACKEND',
    value: /\bauth\.backend\.default\b/,
    what: 'the API of Airflow asks for no login',
    severity: 'high',
    source: 'https://airflow.apache.org/docs/apache-airflow-providers-fab/stable/auth-manager/api-authentication.html',
  },
  {
    name: 'AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS',
    value: on,
    what: 'Airflow makes everybody its administrator',
    severity: 'high',
    source: 'https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/auth-manager/simple/index.html',
  },
  {
    name: 'SURREAL_UNAUTHENTICATED',
    value: on,
    what: 'SurrealDB asks for no password',
    severity: 'high',
    source: 'https://surrealdb.com/docs/surrealdb/cli/start',
  },
  {
    name: 'ETCD_CLIENT_CERT_AUTH',
    value: off,
    what: 'etcd takes requests of clients without a certificate',
    severity: 'high',
    source: 'https://etcd.io/docs/latest/op-guide/security/',
  },
];

/** Arguments by which common programs let everybody in. */
export const argumentSwitches: readonly ArgumentSwitch[] = [
  {
    words: /(^| )--anonymous-auth=true( |$)/i,
    what: 'requests without a name are let in',
    severity: 'high',
    source: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
  },
  {
    words: /(^| )--authorization-mode=(\S*,)?AlwaysAllow(,|\s|$)/i,
    what: 'every request is allowed',
    severity: 'critical',
    source: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/',
  },
  {
    words: /(^| )--enable-skip-login(=true)?( |$)/i,
    what: 'the Kubernetes dashboard can be used without a login',
    severity: 'high',
    source: 'https://github.com/kubernetes/dashboard/blob/v2.7.0/docs/common/dashboard-arguments.md',
  },
  {
    words: /(^| )--protected-mode no( |$)(?!.*--requirepass)/i,
    what: 'Redis answers anybody without a password',
    severity: 'high',
    source: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/',
  },
  {
    words: /(^| )--(?:NotebookApp|ServerApp|IdentityProvider)\.token=(''|""|)( |$)/,
    what: 'Jupyter asks for no token',
    severity: 'high',
    source: 'https://jupyter-server.readthedocs.io/en/latest/operators/security.html',
  },
  {
    words: /(^| )--noauth( |$)/,
    what: 'the program (MongoDB, File Browser) asks for no password',
    severity: 'high',
    source: 'https://www.mongodb.com/docs/manual/reference/program/mongod/',
  },
  {
    words: /(^| )--skip-grant-tables(=1|=on)?( |$)/i,
    what: 'MySQL lets everybody do everything',
    severity: 'critical',
    source: 'https://dev.mysql.com/doc/refman/8.4/en/server-options.html',
  },
  {
    words: /(^| )--api\.insecure(=true)?( |$)/i,
    what: 'the API of Traefik is open',
    severity: 'high',
    source: 'https://doc.traefik.io/traefik/operations/api/',
  },
  {
    words: /\bcockroach\b.* --insecure( |$)/,
    what: 'CockroachDB asks for no password',
    severity: 'high',
    source: 'https://www.cockroachlabs.com/docs/stable/cockroach-start',
  },
  {
    words: /(^| )--auth[= ]none( |$)/,
    what: 'the program asks for no password',
    severity: 'high',
    source: 'https://coder.com/docs/code-server/guide',
  },
  {
    words: /\bargocd-server\b.* --disable-auth(=true)?( |$)/,
    what: 'Argo CD asks for no login',
    severity: 'critical',
    source: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/server-commands/argocd-server/',
  },
  {
    words: /(^| )--auth-mode[= ]server( |$)/,
    what: 'Argo Workflows acts for everybody with its own rights',
    severity: 'high',
    source: 'https://argo-workflows.readthedocs.io/en/latest/argo-server-auth-mode/',
  },
  {
    words: /\bvault\b.* -dev( |$)/,
    what: 'Vault runs in dev mode, with a token that is printed',
    severity: 'high',
    source: 'https://developer.hashicorp.com/vault/docs/concepts/dev-server',
  },
  {
    words: /\bconsul\b.* -dev( |$)/,
    what: 'Consul runs in dev mode, without access control',
    severity: 'high',
    source: 'https://developer.hashicorp.com/consul/docs/reference/cli/agent',
  },
  {
    words: /\bdockerd\b(?!.*--tlsverify)(?=.* (?:-H|--host)[= ]?tcp:\/\/(?!127\.|localhost))/,
    what: 'the Docker engine takes orders from anybody',
    severity: 'critical',
    source: 'https://docs.docker.com/engine/security/protect-access/',
  },
  {
    words: /(^| )--unauthenticated( |$)/,
    what: 'SurrealDB asks for no password',
    severity: 'high',
    source: 'https://surrealdb.com/docs/surrealdb/cli/start',
  },
  {
    words: /(^| )--without-auth( |$)/,
    what: 'InfluxDB asks for no token',
    severity: 'high',
    source: 'https://docs.influxdata.com/influxdb3/core/reference/cli/influxdb3/serve/',
  },
  {
    words: /-Djenkins\.install\.runSetupWizard=false\b/,
    what: 'Jenkins starts without its setup, which makes the first login',
    severity: 'medium',
    source: 'https://github.com/jenkinsci/docker',
  },
  {
    words: /(^| )--client-cert-auth=false( |$)/,
    what: 'etcd takes requests of clients without a certificate',
    severity: 'high',
    source: 'https://etcd.io/docs/latest/op-guide/security/',
  },
];

/** The variables above by name; several checks of thousands of containers ask. */
export const variableSwitchesByName: ReadonlyMap<string, VariableSwitch> = new Map(
  variableSwitches.map((one) => [one.name, one]),
);

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
}
export interface ArgumentSwitch extends Switch {
  /** Matches the words of command and arguments, joined by single blanks. */
  readonly words: RegExp;
}

const on = /^(1|true|yes|on)$/i;
const off = /^(0|false|no|off)$/i;

/** Environment variables by which common images let everybody in. */
export const variableSwitches: readonly VariableSwitch[] = [
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
    what: 'MongoDB asks for no password',
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
];

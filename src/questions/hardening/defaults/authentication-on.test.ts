import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { authenticationOn } from './authentication-on.ts';

const variable = (name: string, value?: string, from: string | null = null): Fact<Workload>[] =>
  containers({ environment: [{ name, value: seen(value, here), from }] });

checkTable(authenticationOn, [
  { name: 'none', facts: containers({}), verdicts: ['pass'] },
  { name: 'trust', facts: variable('POSTGRES_HOST_AUTH_METHOD', 'trust'), verdicts: ['fail'], saw: /PostgreSQL/ },
  { name: 'another method', facts: variable('POSTGRES_HOST_AUTH_METHOD', 'scram-sha-256'), verdicts: ['pass'] },
  {
    name: 'security off',
    facts: variable('xpack.security.enabled', 'false'),
    verdicts: ['fail'],
    saw: /Elasticsearch/,
  },
  { name: 'security on', facts: variable('xpack.security.enabled', 'true'), verdicts: ['pass'] },
  {
    name: 'redis',
    facts: containers({ arguments: ['redis-server', '--protected-mode', 'no'] }),
    verdicts: ['fail'],
    saw: /Redis/,
  },
  {
    name: 'redis with a password',
    facts: containers({ arguments: ['redis-server', '--protected-mode', 'no', '--requirepass', '$P'] }),
    verdicts: ['pass'],
  },
  { name: 'kubelet', facts: containers({ command: ['kubelet', '--anonymous-auth=true'] }), verdicts: ['fail'] },
  {
    name: 'API server',
    facts: containers({ command: ['kube-apiserver', '--authorization-mode=AlwaysAllow'] }),
    verdicts: ['fail'],
  },
  {
    name: 'API server as it should be',
    facts: containers({ command: ['kube-apiserver', '--authorization-mode=Node,RBAC'] }),
    verdicts: ['pass'],
  },
  {
    name: 'phpMyAdmin with a password from a Secret',
    facts: variable('PMA_PASSWORD', undefined, 'secret'),
    verdicts: ['fail'],
    saw: /everybody/,
  },
  { name: 'another from a Secret', facts: variable('NEO4J_AUTH', undefined, 'secret'), verdicts: ['pass'] },
  { name: 'ALLOW_NONE_AUTHENTICATION yes', facts: variable('ALLOW_NONE_AUTHENTICATION', 'yes'), verdicts: ['fail'] },
  { name: 'ALLOW_PLAINTEXT_LISTENER no', facts: variable('ALLOW_PLAINTEXT_LISTENER', 'no'), verdicts: ['pass'] },
  { name: 'MYSQL_ALLOW_EMPTY_PASSWORD 1', facts: variable('MYSQL_ALLOW_EMPTY_PASSWORD', '1'), verdicts: ['fail'] },
  { name: 'XPACK_SECURITY_ENABLED false', facts: variable('XPACK_SECURITY_ENABLED', 'false'), verdicts: ['fail'] },
  { name: 'ARANGO_NO_AUTH 1', facts: variable('ARANGO_NO_AUTH', '1'), verdicts: ['fail'] },
  { name: 'CLICKHOUSE_SKIP_USER_SETUP 1', facts: variable('CLICKHOUSE_SKIP_USER_SETUP', '1'), verdicts: ['fail'] },
  { name: 'ME_CONFIG_BASICAUTH false', facts: variable('ME_CONFIG_BASICAUTH', 'false'), verdicts: ['fail'] },
  {
    name: 'JAVA_OPTS -Xmx1g -Djenkins.install.runSetupWizard=false',
    facts: variable('JAVA_OPTS', '-Xmx1g -Djenkins.install.runSetupWizard=false'),
    verdicts: ['fail'],
  },
  { name: 'JAVA_OPTS -Xmx1g', facts: variable('JAVA_OPTS', '-Xmx1g'), verdicts: ['pass'] },
  {
    name: 'AIRFLOW__API__AUTH_BACKENDS airflow.api.auth.backend.default',
    facts: variable('AIRFLOW__API__AUTH_BACKENDS', 'airflow.api.auth.backend.default'),
    verdicts: ['fail'],
  },
  {
    name: 'AIRFLOW__API__AUTH_BACKENDS airflow.api.auth.backend.session',
    facts: variable('AIRFLOW__API__AUTH_BACKENDS', 'airflow.api.auth.backend.session'),
    verdicts: ['pass'],
  },
  { name: 'GF_AUTH_ANONYMOUS_ENABLED true', facts: variable('GF_AUTH_ANONYMOUS_ENABLED', 'true'), verdicts: ['fail'] },
  {
    name: 'PGADMIN_CONFIG_SERVER_MODE False',
    facts: variable('PGADMIN_CONFIG_SERVER_MODE', 'False'),
    verdicts: ['fail'],
  },
  {
    name: 'argocd-server --disable-auth',
    facts: containers({ arguments: 'argocd-server --disable-auth'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'argocd-server --insecure',
    facts: containers({ arguments: 'argocd-server --insecure'.split(' ') }),
    verdicts: ['pass'],
  },
  {
    name: 'server --auth-mode=server',
    facts: containers({ arguments: 'server --auth-mode=server'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'server --auth-mode=client',
    facts: containers({ arguments: 'server --auth-mode=client'.split(' ') }),
    verdicts: ['pass'],
  },
  { name: 'vault server -dev', facts: containers({ arguments: 'vault server -dev'.split(' ') }), verdicts: ['fail'] },
  { name: 'consul agent -dev', facts: containers({ arguments: 'consul agent -dev'.split(' ') }), verdicts: ['fail'] },
  {
    name: 'dockerd -H tcp://0.0.0.0:2375',
    facts: containers({ arguments: 'dockerd -H tcp://0.0.0.0:2375'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'dockerd -H tcp://0.0.0.0:2376 --tlsverify',
    facts: containers({ arguments: 'dockerd -H tcp://0.0.0.0:2376 --tlsverify'.split(' ') }),
    verdicts: ['pass'],
  },
  {
    name: 'dockerd -H tcp://127.0.0.1:2375',
    facts: containers({ arguments: 'dockerd -H tcp://127.0.0.1:2375'.split(' ') }),
    verdicts: ['pass'],
  },
  {
    name: '--api.insecure=true',
    facts: containers({ arguments: '--api.insecure=true'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'code-server --auth none',
    facts: containers({ arguments: 'code-server --auth none'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'jupyter lab --ServerApp.token=',
    facts: containers({ arguments: 'jupyter lab --ServerApp.token='.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: '--enable-skip-login',
    facts: containers({ arguments: '--enable-skip-login'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'etcd --client-cert-auth=false',
    facts: containers({ arguments: 'etcd --client-cert-auth=false'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'surreal start --unauthenticated',
    facts: containers({ arguments: 'surreal start --unauthenticated'.split(' ') }),
    verdicts: ['fail'],
  },
  {
    name: 'influxdb3 serve --without-auth',
    facts: containers({ arguments: 'influxdb3 serve --without-auth'.split(' ') }),
    verdicts: ['fail'],
  },
  { name: 'not resolved', facts: variable('NEO4J_AUTH'), verdicts: ['unknown'] },
]);

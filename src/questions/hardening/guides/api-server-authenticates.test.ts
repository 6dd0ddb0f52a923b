import { file, pod, process, silentPod, unit } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { apiServerAuthenticates } from './api-server-authenticates.ts';

const good = [
  '--anonymous-auth=false',
  '--client-ca-file=/pki/ca.crt',
  '--service-account-key-file=/pki/sa.pub',
  '--service-account-extend-token-expiration=false',
];
const without = (index: number, ...more: string[]): string[] => [...good.filter((_, at) => at !== index), ...more];
const all = ['pass', 'pass', 'pass', 'pass', 'pass', 'pass'] as const;
const on = (path: string, ...more: string[]) => [
  process('/usr/bin/kube-apiserver', ...without(0, `--authentication-config=${path}`, ...more)),
];
const authentication = (anonymous: string) =>
  file(
    'kubernetes-authentication',
    '/etc/a.yaml',
    `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n${anonymous}\n`,
  );

checkTable(apiServerAuthenticates, [
  { name: 'all', facts: pod('kube-apiserver', ...good), verdicts: [...all] },
  {
    name: 'nothing',
    facts: pod('kube-apiserver'),
    verdicts: ['fail', 'pass', 'pass', 'fail', 'fail', 'fail'],
    saw: /without credentials/,
  },
  {
    name: 'the last of two counts',
    facts: pod('kube-apiserver', ...good, '--anonymous-auth'),
    verdicts: ['fail', ...all.slice(1)],
  },
  {
    name: 'no switch',
    facts: pod('kube-apiserver', ...without(0, '--anonymous-auth=no')),
    verdicts: ['unknown', ...all.slice(1)],
    saw: /neither true nor false/,
  },
  {
    name: 'static tokens',
    facts: pod('kube-apiserver', ...good, '--token-auth-file=/t.csv'),
    verdicts: ['pass', 'fail', ...all.slice(2)],
    saw: /t\.csv/,
  },
  {
    name: 'no lookup',
    facts: pod('kube-apiserver', ...good, '--service-account-lookup=false'),
    verdicts: ['pass', 'pass', 'fail', ...all.slice(3)],
  },
  {
    name: 'the key of TLS',
    facts: pod(
      'kube-apiserver',
      ...without(2, '--service-account-key-file=/pki/tls.key', '--tls-private-key-file=/pki/tls.key'),
    ),
    verdicts: ['pass', 'pass', 'pass', 'fail', 'pass', 'pass'],
  },
  {
    name: 'another program signs',
    facts: pod('kube-apiserver', ...without(2, '--service-account-signing-endpoint=/run/s.sock')),
    verdicts: [...all],
  },
  {
    name: 'a file for anonymous requests',
    facts: [...on('/etc/a.yaml'), authentication('anonymous: { enabled: false }')],
    verdicts: [...all],
  },
  {
    name: 'anonymous requests to some paths',
    facts: [...on('/etc/a.yaml'), authentication('anonymous: { enabled: true, conditions: [{ path: /livez }] }')],
    verdicts: ['fail', ...all.slice(1)],
    saw: /for \/livez/,
  },
  {
    name: 'a file that says nothing of it',
    facts: [...on('/etc/a.yaml'), authentication('jwt: []')],
    verdicts: ['fail', ...all.slice(1)],
  },
  {
    name: 'a file that was not read',
    facts: on('/etc/other.yaml'),
    verdicts: ['unknown', ...all.slice(1)],
    saw: /was not read/,
  },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
  {
    name: 'started by a shell',
    facts: [...silentPod('kube-apiserver'), unit('kube-apiserver.service', null)],
    verdicts: ['unknown', 'unknown'],
  },
  { name: 'another program', facts: pod('nginx', '--anonymous-auth=true'), verdicts: [] },
]);

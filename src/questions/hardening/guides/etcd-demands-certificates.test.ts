import { here, pod, process, silentPod, unit } from '../../../../test/checks/node.ts';
import { checkTable, containers } from '../../../../test/checks/table.ts';
import { seen } from '../../../model/seen.ts';
import { etcdDemandsCertificates } from './etcd-demands-certificates.ts';

const good = [
  '--cert-file=/s.crt',
  '--key-file=/s.key',
  '--client-cert-auth',
  '--peer-cert-file=/p.crt',
  '--peer-key-file=/p.key',
  '--peer-client-cert-auth=true',
];
const all = ['pass', 'pass', 'pass', 'pass', 'pass', 'pass'] as const;
const variable = (name: string, value: string) => ({ name, value: seen(value, here), from: null });
const environment = [
  variable('ETCD_CERT_FILE', '/s.crt'),
  variable('ETCD_KEY_FILE', '/s.key'),
  variable('ETCD_CLIENT_CERT_AUTH', 'true'),
  variable('ETCD_PEER_CERT_FILE', '/p.crt'),
  variable('ETCD_PEER_KEY_FILE', '/p.key'),
  variable('ETCD_PEER_CLIENT_CERT_AUTH', 'true'),
];

const own = ['--listen-peer-urls=http://a', '--listen-client-urls=http://b', '--data-dir=/d'];
const withVariables = (variables: Record<string, string>, ...command: string[]) => {
  const one = process(...command);
  return { ...one, value: { ...one.value, environment: variables } };
};
const withEnvironment = (one: ReturnType<typeof unit>) => {
  const settings = { 'Service.EnvironmentFile': [{ value: '-/etc/default/etcd', at: here }] };
  return { ...one, value: { ...one.value, settings } };
};

checkTable(etcdDemandsCertificates, [
  { name: 'all', facts: pod('etcd', ...good), verdicts: [...all] },
  { name: 'one dash', facts: pod('etcd', ...good.map((word) => word.slice(1))), verdicts: [...all] },
  { name: 'nothing', facts: pod('etcd', '--data-dir=/d'), verdicts: ['fail', 'fail', 'pass', 'fail', 'fail', 'pass'] },
  {
    name: 'of its own',
    facts: pod('etcd', ...good, '--auto-tls', '--peer-auto-tls=true'),
    verdicts: ['pass', 'pass', 'fail', 'pass', 'pass', 'fail'],
    saw: /auto-tls/,
  },
  // The first word that is no flag ends them.
  {
    name: 'flags after a word',
    facts: pod('etcd', ...good.slice(0, 2), 'stray', ...good.slice(2)),
    verdicts: ['pass', 'fail', 'pass', 'fail', 'fail', 'pass'],
  },
  {
    name: 'by variables',
    facts: containers({ name: 'etcd', image: 'etcd', command: ['etcd'], environment }),
    verdicts: [...all],
  },
  {
    name: 'a flag over a variable',
    facts: containers({ name: 'etcd', image: 'etcd', command: ['etcd', '--client-cert-auth=false'], environment }),
    verdicts: ['pass', 'fail', ...all.slice(2)],
  },
  {
    name: 'by a file',
    facts: pod('etcd', ...good, '--config-file=/etc/etcd.yaml'),
    verdicts: ['unknown'],
    saw: /by a file/,
  },
  {
    name: 'a build of its own, with its variables',
    facts: [withVariables({ ETCD_AUTO_TLS: 'true' }, '/opt/server', ...own)],
    verdicts: ['fail', 'fail', 'fail', 'fail', 'fail', 'pass'],
  },
  {
    name: 'a process whose variables were not seen',
    facts: [process('/opt/server', ...own, '--auto-tls=false')],
    verdicts: ['unknown', 'unknown', 'pass', 'unknown', 'unknown', 'unknown'],
    saw: /variables/,
  },
  {
    name: 'a unit with variables',
    facts: [withEnvironment(unit('etcd.service', ['/usr/bin/etcd', ...good]))],
    verdicts: ['pass', 'pass', 'unknown', 'pass', 'pass', 'unknown'],
  },
  { name: 'a unit without', facts: [unit('etcd.service', ['/usr/bin/etcd', ...good])], verdicts: [...all] },
  { name: 'arguments not said', facts: silentPod('etcd'), verdicts: ['unknown'] },
]);

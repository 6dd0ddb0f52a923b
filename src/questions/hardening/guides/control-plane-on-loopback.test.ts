import { file, pod, process, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { controlPlaneOnLoopback } from './control-plane-on-loopback.ts';

const proxy = (text: string) => file('kube-proxy', '/p.yaml', `kind: KubeProxyConfiguration\n${text}`);

checkTable(controlPlaneOnLoopback, [
  {
    name: 'loopback',
    facts: [
      ...pod('kube-controller-manager', '--bind-address=127.0.0.1'),
      ...pod('kube-scheduler', '--bind-address=::1'),
    ],
    verdicts: ['pass', 'pass'],
  },
  { name: 'by default', facts: pod('kube-scheduler'), verdicts: ['fail'], saw: /0\.0\.0\.0/ },
  { name: 'looks like it', facts: pod('kube-scheduler', '--bind-address=127.0.0.1.example'), verdicts: ['fail'] },
  { name: 'proxy by default', facts: [proxy('')], verdicts: ['pass'] },
  { name: 'proxy on every address', facts: [proxy('metricsBindAddress: 0.0.0.0:10249')], verdicts: ['fail'] },
  { name: 'proxy in IPv6', facts: [proxy('metricsBindAddress: "[::1]:10249"')], verdicts: ['pass'] },
  { name: 'proxy of another type', facts: [proxy('metricsBindAddress: 10249')], verdicts: ['unknown'] },
  {
    name: 'proxy by flags',
    facts: [process('kube-proxy', '--metrics-bind-address=10.0.0.1:10249')],
    verdicts: ['fail'],
  },
  { name: 'proxy whose file was not read', facts: [process('kube-proxy', '--config=/q.yaml')], verdicts: ['unknown'] },
  { name: 'arguments not said', facts: silentPod('kube-scheduler'), verdicts: ['unknown'] },
]);

import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { engineFact, processes } from '../../../../test/checks/engine.ts';
import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { containerLogsLeaveHost } from './container-logs-leave-host.ts';

const service = (driver: string, options: Record<string, string> = {}): Fact<Workload>[] => [
  workloadFact({ orchestrator: 'docker', containers: [container({ logging: { driver, options } })] }, 'running'),
];
const collector = (volume: string): Fact<Workload> =>
  workloadFact(
    {
      orchestrator: 'docker',
      name: 'shipper',
      containers: [
        container({
          image: 'fluent/fluent-bit:4.0',
          mounts: [
            {
              volume,
              target: '/logs',
              readOnly: seen(true, here),
              propagation: seen<string>(undefined, here),
              at: here,
            },
          ],
        }),
      ],
    },
    'running',
  );

checkTable(
  containerLogsLeaveHost,
  [
    {
      name: 'fluentd of another host',
      facts: service('fluentd', { 'fluentd-address': 'logs.example:24224' }),
      verdicts: ['pass'],
    },
    { name: 'fluentd of the host itself', facts: service('fluentd'), verdicts: ['unknown'] },
    {
      name: 'fluentd by a socket',
      facts: service('fluentd', { 'fluentd-address': 'unix:///run/fluentd.sock' }),
      verdicts: ['unknown'],
    },
    {
      name: 'gelf to the host itself',
      facts: service('gelf', { 'gelf-address': 'udp://127.0.0.1:12201' }),
      verdicts: ['unknown'],
    },
    {
      name: 'syslog to a name that begins like one of the host',
      facts: service('syslog', { 'syslog-address': 'udp://logs.example:514' }),
      verdicts: ['pass'],
    },
    { name: 'the plugin of Loki', facts: service('grafana/loki-docker-driver:3.0'), verdicts: ['pass'] },
    {
      name: 'syslog to another host',
      facts: service('syslog', { 'syslog-address': 'tcp+tls://logs.example:6514' }),
      verdicts: ['pass'],
    },
    {
      name: 'files that a collector reads',
      facts: [...service('json-file'), collector('/var/lib/docker/containers')],
      verdicts: ['pass'],
    },
    {
      name: 'a collector that does not see them',
      facts: [...service('json-file'), collector('/var/log/nginx')],
      verdicts: ['unknown'],
    },
    {
      name: 'a collector on the host',
      facts: [...service('json-file'), ...processes('systemd', 'dockerd', 'vector')],
      verdicts: ['unknown'],
      saw: /Vector/,
    },
    {
      name: 'no collector on a host seen in full',
      facts: [...service('json-file'), ...processes('systemd', 'dockerd')],
      verdicts: ['unknown'],
      saw: /no collector that Plimsoll knows/,
    },
    { name: 'the host not seen', facts: service('json-file'), verdicts: ['unknown'] },
    { name: 'the journal', facts: [...service('journald'), ...processes('systemd', 'dockerd')], verdicts: ['unknown'] },
    { name: 'syslog of the host itself', facts: service('syslog'), verdicts: ['unknown'] },
    { name: 'an engine that sends by default', facts: [engineFact({ loggingDriver: 'gelf' })], verdicts: ['pass'] },
    { name: 'an engine that keeps by default', facts: [engineFact({ loggingDriver: 'local' })], verdicts: ['unknown'] },
    { name: 'none', facts: service('none'), verdicts: [] },
    { name: 'daemon.json that sends', facts: configured('docker-daemon', '{log-driver: splunk}'), verdicts: ['pass'] },
    {
      name: 'daemon.json that says nothing',
      facts: configured('docker-daemon', '{debug: false}'),
      verdicts: ['unknown'],
    },
  ],
  { never: ['fail'], because: 'a collector that is not known, or not seen, may read the log files' },
);

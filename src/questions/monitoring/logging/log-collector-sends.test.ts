import { daemonSet } from '../../../../test/checks/daemon-set.ts';
import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { logCollectorSends } from './log-collector-sends.ts';

const fluentBit = daemonSet({ image: 'fluent/fluent-bit:4.0' });
const outputs = (text: string): ReturnType<typeof configured> =>
  configured('fluent-bit', `{pipeline: {inputs: [], outputs: ${text}}}`);

checkTable(logCollectorSends, [
  { name: 'to Loki', facts: [fluentBit, ...outputs('[{name: stdout}, {name: loki}]')], verdicts: ['pass'] },
  {
    name: 'to its own output only',
    facts: [fluentBit, ...outputs('[{name: stdout}, {name: "null"}]')],
    verdicts: ['fail'],
    saw: /no output/,
  },
  { name: 'nowhere', facts: outputs('[]'), verdicts: ['fail'] },
  { name: 'an output without a name', facts: outputs('[{match: "*"}]'), verdicts: ['unknown'] },
  { name: 'an output by a variable', facts: outputs('[{name: "${OUTPUT}"}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: outputs('{name: loki}'), verdicts: ['unknown'] },
  {
    name: 'other files',
    facts: configured('fluent-bit', '{includes: [out.yaml], pipeline: {inputs: []}}'),
    verdicts: ['unknown'],
  },
  { name: 'its configuration was not read', facts: [fluentBit], verdicts: ['unknown'], saw: /where Fluent Bit sends/ },
  {
    name: 'that of another collector is not read',
    facts: [daemonSet({ image: 'grafana/promtail:3.0' }), ...outputs('[{name: loki}]')],
    verdicts: ['unknown', 'pass'],
  },
  { name: 'no collector', facts: [workloadFact({})], verdicts: [] },
]);

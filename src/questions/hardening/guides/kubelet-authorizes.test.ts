import { file, process, unit } from '../../../../test/checks/node.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { configuration } from '../../../facts/configuration.ts';
import { fact } from '../../../model/fact.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { kubeletAuthorizes } from './kubelet-authorizes.ts';

const text = (more: string): string =>
  `kind: KubeletConfiguration\nauthentication: { x509: { clientCAFile: /ca.crt } }\n${more}`;
const all = ['pass', 'pass', 'pass', 'pass'] as const;
const nodes = (...names: string[]) =>
  names.flatMap((name) => objects(`apiVersion: v1\nkind: Node\nmetadata: { name: ${name} }`, 'admitted'));
const configured = (...flags: string[]) => process('/usr/bin/kubelet', '--config=/k.yaml', ...flags);

checkTable(kubeletAuthorizes, [
  { name: 'a file alone, by its defaults', facts: [file('kubelet', '/k.yaml', text(''))], verdicts: [...all] },
  {
    name: 'the file of a kubelet, told once',
    facts: [configured(), file('kubelet', '/k.yaml', text(''))],
    verdicts: [...all],
  },
  // Without a file the old defaults of the flags hold, which are open.
  {
    name: 'no file',
    facts: [process('kubelet')],
    verdicts: ['fail', 'fail', 'fail', 'fail'],
    saw: /without credentials/,
  },
  {
    name: 'flags over the file',
    facts: [configured('--anonymous-auth', '--read-only-port=10255'), file('kubelet', '/k.yaml', text(''))],
    verdicts: ['fail', 'pass', 'pass', 'fail'],
  },
  {
    name: 'a file that says it',
    facts: [
      configured(),
      file('kubelet', '/k.yaml', text('authorization: { mode: AlwaysAllow }\nreadOnlyPort: 10255')),
    ],
    verdicts: ['pass', 'fail', 'pass', 'fail'],
    saw: /AlwaysAllow/,
  },
  {
    name: 'drop-ins over the file',
    facts: [
      configured('--config-dir=/k.d'),
      file('kubelet', '/k.yaml', text('readOnlyPort: 10255')),
      file('kubelet', '/k.d/10.conf', 'readOnlyPort: 1'),
      file('kubelet', '/k.d/20.conf', 'readOnlyPort: 0'),
    ],
    verdicts: [...all],
  },
  {
    name: 'a file that was not read',
    facts: [configured('--read-only-port=0')],
    verdicts: ['unknown', 'unknown', 'unknown', 'pass'],
    saw: /was not read/,
  },
  {
    name: 'a unit',
    facts: [unit('kubelet.service', ['kubelet', '--config=/k.yaml']), file('kubelet', '/k.yaml', text(''))],
    verdicts: [...all],
  },
  {
    name: 'a unit whose command is not known',
    facts: [unit('kubelet.service', null)],
    verdicts: ['unknown', 'unknown', 'unknown', 'unknown'],
  },
  {
    name: 'one host of three nodes, of which one answered',
    facts: [
      process('kubelet', '--config=/k.yaml'),
      file('kubelet', '/k.yaml', text('')),
      fact(
        configuration,
        { subject: { source: 'kubernetes', kind: 'Node', name: 'b' }, stage: 'running' },
        file('kubelet', '/other.yaml', text('')).value,
        { source: 'kubernetes' },
      ),
      ...nodes('a', 'b', 'c'),
    ],
    verdicts: [...all, ...all, 'unknown'],
    saw: /2 nodes whose kubelet was not asked, 1 /,
  },
  {
    name: 'the host that is the one node',
    facts: [process('kubelet', '--config=/k.yaml'), file('kubelet', '/k.yaml', text('')), ...nodes('a')],
    verdicts: [...all],
  },
  { name: 'nodes alone', facts: nodes('a', 'b'), verdicts: [] },
  {
    name: 'a wrong type',
    facts: [file('kubelet', '/k.yaml', text('readOnlyPort: "0"'))],
    verdicts: ['pass', 'pass', 'pass', 'unknown'],
  },
  {
    name: 'a word for the port',
    facts: [configured('--read-only-port=none'), file('kubelet', '/k.yaml', text(''))],
    verdicts: ['pass', 'pass', 'pass', 'unknown'],
  },
]);

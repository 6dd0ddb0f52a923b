import { checkTable } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { falcoLoadsRules } from './falco-loads-rules.ts';

checkTable(falcoLoadsRules, [
  {
    name: 'named',
    facts: configured('falco', '{rules_files: [/etc/falco/falco_rules.yaml], engine: {}}'),
    verdicts: ['pass'],
  },
  {
    name: 'named the old way',
    facts: configured('falco', '{rules_file: /etc/falco/falco_rules.yaml}'),
    verdicts: ['pass'],
  },
  {
    name: 'none',
    facts: configured('falco', '{rules_files: [], engine: {}}'),
    verdicts: ['fail'],
    saw: /detects nothing/,
  },
  { name: 'null', facts: configured('falco', '{rules_files: null}'), verdicts: ['fail'] },
  { name: 'not said', facts: configured('falco', '{engine: {}}'), verdicts: ['unknown'] },
  { name: 'no list', facts: configured('falco', '{rules_files: {a: b}}'), verdicts: ['unknown'] },
  { name: 'another program', facts: configured('loki', '{rules_files: []}'), verdicts: [] },
]);

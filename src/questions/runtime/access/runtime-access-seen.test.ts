import { engineFact } from '../../../../test/checks/engine.ts';
import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { runtimeAccessSeen } from './runtime-access-seen.ts';

const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\n';
const compose = workloadFact({ orchestrator: 'compose' });

checkTable(
  runtimeAccessSeen,
  [
    { name: 'Compose files alone', facts: [compose, compose], verdicts: ['unknown'], saw: /engine/ },
    { name: 'with the engine', facts: [compose, engineFact({})], verdicts: [] },
    { name: 'Pods, once for all', facts: [workloadFact({}), workloadFact({})], verdicts: ['unknown'], saw: /cluster/ },
    { name: 'an engine is no cluster', facts: [workloadFact({}), engineFact({})], verdicts: ['unknown'] },
    { name: 'Roles alone', facts: objects(role), verdicts: ['unknown'], saw: /bindings/ },
    { name: 'both', facts: [compose, workloadFact({})], verdicts: ['unknown', 'unknown'] },
    { name: 'neither', facts: [], verdicts: [] },
  ],
  { never: ['pass', 'fail'], because: 'it speaks only of what was not seen' },
);

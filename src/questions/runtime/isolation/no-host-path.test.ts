import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { noHostPath } from './no-host-path.ts';

const hostPath = (path: string | undefined, readOnly?: boolean): Fact<Workload>[] => [
  workloadFact({
    volumes: [{ name: 'data', kind: 'hostPath', hostPath: seen(path, here), at: here }],
    containers: [
      container({
        mounts: [
          {
            volume: 'data',
            target: '/data',
            readOnly: seen(readOnly, here),
            propagation: seen<string>(undefined, here),
            at: here,
          },
        ],
      }),
    ],
  }),
];

const persistent = (source: string) =>
  objects(`apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\nspec: {${source}}\n`);

checkTable(noHostPath, [
  { name: 'none', facts: [workloadFact({})], verdicts: ['pass'] },
  {
    name: 'other volumes',
    facts: [workloadFact({ volumes: [{ name: 'tmp', kind: 'emptyDir', hostPath: null, at: here }] })],
    verdicts: ['pass'],
  },
  { name: 'a path', facts: hostPath('/srv/data'), verdicts: ['fail'], saw: /\/srv\/data/ },
  { name: 'a path that was not said', facts: hostPath(undefined), verdicts: ['fail'] },
  {
    name: 'a path that cannot be told',
    facts: [
      workloadFact({
        volumes: [{ name: 'd', kind: 'hostPath', hostPath: seen<string>(undefined, here, 'a variable'), at: here }],
      }),
    ],
    verdicts: ['unknown'],
    saw: /variable/,
  },
  { name: 'a volume of the cluster elsewhere', facts: persistent('nfs: {path: /a}'), verdicts: [] },
  { name: 'a volume that is a path of the node', facts: persistent('hostPath: {path: /data}'), verdicts: ['fail'] },
  { name: 'one that names no path', facts: persistent('hostPath: {}'), verdicts: ['unknown'] },
]);

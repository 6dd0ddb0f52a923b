import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { noSensitiveHostPath } from './no-sensitive-host-path.ts';

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

checkTable(noSensitiveHostPath, [
  { name: 'none', facts: [workloadFact({})], verdicts: ['pass'] },
  { name: 'an ordinary one', facts: hostPath('/srv/data'), verdicts: ['pass'] },
  { name: 'the whole host', facts: hostPath('/'), verdicts: ['fail'], saw: /whole/ },
  { name: 'a folder above', facts: hostPath('/var/lib/'), verdicts: ['fail'] },
  { name: 'inside one', facts: hostPath('/etc/shadow', true), verdicts: ['fail'], saw: /read-only/ },
  { name: 'by a detour', facts: hostPath('/srv/../etc'), verdicts: ['fail'] },
  { name: 'the time zone, read-only', facts: hostPath('/etc/localtime', true), verdicts: ['pass'] },
  { name: 'a neighbour by name', facts: hostPath('/etcetera'), verdicts: ['pass'] },
  { name: 'the folder of the Compose project', facts: hostPath('./'), verdicts: ['pass'] },
  { name: 'a folder in it', facts: hostPath('./etc/nginx.conf'), verdicts: ['pass'] },
  { name: 'out of it by a detour', facts: hostPath('./../../etc/shadow'), verdicts: ['fail'], saw: /keys/ },
  { name: 'above it, wherever that is', facts: hostPath('../..'), verdicts: ['unknown'], saw: /not known/ },
  { name: 'the home of who starts it', facts: hostPath('~/.ssh'), verdicts: ['fail'] },
  { name: 'the keys of a k3s cluster', facts: hostPath('/var/lib/rancher/k3s'), verdicts: ['fail'] },
  { name: 'a volume of the cluster', facts: persistent('local: {path: /mnt/disk}'), verdicts: ['pass'] },
  { name: 'a volume that is a path of the node', facts: persistent('hostPath: {path: /etc}'), verdicts: ['fail'] },
  { name: 'one that names no path', facts: persistent('hostPath: {}'), verdicts: ['unknown'] },
  { name: 'not said', facts: hostPath(undefined), verdicts: ['unknown'] },
]);

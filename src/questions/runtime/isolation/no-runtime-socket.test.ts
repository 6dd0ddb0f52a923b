import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { noRuntimeSocket } from './no-runtime-socket.ts';

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

checkTable(noRuntimeSocket, [
  { name: 'none', facts: [workloadFact({})], verdicts: ['pass'] },
  { name: 'an ordinary path', facts: hostPath('/srv/data'), verdicts: ['pass'] },
  { name: 'docker', facts: hostPath('/var/run/docker.sock'), verdicts: ['fail'], saw: /Docker/ },
  { name: 'read-only does not help', facts: hostPath('/run/docker.sock', true), verdicts: ['fail'] },
  { name: 'containerd', facts: hostPath('/run/containerd'), verdicts: ['fail'], saw: /containerd/ },
  { name: 'a folder that holds it', facts: hostPath('/var/run/'), verdicts: ['fail'] },
  { name: 'rootless', facts: hostPath('/run/user/1000/podman/podman.sock'), verdicts: ['fail'], saw: /Podman/ },
  { name: 'moved elsewhere', facts: hostPath('/srv/docker.sock'), verdicts: ['fail'] },
  { name: 'the folder of the Compose project', facts: hostPath('./'), verdicts: ['pass'] },
  { name: 'a socket in it', facts: hostPath('./docker.sock'), verdicts: ['fail'] },
  { name: 'above the project, wherever that is', facts: hostPath('../'), verdicts: ['unknown'], saw: /not known/ },
  { name: 'a volume of the cluster', facts: persistent('local: {path: /mnt/disk}'), verdicts: ['pass'] },
  { name: 'a volume that is a path of the node', facts: persistent('hostPath: {path: /run}'), verdicts: ['fail'] },
  { name: 'one that names no path', facts: persistent('hostPath: {}'), verdicts: ['unknown'] },
  { name: 'not said', facts: hostPath(undefined), verdicts: ['unknown'] },
]);

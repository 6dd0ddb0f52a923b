import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { readKubernetes } from '../../../readers/kubernetes/read-kubernetes.ts';
import type { Fact } from '../../../model/fact.ts';
import { podMeetsRestricted } from './pod-meets-restricted.ts';

/** A Pod with this spec, read as a folder would be: the object and its workload. */
const podFacts = (spec: string): Fact[] => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n${spec.replaceAll(/^/gm, '  ')}\n`;
  const [object] = objects(text);
  const sightings = readKubernetes(object!.value.root, { source: 'test', stage: 'declared' });
  return sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
};

checkTable(podMeetsRestricted, [
  {
    name: 'all done',
    facts: podFacts(
      'securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }\ncontainers: [{ name: web, image: web, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]',
    ),
    verdicts: ['pass'],
  },
  {
    name: 'plain',
    facts: podFacts('containers: [{ name: web, image: web }]'),
    verdicts: ['fail'],
    saw: /run-as-non-root.*capabilities/,
  },
  {
    name: 'a volume of another kind',
    facts: podFacts(
      'securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }\nvolumes: [{ name: a, nfs: { server: a, path: / } }]\ncontainers: [{ name: web, image: web, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]',
    ),
    verdicts: ['fail'],
    saw: /nfs/,
  },
  {
    name: 'root all the same',
    facts: podFacts(
      'securityContext: { runAsUser: 0, runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }\ncontainers: [{ name: web, image: web, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]',
    ),
    verdicts: ['fail'],
    saw: /run-as-user/,
  },
  {
    name: 'not understood',
    facts: podFacts(
      'securityContext: { runAsNonRoot: perhaps, seccompProfile: { type: RuntimeDefault } }\ncontainers: [{ name: web, image: web, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]',
    ),
    verdicts: ['unknown'],
  },
]);

import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { readKubernetes } from '../../../readers/kubernetes/read-kubernetes.ts';
import type { Fact } from '../../../model/fact.ts';
import { podMeetsBaseline } from './pod-meets-baseline.ts';

/** A Pod with this spec, read as a folder would be: the object and its workload. */
const podFacts = (spec: string): Fact[] => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n${spec.replaceAll(/^/gm, '  ')}\n`;
  const [object] = objects(text);
  const sightings = readKubernetes(object!.value.root, { source: 'test', stage: 'declared' });
  return sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
};

checkTable(podMeetsBaseline, [
  { name: 'plain', facts: podFacts('containers: [{ name: web, image: web }]'), verdicts: ['pass'] },
  {
    name: 'host namespaces',
    facts: podFacts('hostIPC: true\ncontainers: [{ name: web, image: web }]'),
    verdicts: ['fail'],
    saw: /host-namespaces/,
  },
  {
    name: 'a host path',
    facts: podFacts('volumes: [{ name: a, hostPath: { path: /a } }]\ncontainers: [{ name: web, image: web }]'),
    verdicts: ['fail'],
    saw: /host-path/,
  },
  {
    name: 'a Windows host',
    facts: podFacts(
      'securityContext: { windowsOptions: { hostProcess: true } }\ncontainers: [{ name: web, image: web }]',
    ),
    verdicts: ['fail'],
    saw: /windows/,
  },
  {
    name: 'another host is asked',
    facts: podFacts(
      'containers: [{ name: web, image: web, lifecycle: { preStop: { tcpSocket: { host: h, port: 1 } } } }]',
    ),
    verdicts: ['fail'],
    saw: /probe/,
  },
  {
    name: 'an init container',
    facts: podFacts(
      'initContainers: [{ name: i, image: i, securityContext: { capabilities: { add: [SYS_TIME] } } }]\ncontainers: [{ name: web, image: web }]',
    ),
    verdicts: ['fail'],
    saw: /SYS_TIME/,
  },
  {
    name: 'not understood',
    facts: podFacts('containers: [{ name: web, image: web, securityContext: { seccompProfile: { type: Custom } } }]'),
    verdicts: ['unknown'],
    saw: /seccomp/,
  },
  {
    name: 'what it was read from not seen',
    facts: [workloadFact({})],
    verdicts: ['unknown'],
  },
]);

import { stringify } from 'yaml';
import type { Plain } from '../real/kubernetes-client.ts';

/** The same Pod written otherwise; null where it cannot be. */
export type Dress = (pod: Plain) => string | null;

/** Keys of a securityContext that a container has from its Pod when it does not say it itself. */
const inherited =
  'runAsNonRoot runAsUser runAsGroup seccompProfile appArmorProfile seLinuxOptions windowsOptions'.split(' ');

function controller(kind: string, apiVersion: string, rest: Plain = {}): (pod: Plain) => Plain {
  return ({ metadata, spec }) => {
    const labels = { app: 'web' };
    const template = { metadata: { ...metadata, labels }, spec };
    return {
      apiVersion,
      kind,
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: labels }, ...rest, template },
    };
  };
}
const deployment = controller('Deployment', 'apps/v1');
const statefulSet = controller('StatefulSet', 'apps/v1', {
  serviceName: 'web',
  volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
});
function cronJob({ metadata, spec }: Plain): Plain {
  const template = { metadata, spec: { ...spec, restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'web' },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } } },
  };
}

/** Mappings and lists that are alike become one object, which YAML writes with an anchor. */
function shareAlike(value: Plain, known = new Map<string, Plain>()): Plain {
  if (typeof value !== 'object' || value === null) return value;
  const key = JSON.stringify(value);
  let shared = known.get(key);
  if (shared === undefined) {
    shared = Array.isArray(value)
      ? value.map((item) => shareAlike(item, known))
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shareAlike(item, known)]));
    known.set(key, shared);
  }
  return shared;
}
function withAnchors(object: Plain): string | null {
  // Two of each container: what both have is written once.
  const { spec } = object;
  const doubled = (list: Plain): Plain =>
    list.flatMap((one: Plain) => [one, { ...one, name: `${one.name}-b`, ports: [] }]);
  const initContainers = spec.initContainers === undefined ? {} : { initContainers: doubled(spec.initContainers) };
  const text = stringify(
    shareAlike({ ...object, spec: { ...spec, containers: doubled(spec.containers), ...initContainers } }),
  );
  return /&a\d/.test(text) && /\*a\d/.test(text) ? text : null;
}
/** Everything of the spec comes by a merge key from a mapping that stands elsewhere. */
function merged({ spec, ...rest }: Plain): string {
  const elsewhere = stringify({ ...rest, 'x-spec': spec }).replace('x-spec:', 'x-spec: &spec');
  return `${elsewhere}spec:\n  <<: *spec\n`;
}

const containersOf = (pod: Plain): Plain[] => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];

/** What the Pod says for all is said by each container that does not say it itself; null when nothing is. */
function saidByContainers(pod: Plain): Plain {
  const moved = structuredClone(pod);
  const ofPod = moved.spec.securityContext ?? {};
  const containers = containersOf(moved);
  let any = false;
  for (const key of inherited) {
    const silent = containers.filter((one) => one.securityContext?.[key] === undefined);
    // Where all containers say it themselves, the word of the Pod would be lost.
    if (ofPod[key] === undefined || silent.length === 0) continue;
    for (const one of silent) one.securityContext = { ...one.securityContext, [key]: ofPod[key] };
    delete ofPod[key];
    any = true;
  }
  return any ? moved : null;
}

/**
 * What containers say alike is said by the Pod alone; null when nothing is. The two that restricted
 * demands of every container only where all say them: else those that lack them would no longer.
 */
function saidByPod(pod: Plain): Plain {
  const moved = structuredClone(pod);
  const containers = containersOf(moved);
  let any = false;
  for (const key of inherited) {
    const said = containers.map((one) => one.securityContext?.[key]).filter((one) => one !== undefined);
    const [first] = said;
    const demanded = key === 'runAsNonRoot' || key === 'seccompProfile';
    if (first === undefined || (demanded && said.length < containers.length)) continue;
    if (moved.spec.securityContext?.[key] !== undefined) continue;
    if (!said.every((one) => JSON.stringify(one) === JSON.stringify(first))) continue;
    moved.spec.securityContext = { ...moved.spec.securityContext, [key]: first };
    for (const one of containers) delete one.securityContext?.[key];
    any = true;
  }
  return any ? moved : null;
}

const written = (object: Plain): string | null => (object === null ? null : stringify(object));

/** Each with how many fixtures must be writable so: a dress that fits nothing proves nothing. */
export const dresses: Readonly<Record<string, { readonly dress: Dress; readonly atLeast: number }>> = {
  'in a Deployment': { dress: (pod) => written(deployment(pod)), atLeast: 244 },
  'in a StatefulSet': { dress: (pod) => written(statefulSet(pod)), atLeast: 244 },
  'in a CronJob': { dress: (pod) => written(cronJob(pod)), atLeast: 244 },
  'as JSON': { dress: (pod) => JSON.stringify(pod, null, 2), atLeast: 244 },
  'a CronJob as JSON in a List': {
    dress: (pod) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [cronJob(pod)] }),
    atLeast: 244,
  },
  'with anchors': { dress: withAnchors, atLeast: 244 },
  'with a merge key': { dress: merged, atLeast: 244 },
  'with what the Pod says said by its containers': { dress: (pod) => written(saidByContainers(pod)), atLeast: 168 },
  'with what containers say said by their Pod': { dress: (pod) => written(saidByPod(pod)), atLeast: 8 },
  'in a Deployment, with what the Pod says said by its containers': {
    dress: (pod) => {
      const moved = saidByContainers(pod);
      return moved === null ? null : written(deployment(moved));
    },
    atLeast: 168,
  },
};

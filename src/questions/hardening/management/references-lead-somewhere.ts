import { within } from '../pod-settings/namespaces.ts';
import { type KubernetesObject, groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { listing, listsAll } from '../../../facts/listing.ts';
import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { type Judgement, fail, pass, unknown } from '../../../model/outcome.ts';

export const referencesLeadSomewhere = defineCheck({
  id: 'HRD-433',
  name: 'references-lead-somewhere',
  aspect: 'hardening/management',
  title: 'Services, Ingresses and autoscalers lead to something',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Correct the selector, name or port.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { workloads: workload, objects: kubernetesObject, listings: listing },
  *evaluate({ workloads, objects, listings }) {
    const declared = objectsOfKind(objects, 'Service');
    const pods = Map.groupBy(
      declared.length === 0 ? [] : podsOf(workloads),
      ({ stage, workload: { namespace } }) => `${stage} ${namespace ?? 'default'}`,
    );
    const services = new Map<string, Fact<KubernetesObject>>();
    for (const one of declared) {
      if (one.value.apiVersion !== 'v1') continue;
      services.set(`${one.stage} ${one.value.namespace}/${one.value.name}`, one);
      const spec = one.value.root.get('spec');
      const selector = spec.get('selector');
      // Without a selector somebody else keeps its endpoints; a name elsewhere has none.
      if (selector.empty || spec.get('type').value === 'ExternalName') continue;
      const wanted = selector.entries().map(([key, value]) => [key, value.string().value] as const);
      if (!selector.isMap || wanted.some(([, text]) => text === undefined))
        yield unknown(one, selector.at, 'its selector cannot be read');
      else {
        const found = (pods.get(`${one.stage} ${one.value.namespace}`) ?? []).filter(({ workload: { labels } }) =>
          wanted.every(([key, text]) => labels[key] === text),
        );
        if (found.length === 0)
          yield absent(one, selector.at, 'selects no Pod', listsAll(listings, one, 'Pod', one.value.namespace));
        else {
          const ports = spec.get('ports');
          const targets = ports.items().map((item) => item.get('targetPort'));
          const strange = [ports, ...targets].find((at) =>
            at !== ports ? !at.empty && at.text().value === undefined : !at.empty && !at.isList,
          );
          const port = targets.filter(isName).find(
            ({ value: name }) =>
              !found.some(({ workload: { containers } }) =>
                containers.some(({ spec: own }) =>
                  own
                    ?.get('ports')
                    .items()
                    .some((item) => item.get('name').value === name),
                ),
              ),
          );
          if (port !== undefined)
            yield fail(one, port.at, `no container that it selects has a port named ${String(port.value)}`);
          else if (strange !== undefined) yield unknown(one, strange.at, 'its ports cannot be read');
          else yield pass(one, selector.at);
        }
      }
    }
    for (const one of objectsOfKind(objects, 'Ingress')) {
      if (groupOf(one.value) !== 'networking.k8s.io') continue;
      const backends = backendsOf(one.value.root.get('spec'));
      let said: Judgement | undefined;
      const unread = unreadRules(one.value.root.get('spec'));
      for (const backend of backends) {
        const name = backend.get('name').string().value;
        const service = name === undefined ? undefined : services.get(`${one.stage} ${one.value.namespace}/${name}`);
        if (name === undefined) said ??= unknown(one, backend.at, 'the name of a Service is no text');
        else if (service === undefined)
          said ??= absent(
            one,
            backend.at,
            `Service ${name} is not among what was read`,
            listsAll(listings, one, 'Service', one.value.namespace),
          );
        else if (!isPort(backend.get('port')))
          said ??= unknown(one, backend.get('port').at, 'the port of a Service cannot be read');
        else if (!hasPort(service.value.root, backend.get('port')))
          said ??= fail(one, backend.get('port').at, `Service ${name} has no such port`);
      }
      if (unread !== undefined && said?.verdict !== 'fail')
        said = unknown(one, unread.at, 'where it leads to cannot be read');
      if (said !== undefined) yield said;
      else if (backends.length > 0) yield pass(one, one.at);
    }
    for (const one of objectsOfKind(objects, 'HorizontalPodAutoscaler')) {
      const target = one.value.root.down('spec', 'scaleTargetRef');
      const [kind, name] = [target.get('kind').string().value, target.get('name').string().value];
      if (kind === undefined || name === undefined) yield unknown(one, target.at, 'what it scales cannot be read');
      else if (within(objectsOfKind(objects, kind), one, one.value.namespace).some(({ value }) => value.name === name))
        yield pass(one, target.at);
      else
        yield absent(
          one,
          target.at,
          `${kind} ${name} is not among what was read`,
          listsAll(listings, one, kind, one.value.namespace),
        );
    }
  },
});

function absent(one: Fact<KubernetesObject>, at: Evidence, saw: string, certain: boolean): Judgement {
  return (certain ? fail : unknown)(one, at, saw);
}

/** A `targetPort` by name: numbers lead to any port, declared or not. */
function isName({ value }: Located): boolean {
  return typeof value === 'string' && !/^\d+$/.test(value);
}

/** The Services that an Ingress leads to (networking/v1). */
function backendsOf(spec: Located): Located[] {
  const paths = spec
    .get('rules')
    .items()
    .flatMap((rule) => rule.down('http', 'paths').items());
  return [spec.get('defaultBackend'), ...paths.map((path) => path.get('backend'))]
    .map((backend) => backend.get('service'))
    .filter(({ exists, empty }) => exists && !empty);
}

/** Of rules and paths that are no lists it is not known what they lead to. */
function unreadRules(spec: Located): Located | undefined {
  const rules = spec.get('rules');
  const lists = [rules, ...rules.items().map((rule) => rule.down('http', 'paths'))];
  return lists.find((at) => !at.empty && !at.isList);
}

/** A number or a name (networking/v1 ServiceBackendPort), one of both. */
function isPort(port: Located): boolean {
  const [number, name] = [port.get('number'), port.get('name')];
  return number.empty ? typeof name.value === 'string' : name.empty && typeof number.value === 'number';
}

function hasPort(service: Located, port: Located): boolean {
  const [number, name] = [port.get('number').value, port.get('name').value];
  return service
    .down('spec', 'ports')
    .items()
    .some((item) => (name === undefined ? item.get('port').value === number : item.get('name').value === name));
}

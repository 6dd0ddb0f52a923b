import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const servicesNotOpenOnNodes = defineCheck({
  id: 'NET-106',
  name: 'services-not-open-on-nodes',
  aspect: 'network/segmentation',
  title: 'Services are reached inside the cluster or by a load balancer, not on the address of a node',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Make it a ClusterIP Service behind an Ingress or Gateway, and remove `externalIPs`.',
  toKnow: 'Correct the Service; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      if (one.value.kind !== 'Service' || one.value.apiVersion !== 'v1') continue;
      const spec = one.value.root.get('spec');
      const type = spec
        .get('type')
        .orDefault(spec.get('type').string(), 'ClusterIP', 'absent: Kubernetes takes ClusterIP');
      const external = spec.get('externalIPs');
      if (external.items().length > 0)
        yield fail(one, external.at, 'takes traffic for addresses of its own choice (`externalIPs`)');
      else if (!external.empty && !external.isList) yield unknown(one, external.at, 'externalIPs is not a list');
      else if (type.value === undefined) yield unknown(one, type, type.why ?? 'its type cannot be read');
      else if (type.value === 'NodePort') yield fail(one, type, 'is open on a port of every node');
      else if (['ClusterIP', 'LoadBalancer', 'ExternalName'].includes(type.value)) yield pass(one, type);
      else yield unknown(one, type, `"${type.value}" is no type of Service`);
    }
  },
});

import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { isEverywhere, parseBlock } from '../selection/cidr.ts';

export const loadBalancersRestrictSources = defineCheck({
  id: 'NET-163',
  name: 'load-balancers-restrict-sources',
  aspect: 'network/firewalls',
  title: 'Load balancers let in only named address ranges',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Name the ranges that need access in `loadBalancerSourceRanges`, or make the load balancer internal.',
  toKnow: 'Look at the security group of the load balancer in the console of the cloud.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      if (one.value.kind !== 'Service' || one.value.apiVersion !== 'v1') continue;
      const spec = one.value.root.get('spec');
      if (spec.get('type').value !== 'LoadBalancer') continue;
      const ranges = spec.get('loadBalancerSourceRanges');
      const internal = isInternal(one.value);
      const texts = ranges.items().map((item) => item.string().value ?? '');
      const blocks = texts.map((text) => parseBlock(text.trim()));
      if (!ranges.empty && !ranges.isList) yield unknown(one, ranges.at, 'loadBalancerSourceRanges is not a list');
      else if (blocks.includes(null)) yield unknown(one, ranges.at, `"${texts[blocks.indexOf(null)]}" is not a CIDR`);
      else if (internal === true) yield pass(one, one.value.root.get('metadata').get('annotations').at, 'is internal');
      else if (internal === undefined) yield unknown(one, one.at, 'an annotation of its cloud decides who is let in');
      else if (blocks.length === 0) yield fail(one, ranges.noted('absent: everyone'), 'lets in every address');
      else if (isEverywhere(blocks.filter((block) => block !== null)))
        yield fail(one, ranges.at, `lets in ${texts.join(', ')}`);
      else yield pass(one, ranges.at);
    }
  },
});

/** Annotations by which clouds make a load balancer internal, each in its provider's own documentation. */
const internalValues = new Map<string, readonly string[]>([
  ['service.beta.kubernetes.io/aws-load-balancer-internal', ['true', '0.0.0.0/0']],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', ['internal']],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', ['true']],
  ['networking.gke.io/load-balancer-type', ['internal']],
  ['cloud.google.com/load-balancer-type', ['internal']],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', ['true']],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', ['true']],
]);

/** Annotations that limit the sources in another way, which is not understood. */
const ranges = /source-ranges|allowed-ip-ranges|allowed-service-tags|security-groups|inbound-cidrs/;

function isInternal({ annotations }: KubernetesObject): boolean | undefined {
  const entries = Object.entries(annotations);
  if (entries.some(([name, value]) => internalValues.get(name)?.includes(value.toLowerCase()))) return true;
  return entries.some(([name]) => ranges.test(name)) ? undefined : false;
}

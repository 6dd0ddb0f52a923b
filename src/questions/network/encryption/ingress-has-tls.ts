import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const ingressHasTls = defineCheck({
  id: 'NET-141',
  name: 'ingress-has-tls',
  aspect: 'network/encryption',
  title: 'Each Ingress serves its hosts by TLS',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Name every host under `tls` with the Secret that holds its certificate.',
  toKnow: 'Look where TLS ends in front of the Ingress: the load balancer or the controller\u2019s own settings.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      if (one.value.kind !== 'Ingress' || !/^(networking\.k8s\.io|extensions)\//.test(one.value.apiVersion)) continue;
      const spec = one.value.root.get('spec');
      const tls = spec.get('tls');
      const rules = spec.get('rules');
      const elsewhere = Object.keys(one.value.annotations).find((name) => tlsElsewhere.test(name));
      if ((!tls.empty && !tls.isList) || (!rules.empty && !rules.isList)) {
        yield unknown(one, spec.at, '`tls` or `rules` is not a list', { toKnow: 'Correct the Ingress.' });
        continue;
      }
      const entries = tls.items().map((entry) =>
        entry
          .get('hosts')
          .items()
          .map((host) => host.string().value ?? ''),
      );
      const catchAll = entries.some((hosts) => hosts.length === 0);
      const covered = entries.flat();
      const hosts = rules.items().map((rule) => rule.get('host').string());
      const open = hosts.filter(
        ({ value }) => value !== undefined && value !== '' && !covered.some((name) => covers(name, value)),
      );
      const nameless = hosts.some(({ value }) => value === undefined || value === '');
      if (entries.length > 0 && catchAll) yield pass(one, tls.at);
      else if (entries.length === 0 || open.length > 0) {
        const names = open.map(({ value }) => value).join(', ');
        const saw = entries.length === 0 ? 'names no host under `tls`' : `${names}: not under \`tls\``;
        if (elsewhere === undefined) yield fail(one, [open[0]?.at ?? tls.at], saw);
        else yield unknown(one, one.at, `${saw}; the annotation ${elsewhere} decides about TLS elsewhere`);
      } else if (nameless)
        yield unknown(one, rules.at, 'a rule without a host: which certificate it is served with is not said');
      else yield pass(one, tls.at);
    }
  },
});

/** Annotations of controllers that end TLS by other means: AWS, GKE, Azure, OpenShift, Traefik. */
const tlsElsewhere =
  /certificate|listen-ports|managed-cert|pre-shared-cert|ssl-cert|router\.tls|route\.openshift\.io\/termination/i;

/** A wildcard covers one label (RFC 6125 §6.4.3). */
function covers(name: string, host: string): boolean {
  return name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1));
}

import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';

export const gatewayListenersEncrypted = defineCheck({
  id: 'NET-142',
  name: 'gateway-listeners-encrypted',
  aspect: 'network/encryption',
  title: 'The listeners of each Gateway speak TLS',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Add an HTTPS listener with a certificate, and let the HTTP listener only redirect to it.',
  toKnow: 'Look which routes the plain listener carries: `kubectl get httproute -A`.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      const listeners = listenersOf(one.value.apiVersion, one.value.kind, one.value.root.get('spec'));
      const some = listeners.some(({ protocol }) => isTls(protocol.value));
      for (const { at, protocol, redirects } of listeners) {
        if (protocol.value === undefined) yield unknown(one, at.at, protocol.why ?? 'a listener names no protocol');
        else if (isTls(protocol.value) || redirects) yield pass(one, at.at);
        else if (some)
          yield unknown(
            one,
            protocol,
            `a ${protocol.value} listener beside one with TLS: whether it only redirects is not read`,
          );
        else if (/^(HTTP|HTTP2|GRPC)$/i.test(protocol.value))
          yield fail(one, protocol, `listens for ${protocol.value} in plain only`);
        else yield unknown(one, protocol, `what is spoken inside ${protocol.value} is not said`);
      }
    }
  },
});

interface Listener {
  readonly at: Located;
  readonly protocol: Seen<string>;
  readonly redirects: boolean;
}

/** Listeners of the Gateway API, and servers of Istio's own Gateway. */
function listenersOf(apiVersion: string, kind: string, spec: Located): Listener[] {
  if (kind !== 'Gateway') return [];
  if (apiVersion.startsWith('gateway.networking.k8s.io/')) {
    return spec
      .get('listeners')
      .items()
      .map((at) => ({ at, protocol: at.get('protocol').string(), redirects: false }));
  }
  if (!apiVersion.startsWith('networking.istio.io/')) return [];
  return spec
    .get('servers')
    .items()
    .map((at) => ({
      at,
      protocol: at.down('port', 'protocol').string(),
      redirects: at.down('tls', 'httpsRedirect').value === true,
    }));
}

function isTls(protocol: string | undefined): boolean {
  return protocol !== undefined && /^(HTTPS|TLS)$/i.test(protocol);
}

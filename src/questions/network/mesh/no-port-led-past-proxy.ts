import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { membersOf } from '../reachability/mesh/held.ts';
import { meshes } from '../reachability/mesh/mesh.ts';

export const noPortLedPastProxy = defineCheck({
  id: 'NET-607',
  name: 'no-port-led-past-proxy',
  aspect: 'network/mesh',
  title: 'No port of a workload in a mesh is led past its proxy',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Remove the annotation; make an exception of mutual TLS by a PeerAuthentication or Server for the one port.',
  toKnow: 'Correct the annotation to port numbers, separated by commas.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      for (const { fact, membership } of membersOf(mesh, workloads).all) {
        if (membership.may.every((kind) => kind === 'none')) continue;
        const { annotations, template, at } = fact.value;
        let fine = true;
        for (const key of inbound) {
          const stated = template?.get('metadata').get('annotations').get(key);
          const place = stated?.at ?? at;
          if (stated !== undefined && !stated.empty && stated.text().value === undefined) {
            fine = false;
            yield unknown(fact, place, `${key} ${stated.text().why ?? 'cannot be read'}`);
            continue;
          }
          const value = annotations[key];
          if (value === undefined || value.trim() === (key.endsWith('includeInboundPorts') ? '*' : '')) continue;
          if (key in switches && value !== switches[key]) continue;
          fine = false;
          if (key in switches) {
            yield fail(
              fact,
              place,
              'nothing leads its traffic to the proxy: every port takes plain text, and no policy of the mesh holds',
            );
            continue;
          }
          const only = key.endsWith('includeInboundPorts');
          if (!/^[\d,\s-]*$/.test(value)) yield unknown(fact, place, `"${value}" of ${key} is no list of ports`);
          else
            yield fail(
              fact,
              place,
              only
                ? `only ports ${value === '' ? '(none)' : value} pass its proxy: all others take plain text, and no policy of the mesh holds there`
                : `ports ${value} are led past its proxy: they take plain text, and no policy of the mesh holds there`,
            );
        }
        // Of one that may be in no mesh there is nothing good to say.
        if (fine && membership.may.length === 1) yield pass(fact, at);
      }
    }
  },
});

/** Annotations that switch the proxy off for every port, by the value that does. */
const switches: Readonly<Record<string, string>> = {
  'sidecar.istio.io/interceptionMode': 'NONE',
  'ambient.istio.io/bypass-inbound-capture': 'true',
};

const inbound = [
  ...Object.keys(switches),
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/includeInboundPorts',
  'config.linkerd.io/skip-inbound-ports',
];

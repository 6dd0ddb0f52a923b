import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { trafficBetweenWorkloadsEncrypted } from './traffic-between-workloads-encrypted.ts';

const pod = workloadFact({ namespace: 'shop', hostNetwork: false, labels: { a: 'b' } });
const joined = objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}');
const mode = (text: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: istio-system}, spec: {mtls: {mode: ${text}}}}`,
  );
const linkerd = (policy: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: v1, kind: Namespace, metadata: {name: shop, annotations: {linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: ${policy}}}}`,
  );
const cilium = (text: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: {enable-wireguard: "${text}"}}`,
  );

checkTable(
  trafficBetweenWorkloadsEncrypted,
  [
    { name: 'strict mutual TLS', facts: [pod, ...joined, ...mode('STRICT')], verdicts: ['pass'] },
    {
      name: 'strict, but a Pod stays out of the mesh',
      facts: [pod, workloadFact({ namespace: 'shop', hostNetwork: true }), ...joined, ...mode('STRICT')],
      verdicts: ['unknown'],
      saw: /stays out/,
    },
    {
      name: 'strict, but not for some Pods',
      facts: [
        pod,
        ...joined,
        ...mode('STRICT'),
        ...objects(
          '{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: old, namespace: shop}, spec: {selector: {matchLabels: {a: b}}, portLevelMtls: {"80": {mode: DISABLE}}}}',
        ),
      ],
      verdicts: ['unknown'],
      saw: /old port 80 \(DISABLE\) takes plain text/,
    },
    {
      name: 'a load balancer',
      facts: [
        pod,
        ...cilium('true'),
        ...objects('{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer}}'),
      ],
      verdicts: ['unknown', 'pass'],
      saw: /from outside/,
    },
    {
      name: 'Linkerd that takes authenticated clients only',
      facts: [pod, ...linkerd('all-authenticated')],
      verdicts: ['pass'],
    },
    {
      name: 'Linkerd that takes anyone',
      facts: [pod, ...linkerd('all-unauthenticated')],
      verdicts: ['unknown'],
      saw: /without identity/,
    },
    {
      name: 'strict, but a port is led past the proxy',
      facts: [
        workloadFact({
          namespace: 'shop',
          hostNetwork: false,
          annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '80' },
        }),
        ...joined,
        ...mode('STRICT'),
      ],
      verdicts: ['unknown'],
      saw: /past its proxy/,
    },
    {
      name: 'an injector that was not read',
      facts: [
        pod,
        ...objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio.io/rev: stable}}}'),
        ...mode('STRICT'),
      ],
      verdicts: ['unknown'],
      saw: /stable/,
    },
    { name: 'WireGuard of Cilium', facts: [pod, ...cilium('true')], verdicts: ['pass'] },
    {
      name: 'WireGuard of Calico',
      facts: [
        pod,
        ...objects(
          '{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {wireguardEnabled: true}}',
        ),
      ],
      verdicts: ['pass'],
    },
    { name: 'WireGuard off', facts: [pod, ...cilium('false')], verdicts: ['unknown'] },
    { name: 'strict, but not in the mesh', facts: [pod, ...mode('STRICT')], verdicts: ['unknown'] },
    { name: 'permissive', facts: [pod, ...joined, ...mode('PERMISSIVE')], verdicts: ['unknown'] },
    { name: 'nothing', facts: [pod, workloadFact({})], verdicts: ['unknown', 'unknown'] },
    { name: 'Compose', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: ['unknown'], saw: /bridges/ },
    {
      name: 'an Ingress without any workload',
      facts: objects('{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}}'),
      verdicts: ['unknown'],
    },
    {
      name: 'Compose beside Kubernetes',
      facts: [pod, ...cilium('true'), workloadFact({ orchestrator: 'compose' })],
      verdicts: ['unknown', 'pass'],
    },
  ],
  { never: ['fail'], because: 'programs may speak TLS by themselves, which no setting of the network tells' },
);

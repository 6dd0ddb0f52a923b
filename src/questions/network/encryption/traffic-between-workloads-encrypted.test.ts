import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { trafficBetweenWorkloadsEncrypted } from './traffic-between-workloads-encrypted.ts';

const pod = workloadFact({ namespace: 'shop', hostNetwork: false, labels: { a: 'b' } });
const joined = objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}');
const mode = (text: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: istio-system}, spec: {mtls: {mode: ${text}}}}`,
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

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { describePorts, partsOf } from '../../../../formats/connections/connections.ts';
import { factsIn, factsOfFolder } from '../../../../../test/network/facts.ts';
import { reachabilityOf } from '../reachability.ts';
import { exposures, type Exposure } from './exposure.ts';

const data = join(import.meta.dirname, '../../../../../../shared/data/network-policy/inputs');

function exposed(documents: readonly string[]): Exposure[] {
  const facts = factsIn(documents.join('\n---\n'));
  return [...exposures(facts, reachabilityOf(facts))];
}

/** One line for each door of the first workload. */
function doors(documents: readonly string[]): string[] {
  return exposed(documents)[0]!.doors.map(
    ({ door, verdict, missing }) =>
      `${door.kind} ${door.protocol} ${door.outer ?? '?'}>${door.inner ?? '*'} ${verdict}${missing.length === 0 ? '' : `: ${missing.join('; ')}`}`,
  );
}

const pod = (more = '', ports = '[{name: http, containerPort: 8080}]'): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, image: i, ports: ${ports}}]${more}}}`;
const service = (spec: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ${spec}}}`;
const closed =
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {podSelector: {}}}';
const ports = 'ports: [{port: 80, targetPort: http, nodePort: 30080}]';

describe('ways in from outside', () => {
  it('Services lead in by their type', () => {
    assert.deepEqual(doors([pod(), service(ports)]), []);
    assert.deepEqual(doors([pod(), service(`type: NodePort, ${ports}`)]), ['NodePort TCP 30080>8080 allowed']);
    assert.deepEqual(doors([pod(), service(`type: LoadBalancer, ${ports}`)]), [
      'LoadBalancer TCP 80>8080 allowed',
      'NodePort TCP 30080>8080 allowed',
    ]);
    assert.deepEqual(doors([pod(), service(`type: LoadBalancer, allocateLoadBalancerNodePorts: false, ${ports}`)]), [
      'LoadBalancer TCP 80>8080 allowed',
    ]);
    assert.deepEqual(doors([pod(), service(`externalIPs: [192.0.2.1], ${ports}`)]), [
      'externalIPs TCP 80>8080 allowed',
    ]);
    assert.deepEqual(doors([pod(), service(`type: ExternalName, externalName: example.org, ${ports}`)]), []);
    assert.deepEqual(doors([pod(), service(`clusterIP: None, ${ports}`)]), []);
  });
  it('a target port that no container names is unknown', () => {
    assert.deepEqual(doors([pod(), service('type: NodePort, ports: [{port: 80, targetPort: grpc}]')]), [
      'NodePort TCP ?>* unknown: no container has a TCP port named "grpc"',
    ]);
  });
  it('policies judge the sender only where his address is kept', () => {
    assert.deepEqual(
      doors([
        pod(),
        closed,
        service(`type: LoadBalancer, allocateLoadBalancerNodePorts: false, externalTrafficPolicy: Local, ${ports}`),
      ]),
      ['LoadBalancer TCP 80>8080 denied'],
    );
    const [door] = doors([pod(), closed, service(`type: NodePort, ${ports}`)]);
    assert.match(door!, /^NodePort TCP 30080>8080 unknown: whether policies let in the nodes/);
  });
  it('Ingresses and routes lead to the ports of Services', () => {
    const backend = (port: string): string =>
      `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: shop}, spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: ${port}}}}]}}]}}`;
    assert.deepEqual(doors([pod(), service(ports), backend('{number: 80}')]), ['Ingress TCP ?>8080 allowed']);
    assert.deepEqual(doors([pod(), service(ports), backend('{number: 81}')]), [
      'Ingress TCP ?>* unknown: Service web has no port 81',
    ]);
    const route =
      '{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: edge}, spec: {rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}}';
    assert.deepEqual(doors([pod(), service(ports), route]), ['Gateway TCP ?>8080 allowed']);
    assert.match(doors([pod(), closed, service(ports), route])[0]!, /^Gateway TCP \?>8080 unknown: which Pods route/);
  });
  it('ports of the node and its network lead in by themselves', () => {
    assert.deepEqual(doors([pod('', '[{containerPort: 53, hostPort: 53, protocol: UDP}]')]), [
      'hostPort UDP 53>53 allowed',
    ]);
    assert.deepEqual(doors([pod('', '[{containerPort: 53, hostPort: 53, hostIP: 127.0.0.1}]')]), []);
    assert.deepEqual(
      doors([pod(', hostNetwork: true')]).map((line) => line.split(' ').slice(0, 3).join(' ')),
      ['hostNetwork TCP ?>*', 'hostNetwork UDP ?>*', 'hostNetwork SCTP ?>*'],
    );
  });
});

describe('exposure that another analyzer expects', () => {
  const open = (folder: string): Record<string, string> => {
    const facts = factsOfFolder(join(data, folder));
    const found = [...exposures(facts, reachabilityOf(facts))].find(
      ({ endpoint }) => endpoint.peer.name === 'workload-a',
    )!;
    const { fromInternet, fromAnyPod, toInternet, toAnyPod } = found;
    return Object.fromEntries(
      Object.entries({ fromInternet, fromAnyPod, toInternet, toAnyPod }).map(([name, parts]) => [
        name,
        describePorts(partsOf(parts, 'allowed')),
      ]),
    );
  };
  it('exposure_allow_all_test', () => {
    const all = 'everything';
    assert.deepEqual(open('exposure_allow_all_test'), {
      fromInternet: all,
      fromAnyPod: all,
      toInternet: all,
      toAnyPod: all,
    });
  });
  it('exposure_allow_egress_deny_ingress_test', () => {
    const [all, none] = ['everything', 'nothing'];
    assert.deepEqual(open('exposure_allow_egress_deny_ingress_test'), {
      fromInternet: none,
      fromAnyPod: none,
      toInternet: all,
      toAnyPod: all,
    });
  });
  it('k8s_ingress_test: the Ingress leads to details on 9080, and to nothing else', () => {
    const facts = factsOfFolder(join(data, 'k8s_ingress_test'));
    const led = [...exposures(facts, reachabilityOf(facts))].flatMap(({ endpoint, doors: found }) =>
      found.map(
        ({ door, verdict }) => `${door.kind} => ${endpoint.peer.name} ${door.protocol} ${door.inner} ${verdict}`,
      ),
    );
    assert.deepEqual(led, ['Ingress => details-v1-79f774bdb9 TCP 9080 allowed']);
  });
});

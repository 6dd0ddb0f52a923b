import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kept } from '../../../../test/checks/certificates.ts';
import { container, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { historyOf } from './history.ts';
import { identitiesOf, listedByCluster, listedByEngine } from './listed-endpoints.ts';

const listed = (text: string, inside = false): string[] =>
  listedByCluster(objects(text, 'admitted'), inside).map(
    ({ host, port, serverName, from, encrypted, secret }) =>
      `${host} ${port} ${serverName ?? '-'} ${from} ${encrypted ? 'tls' : 'clear'} ${secret ?? '-'}`,
  );

describe('addresses that a cluster lists', () => {
  it('of an Ingress: each host at each address', () => {
    assert.deepEqual(
      listed(
        `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop},
          spec: {tls: [{hosts: [a.example, "*.b.example"], secretName: s}]},
          status: {loadBalancer: {ingress: [{ip: 192.0.2.1}, {hostname: lb.example}]}}}`,
      ),
      [
        '192.0.2.1 443 a.example Ingress shop/web tls Secret shop/s',
        'lb.example 443 a.example Ingress shop/web tls Secret shop/s',
        '192.0.2.1 443 plimsoll.b.example Ingress shop/web tls Secret shop/s',
        'lb.example 443 plimsoll.b.example Ingress shop/web tls Secret shop/s',
      ],
    );
  });
  it('of a Gateway: listeners with TLS, at its addresses', () => {
    assert.deepEqual(
      listed(
        `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: shop},
          spec: {listeners: [{protocol: HTTP, port: 80}, {protocol: HTTPS, port: 8443, hostname: a.example, tls: {certificateRefs: [{name: s, namespace: keys}]}}]},
          status: {addresses: [{value: 192.0.2.2}]}}`,
      ),
      ['192.0.2.2 8443 a.example Gateway shop/gw tls Secret keys/s'],
    );
  });
  const service = `{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop},
    spec: {type: LoadBalancer, clusterIP: 10.0.0.9, ports: [{port: 5432}, {port: 80}, {port: 9000, name: https-admin}, {port: 53, protocol: UDP}]},
    status: {loadBalancer: {ingress: [{ip: 192.0.2.3}]}}}`;
  it('of a Service, from outside and from inside', () => {
    const outside = [
      '192.0.2.3 5432 - Service shop/db tls -',
      '192.0.2.3 80 - Service shop/db clear -',
      '192.0.2.3 9000 - Service shop/db tls -',
    ];
    assert.deepEqual(listed(service), outside);
    assert.ok(listed(service, true).includes('10.0.0.9 5432 db.shop.svc Service shop/db tls -'));
    assert.equal(listed(service, true).length, 6);
  });
  it('of nothing else, and of no wrong shapes', () => {
    for (const text of [
      '{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: ClusterIP, clusterIP: None, ports: yes}}',
      '{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: s}, spec: {tls: {hosts: [a]}}, status: 1}',
      '{apiVersion: x.example/v1, kind: Gateway, metadata: {name: s}, spec: {listeners: [{protocol: TLS, port: 1}]}, status: {addresses: [{value: a}]}}',
    ])
      assert.deepEqual(listed(text, true), []);
  });
});

it('addresses that an engine lists: published TCP ports, each once', () => {
  const at = { source: 'test' };
  const ports = [
    { containerPort: 443, protocol: 'tcp', hostPort: 8443, hostAddress: '0.0.0.0', at },
    { containerPort: 443, protocol: 'tcp', hostPort: 8443, hostAddress: '::', at },
    { containerPort: 6000, protocol: 'tcp', hostPort: 6000, hostAddress: '127.0.0.1', at },
    { containerPort: 53, protocol: 'udp', hostPort: 53, hostAddress: '0.0.0.0', at },
    { containerPort: 9, protocol: 'tcp', hostPort: null, hostAddress: null, at },
  ] as const;
  const one = workloadFact({ orchestrator: 'docker', containers: [container({ ports })] }, 'running');
  assert.deepEqual(
    listedByEngine([one], '192.0.2.9').map(({ host, port, encrypted }) => [host, port, encrypted]),
    [
      ['192.0.2.9', 8443, true],
      ['127.0.0.1', 6000, false],
    ],
  );
});

describe('what cert-manager issued', () => {
  const secret = kept([{ serial: '03' }]);
  const request = (name: string, serial: string, notBefore: string): ReturnType<typeof kept> =>
    kept([{ serial, notBefore }], 'issued', { source: 'test', kind: 'CertificateRequest', namespace: 'shop', name });
  const stored = [
    secret,
    request('web-1', '01', '2026-01-01T00:00:00.000Z'),
    request('web-2', '02', '2026-03-01T00:00:00.000Z'),
    request('other-1', '09', '2026-03-01T00:00:00.000Z'),
  ];
  const of = (name: string, owner: string): string =>
    `{apiVersion: cert-manager.io/v1, kind: CertificateRequest, metadata: {name: ${name}, namespace: shop, annotations: {cert-manager.io/certificate-name: ${owner}}}}`;
  const all = objects(
    [
      '{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: web-cert, namespace: shop}, spec: {secretName: web}}',
      of('web-1', 'web-cert'),
      of('web-2', 'web-cert'),
      of('other-1', 'other-cert'),
    ].join('\n---\n'),
  );
  it('before, the newest first', () => {
    assert.deepEqual(
      historyOf(secret, stored, all).map(({ from, serial }) => `${from} ${serial}`),
      ['CertificateRequest shop/web-2 02', 'CertificateRequest shop/web-1 01'],
    );
  });
  it('and what a Secret holds today', () => {
    assert.deepEqual(
      [...identitiesOf(stored)].map(([name, { serial }]) => [name, serial]),
      [['Secret shop/web', '03']],
    );
  });
});

/** What a cluster lists: its own addresses are asked, and what they serve is held against its Secrets. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import { after, it } from 'node:test';
import { askEndpoints } from '../../src/cli/tls-looking.ts';
import type { Sighting } from '../../src/model/collector.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { EndpointReport } from '../../src/model/tls-report.ts';
import { certificatesOf } from '../../src/readers/certificates/certificates-of-object.ts';
import { objects } from '../checks/yaml.ts';
import { freePort, LabAuthority, stated } from './lab.ts';

const lab = new LabAuthority();
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
  lab.end();
});

async function serveChain(certificate: Buffer, key: Buffer): Promise<number> {
  const server = createServer({ cert: certificate, key, minVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM' });
  server.on('tlsClientError', () => {});
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  servers.push(server);
  return port;
}

/** A Gateway at a port of loopback, and the Secret that it names, as a cluster gives them. */
function clusterOf(port: number, certificate: string | null): Fact[] {
  const gateway = `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: shop},
    spec: {listeners: [{name: https, protocol: HTTPS, port: ${port}, hostname: localhost, tls: {certificateRefs: [{name: web}]}}]},
    status: {addresses: [{value: 127.0.0.1}]}}`;
  const seen = objects(gateway, 'admitted');
  if (certificate === null) return seen;
  const encoded = readFileSync(certificate).toString('base64');
  const secret = `{apiVersion: v1, kind: Secret, metadata: {name: web, namespace: shop}, type: kubernetes.io/tls, data: {tls.crt: ${encoded}}}`;
  const sightings: Sighting[] = objects(secret, 'admitted').map((fact) => ({ fact }));
  return [...seen, ...[...certificatesOf(sightings)].flatMap((one) => ('fact' in one ? [one.fact] : []))];
}

async function asked(facts: readonly Fact[]): Promise<readonly EndpointReport[]> {
  const { endpoints, gaps } = await askEndpoints({
    addresses: [],
    facts,
    engineHost: '127.0.0.1',
    inside: false,
    serverName: undefined,
    preamble: undefined,
    authorities: [readFileSync(lab.root, 'utf8')],
    stored: undefined,
    milliseconds: 10_000,
    jobs: 2,
    offline: false,
    now: new Date().toISOString(),
    signal: new AbortController().signal,
    progress: () => {},
  });
  assert.deepEqual(gaps, []);
  return endpoints;
}

it('a Secret that was renewed, and a gateway that did not load it', async () => {
  const web = lab.leaf({ name: 'web', from: -40, until: 50 });
  const old = stated(web.certificate).serial;
  const port = await serveChain(readFileSync(web.chain), readFileSync(web.key));
  const [same, ...others] = await asked(clusterOf(port, web.chain));
  assert.deepEqual(others, []);
  assert.deepEqual([same!.verdict, same!.findings, same!.from], ['pass', [], 'Gateway shop/edge']);
  lab.leaf({ name: 'web', from: -1, until: 89 });
  const [stale] = await asked(clusterOf(port, web.chain));
  const [found] = stale!.findings;
  assert.equal(found!.rule, 'renewed-not-reloaded');
  assert.ok(
    found!.saw.includes(`serves serial ${old}`) &&
      found!.saw.includes(`Secret shop/web holds serial ${stated(web.certificate).serial}`),
  );
});
it('a Secret that was not seen leaves it unknown', async () => {
  const web = lab.leaf({ name: 'unseen' });
  const port = await serveChain(readFileSync(web.chain), readFileSync(web.key));
  const [one] = await asked(clusterOf(port, null));
  assert.deepEqual([one!.verdict, one!.findings.map(({ rule }) => rule)], ['unknown', ['stored-untold']]);
});
it('what is only declared is not asked', async () => {
  const declared = clusterOf(1, null).map((one): Fact => ({ ...one, stage: 'declared' }));
  assert.deepEqual(await asked(declared), []);
});

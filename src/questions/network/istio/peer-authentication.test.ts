import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objects } from '../../../../test/checks/yaml.ts';
import { joinsMesh, modeIn, peerAuthentications } from './peer-authentication.ts';

const policy = (namespace: string, spec: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: ${namespace}}, spec: ${spec}}`,
  );

describe('PeerAuthentication', () => {
  it('counts for the mesh, a namespace, a workload, or not at all', () => {
    const level = (namespace: string, spec: string): string | undefined =>
      peerAuthentications(policy(namespace, spec))[0]?.level;
    assert.equal(level('istio-system', '{}'), 'mesh');
    assert.equal(level('shop', '{selector: {}}'), 'namespace');
    assert.equal(level('shop', '{selector: {matchLabels: {app: web}}}'), 'workload');
    assert.equal(level('istio-system', '{selector: {matchLabels: {app: web}}}'), 'ignored');
  });
  it('a namespace comes before the mesh, and unset inherits', () => {
    const mode = (...specs: [string, string][]): string | undefined =>
      modeIn(peerAuthentications(specs.flatMap(([namespace, spec]) => policy(namespace, spec))), 'declared', 'shop')
        ?.value;
    assert.equal(mode(), undefined);
    assert.equal(mode(['istio-system', '{mtls: {mode: STRICT}}']), 'STRICT');
    assert.equal(mode(['istio-system', '{mtls: {mode: STRICT}}'], ['shop', '{mtls: {mode: DISABLE}}']), 'DISABLE');
    assert.equal(mode(['istio-system', '{mtls: {mode: STRICT}}'], ['shop', '{}']), 'STRICT');
    assert.equal(mode(['other', '{mtls: {mode: STRICT}}']), undefined);
    assert.equal(mode(['shop', '{mtls: {mode: STRICT}}'], ['shop', '{mtls: {mode: DISABLE}}']), undefined);
    assert.equal(mode(['shop', '{mtls: {mode: strict}}']), undefined);
  });
  it('a namespace joins by its labels', () => {
    const joins = (labels: string): boolean =>
      joinsMesh(objects(`{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: ${labels}}}`)[0]!.value);
    assert.equal(joins('{istio-injection: enabled}'), true);
    assert.equal(joins('{istio.io/rev: stable}'), true);
    assert.equal(joins('{istio.io/dataplane-mode: ambient}'), true);
    assert.equal(joins('{istio-injection: disabled}'), false);
    assert.equal(joins('{}'), false);
  });
});

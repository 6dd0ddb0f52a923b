import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { drift, factsOf } from '../../../../test/drift/hold.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';

const pod = (more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', namespace: 'shop' },
  spec: { containers: [{ name: 'main', image: 'a:1' }], ...more },
});
const at = (
  label: string,
  objects: readonly object[],
  gaps: readonly Gap[] = [],
): { label: string; facts: Fact[]; gaps: readonly Gap[] } => ({
  label,
  facts: factsOf(objects, 'live'),
  gaps,
});
const gap = (code: Gap['code'], touches: readonly string[] = ['*']): Gap => ({
  code,
  source: 'test',
  subject: 'x',
  because: 'y',
  toKnow: 'z',
  touches,
});

describe('the verdict', () => {
  const verdict = (live: readonly object[], gaps: readonly Gap[] = []): string =>
    drift([pod()], [], { live: [at('kube:', live, gaps)] }).verdict;
  it('is drift for anything that differs, whatever else is unknown', () => {
    assert.equal(verdict([pod({ hostPID: true })], [gap('CLUSTER_FORBIDDEN')]), 'drift');
  });
  it('is unknown for what was not seen, and not for what does not matter', () => {
    assert.equal(verdict([pod()]), 'no drift');
    assert.equal(verdict([pod()], [gap('CLUSTER_FORBIDDEN')]), 'unknown');
    assert.equal(verdict([pod()], [gap('KUBELET_UNREAD')]), 'no drift');
    assert.equal(verdict([pod()], [gap('PATHS_IGNORED', [])]), 'no drift');
  });
  it('is unknown when there is nothing to compare', () => {
    assert.equal(drift([], [], { live: [at('kube:', [])] }).verdict, 'unknown');
  });
});

describe('commands', () => {
  const remedies = (label: string): (string | null)[] =>
    drift([pod()], [], {
      live: [at(label, [pod(), { ...pod(), metadata: { name: "it's", namespace: 'shop' } }])],
    }).items.flatMap(({ remedy, state }) => (state === 'undeclared' ? [remedy] : []));
  it('reach the cluster that was looked at, and quote names', () => {
    assert.deepEqual(remedies('kube:'), [`kubectl delete pod 'it'\\''s' -n shop`]);
    assert.deepEqual(remedies('kube:a b'), [`kubectl --context 'a b' delete pod 'it'\\''s' -n shop`]);
  });
});

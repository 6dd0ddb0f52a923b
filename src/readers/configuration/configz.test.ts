import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Configuration } from '../../facts/configuration.ts';
import { readConfigz } from './configz.ts';

const context = { source: 'kubernetes', node: 'n1', api: 'GET /api/v1/nodes/n1/proxy/configz' };

it('reads the configuration that a kubelet answers, and where each value stands', () => {
  const [one] = readConfigz({ kubeletconfig: { authentication: { anonymous: { enabled: false } } } }, context);
  assert.ok(one !== undefined && 'fact' in one);
  assert.deepEqual(one.fact.subject, { source: 'kubernetes', kind: 'Node', name: 'n1' });
  assert.equal(one.fact.stage, 'running');
  const { program, root } = one.fact.value as Configuration;
  assert.equal(program, 'kubelet');
  const { value, at } = root.down('authentication', 'anonymous', 'enabled').boolean();
  assert.equal(value, false);
  assert.equal(at.place, 'kubeletconfig.authentication.anonymous.enabled');
});

it('tells of an answer of another shape', () => {
  for (const answer of [null, 'no', {}, { kubeletconfig: [] }]) {
    const [one] = readConfigz(answer, context);
    assert.ok(one !== undefined && 'gap' in one && one.gap.code === 'KUBELET_UNREAD');
  }
});

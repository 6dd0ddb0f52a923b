/**
 * The API server as judge of the shape of policies and bindings: what it refuses to keep denies nothing,
 * and must be a fault; what it keeps must be none.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readBinding, readPolicy } from '../../src/formats/admission/read-policy.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { bindingsPath, policiesPath } from './judge.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';
const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
const condition = { name: 'a', expression: 'true' };
const annotation = { key: 'a', valueExpression: '"x"' };
const selecting = (objectSelector: Plain): Plain => ({ matchConstraints: { objectSelector, resourceRules: [rule] } });
const ruled = (own: Plain): Plain => ({ matchConstraints: { resourceRules: [{ ...rule, ...own }] } });
const expressed = (own: Plain): Plain => selecting({ matchExpressions: [{ key: 'a', ...own }] });
const said = (own: Plain): Plain => ({ validations: [{ expression: 'true', ...own }] });

/** Parts of the spec of a policy that is kept otherwise. */
const specs: readonly Plain[] = [
  {},
  ...['Invalid', 'Forbidden', 'Unauthorized', 'RequestEntityTooLarge', 'Foo', 'NotFound'].map((reason) =>
    said({ reason }),
  ),
  ...['a\nb', 'a\rb', ' ', 'a\n', 'a'.repeat(6000)].map((message) => said({ message })),
  said({ expression: 'true &&\ntrue' }),
  said({ messageExpression: ' ' }),
  ...['*', 'Cluster', 'Namespaced', 'Bogus'].map((scope) => ruled({ scope })),
  ...[['*'], ['*', 'apps'], ['', 'apps']].map((apiGroups) => ruled({ apiGroups })),
  ...[['*'], ['*', 'v1'], ['']].map((apiVersions) => ruled({ apiVersions })),
  ...[['*'], ['*', 'CREATE'], ['FOO'], ['CONNECT', 'DELETE'], ['create']].map((operations) => ruled({ operations })),
  ...[
    ['*', 'pods'],
    ['*', 'pods/exec'],
    ['*/*', 'pods'],
    ['pods/*', 'pods/exec'],
    ['pods/exec', 'pods/*'],
    ['*/scale', 'deployments/scale'],
    ['pods', 'pods/*'],
    ['*', '*/*'],
    [''],
  ].map((resources) => ruled({ resources })),
  ...[{ 'a b': 'c' }, { 'x.y/a': 'c' }, { 'X/a': 'c' }, { a: 'b c' }, { a: '' }, { 'a/b/c': 'd' }].map((matchLabels) =>
    selecting({ matchLabels }),
  ),
  ...['In', 'NotIn'].flatMap((operator) => [[], ['b'], ['b c']].map((values) => expressed({ operator, values }))),
  ...['Exists', 'DoesNotExist'].flatMap((operator) => [[], ['b']].map((values) => expressed({ operator, values }))),
  expressed({ operator: 'Exists', key: 'a b' }),
  { matchConditions: [condition, condition] },
  { matchConditions: [{ ...condition, name: 'a b' }] },
  { matchConditions: [{ ...condition, name: 'x.io/a' }] },
  ...[64, 65].map((length) => ({
    matchConditions: Array.from({ length }, (_, index) => ({ ...condition, name: `c${index}` })),
  })),
  { auditAnnotations: [annotation, annotation] },
  { auditAnnotations: [{ ...annotation, key: 'a b' }] },
  ...[20, 21].map((length) => ({
    auditAnnotations: Array.from({ length }, (_, index) => ({ ...annotation, key: `k${index}` })),
  })),
];

const bindings: readonly Plain[] = [
  { validationActions: ['Deny'] },
  { validationActions: ['Deny', 'Warn'] },
  { validationActions: ['Deny', 'Audit'] },
  { validationActions: ['Audit', 'Audit'] },
  { validationActions: ['Log'] },
  { validationActions: ['Deny'], matchResources: { objectSelector: { matchLabels: { 'a b': 'c' } } } },
];

describe('the shape of policies, the API server being the judge', { skip: noKubernetes() ?? false }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
  });
  after(() => server?.stop());

  async function refusal(path: string, object: Plain): Promise<string | null> {
    const { status, body } = await server.client.ask('POST', `${path}?dryRun=All`, object);
    return status === 201 ? null : String(body.message);
  }

  it('what it refuses is a fault, and nothing else is', { timeout: 600_000 }, async () => {
    assert.ok(specs.length > 60);
    const differences: string[] = [];
    for (const [index, part] of specs.entries()) {
      const spec = { ...ruled({}), ...said({}), ...part };
      const policy = { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: `shape-${index}` }, spec };
      const theirs = await refusal(policiesPath, policy);
      const mine = readPolicy(Located.root(policy, apiPlace('test', 'p'))).faults.map(({ because }) => because);
      if ((theirs === null) !== (mine.length === 0)) differences.push(JSON.stringify({ part, theirs, mine }));
    }
    for (const part of bindings) {
      const spec = { policyName: 'p', ...part };
      const binding = { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'b' }, spec };
      const theirs = await refusal(bindingsPath, binding);
      const mine = readBinding(Located.root(binding, apiPlace('test', 'b'))).faults.map(({ because }) => because);
      if ((theirs === null) !== (mine.length === 0)) differences.push(JSON.stringify({ part, theirs, mine }));
    }
    assert.deepEqual(differences, []);
  });
});

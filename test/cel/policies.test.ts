/**
 * The API server as judge of whole policies: over the same objects it and Plimsoll let in, warn, refuse
 * with the same words and reason.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kubernetesObject, type KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import type { Fact } from '../../src/model/fact.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import { decideAdmission } from '../../src/readers/admission/decide.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import type { ClusterAnswer, Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { inParallel } from './judge.ts';
import { policyCases, type PolicyCase } from './policies.ts';

const api = 'admissionregistration.k8s.io/v1';
const namespaceOf = (index: number): string => `case-${index}`;
const labels = { team: 'blue' };

/** The documents of a case as they would lie in a folder: namespace, policy, bindings, parameters, objects. */
function documentsOf(
  { name, spec, bindings = [{ validationActions: ['Deny'] }], params = [] }: PolicyCase,
  index: number,
): Plain[] {
  const namespace = namespaceOf(index);
  const rules = spec.matchConstraints;
  const own = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  // Each policy speaks of its own namespace only; a selector of the case's own is kept beside it.
  const selector = rules.namespaceSelector ?? {};
  const matchConstraints = {
    ...rules,
    namespaceSelector: { ...selector, matchLabels: { ...selector.matchLabels, ...own.matchLabels } },
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
    ...params.map((one) => placed(one, namespace)),
    {
      apiVersion: api,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: { failurePolicy: 'Fail', ...spec, matchConstraints },
    },
    ...bindings.map((binding, at) => ({
      apiVersion: api,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: `${name}-${at}` },
      spec: { policyName: name, ...binding },
    })),
  ];
}

function placed(object: Plain, namespace: string): Plain {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** What we say of an object: the words of the server's refusal, its warnings, or nothing. */
function ours(
  documents: readonly Plain[],
  object: Plain,
): { denied: string | null; warned: string[]; unknown: string[] } {
  const facts = [...documents, object].flatMap((one) =>
    readKubernetes(Located.root(one, apiPlace('test', one.metadata.name)), {
      source: 'test',
      stage: 'declared',
    }).flatMap((seen) =>
      'fact' in seen && seen.fact.kind === kubernetesObject.name ? [seen.fact as Fact<KubernetesObject>] : [],
    ),
  );
  const { facts: decisions, gaps } = decideAdmission(facts);
  assert.deepEqual(
    gaps.filter(({ code }) => code !== 'CEL_BUDGET'),
    [],
  );
  const own = decisions.filter(({ subject }) => subject.name === object.metadata.name && subject.kind === object.kind);
  const said = (verdict: string): typeof own => own.filter(({ value }) => value.verdict === verdict);
  const [first] = said('deny');
  return {
    denied:
      first === undefined
        ? null
        : `ValidatingAdmissionPolicy '${first.value.policy}' with binding '${first.value.binding}' denied request: ${first.value.message}`,
    warned: said('warn').map(({ value }) => value.message),
    unknown: said('unknown').map(({ value }) => value.message),
  };
}

describe('admission policies, the API server being the judge', { skip: noKubernetes() ?? false }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
  });
  after(() => server?.stop());

  async function create(object: Plain): Promise<ClusterAnswer> {
    return server.client.ask('POST', `${await server.client.collectionOf(object)}?dryRun=All`, object);
  }

  it(`${policyCases.length} policies are decided alike`, { timeout: 600_000 }, async (context) => {
    assert.ok(policyCases.length >= 60);
    const all = policyCases.map((one, index) => ({ one, index, documents: documentsOf(one, index) }));
    for (const { documents } of all) for (const document of documents) await server.client.create(document);
    // All are active once the last is: they are read in the order in which they were made.
    const probe = {
      name: 'zz-probe',
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
          objectSelector: { matchLabels: { probe: 'yes' } },
        },
        validations: [{ expression: 'false' }],
      },
      objects: [],
    };
    for (const document of documentsOf(probe, policyCases.length)) await server.client.create(document);
    const watched = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'p', namespace: namespaceOf(policyCases.length), labels: { probe: 'yes' } },
    };
    for (let tries = 0; (await create(watched)).status === 201; tries++) {
      assert.ok(tries < 100, 'policies get active');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const differences: string[] = [];
    const counts = { admitted: 0, denied: 0, warned: 0 };
    await inParallel(all, 2, async ({ one, index, documents }) => {
      for (const object of one.objects.map((given) => placed(given, namespaceOf(index)))) {
        const answer = await create(object);
        const message = answer.status === 201 ? null : String(answer.body.message);
        const theirs = message === null ? null : message.replace(/^.*? is forbidden: /s, '');
        const warnings = answer.warnings.map(
          (line) => /denied|Validation failed.*?'[^']*' with binding '[^']*': (.*)"/s.exec(line)?.[1] ?? line,
        );
        const mine = ours(documents, object);
        counts[theirs !== null ? 'denied' : warnings.length > 0 ? 'warned' : 'admitted']++;
        // A warning is one of Warn alone; what is only audited is seen by nobody who asks.
        const audited = one.bindings?.some(({ validationActions }) => !validationActions.includes('Warn')) === true;
        const same =
          mine.denied === theirs &&
          mine.unknown.length === 0 &&
          (audited || JSON.stringify(mine.warned) === JSON.stringify(warnings.map(unquoted)));
        if (!same)
          differences.push(
            `${one.name} on ${object.metadata.name}\n  ours:   ${JSON.stringify(mine)}\n  theirs: ${JSON.stringify({ theirs, warnings })}`,
          );
      }
    });
    assert.deepEqual(differences, []);
    context.diagnostic(`${policyCases.length} policies: ${JSON.stringify(counts)}`);
    assert.ok(counts.admitted > 20 && counts.denied > 20 && counts.warned > 1);
  });
});

/** A warning stands in a header as a quoted string. */
function unquoted(text: string): string {
  return text.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}

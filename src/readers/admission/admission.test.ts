import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { fact, type Fact, type Stage } from '../../model/fact.ts';
import { decideAdmission } from './decide.ts';
import { readCheckTests, runCheckTest } from './check-tests.ts';
import { readCustomChecks } from './custom-check.ts';
import { judgeByCheck } from './judge-custom.ts';

type ObjectFact = Fact<KubernetesObject>;

/** The objects of a YAML text, as a collector would see them. */
function objects(text: string, stage: Stage = 'declared'): ObjectFact[] {
  return readYaml(text, 'test.yaml', 'test', 'kubernetes').documents.map(({ root }) => {
    const metadata = root.get('metadata');
    const kind = String(root.get('kind').value);
    const name = String(metadata.get('name').value);
    const namespace = kind === 'Namespace' ? '' : (metadata.get('namespace').string().value ?? 'default');
    const value: KubernetesObject = {
      apiVersion: String(root.get('apiVersion').value),
      kind,
      name,
      namespace,
      labels: metadata.get('labels').record(),
      annotations: metadata.get('annotations').record(),
      root,
    };
    return fact(kubernetesObject, { subject: { source: 'test', kind, namespace, name }, stage }, value, root.at);
  });
}

const policy = (validation: string, more = ''): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: [CREATE], resources: ['*']}]
${more}
  validations: [{expression: ${JSON.stringify(validation)}}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: b}
spec: {policyName: p, validationActions: [Deny]}
---
`;
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: x}\n';

function decided(text: string, stage: Stage = 'declared'): string[] {
  const { facts, gaps } = decideAdmission(objects(text, stage));
  return [
    ...facts.map(({ subject, value }) => `${subject.name} ${value.verdict} ${value.message}`.trim()),
    ...gaps.map(({ code }) => code),
  ];
}

describe('admission decided offline', () => {
  const cases: readonly (readonly [name: string, text: string, said: readonly string[]])[] = [
    ['lets in what meets it', policy("object.data.a == 'x'") + configMap, ['c admit']],
    [
      'refuses in the words of the server',
      policy("object.data.a == 'y'") + configMap,
      ["c deny failed expression: object.data.a == 'y'"],
    ],
    [
      'denies by an error',
      policy('object.data.b == "y"') + configMap,
      [`c deny expression 'object.data.b == "y"' resulted in error: no such key: b`],
    ],
    [
      'does not know who asks',
      policy("request.userInfo.username != 'bob'") + configMap,
      ['c unknown who would ask the API server is not known'],
    ],
    [
      'does not know the authorizer',
      policy("authorizer.group('apps').resource('deployments').check('create').allowed()") + configMap,
      ['c unknown who would ask the API server is not known'],
    ],
    [
      'decides without the unknown where it may',
      policy("object.data.a == 'y' && request.userInfo.username == 'bob'") + configMap,
      ["c deny failed expression: object.data.a == 'y' && request.userInfo.username == 'bob'"],
    ],
    [
      'does not know a namespace that was not seen',
      policy("namespaceObject.metadata.labels.team == 'a'") + configMap,
      ['c unknown the namespace default was not seen'],
    ],
    [
      'does not know what the server sets',
      policy("object.metadata.uid != ''") + configMap,
      ['c unknown the API server gives this field its value when the object is made'],
    ],
    [
      "knows the server's defaults",
      `${policy('object.spec.replicas == 1')}apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {}\n`,
      ['d admit'],
    ],
    [
      'does not know the defaults of others',
      `${policy('has(object.spec.x)')}apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {}\n`,
      ['t unknown the API server may fill in what this Thing leaves out'],
    ],
    [
      'does not know a parameter that was not seen',
      policy('params.data.a == "x"', '  paramKind: {apiVersion: v1, kind: ConfigMap}').replace(
        'policyName: p,',
        'policyName: p, paramRef: {name: gone, parameterNotFoundAction: Allow},',
      ) + configMap,
      ['c unknown the ConfigMap gone was not seen'],
    ],
    ['tells of an expression that is refused', policy('object.') + configMap, ['CEL_INVALID']],
    ['tells of a type that does not fit', policy("'a'") + configMap, ['CEL_INVALID']],
    [
      'tells of a policy that is no policy',
      policy('true').replace("resources: ['*']", 'resources: []') + configMap,
      ['POLICY_INVALID'],
    ],
    [
      'stops at the budget',
      policy('lists.range(1000000).size() > 0') + configMap,
      [
        "c deny expression 'lists.range(1000000).size() > 0' resulted in error: operation cancelled: actual cost limit exceeded",
        'CEL_BUDGET',
      ],
    ],
  ];
  for (const [name, text, said] of cases)
    it(name, () => {
      assert.deepEqual(decided(text), said);
    });

  it('takes an object of the cluster as it is', () => {
    const text = `${policy('!has(object.spec.x)')}apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {}\n`;
    assert.deepEqual(decided(text, 'admitted'), ['t admit']);
  });

  it('never throws, whatever policies hold', () => {
    const [whole] = objects(policy('true'));
    assert.ok(whole !== undefined);
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom(
          'matchConstraints',
          'validations',
          'variables',
          'matchConditions',
          'paramKind',
          'failurePolicy',
          'auditAnnotations',
        ),
        (value, key) => {
          const text = policy('true').replace('spec:\n', `spec:\n  ${key}: ${JSON.stringify(value)}\n`);
          decideAdmission(objects(text + configMap));
        },
      ),
      { numRuns: 200 },
    );
  });
});

const check = (validation: string, more = ''): string =>
  `apiVersion: plimsoll/v1\nkind: Check\nmetadata: {name: own}\nspec:\n  title: All is well\n  severity: low\n${more}  validations: [{expression: ${JSON.stringify(validation)}, message: not well}]\n`;

describe('custom checks', () => {
  const aspects = ['hardening/practices'];

  function judged(text: string, of: string): string[] {
    const { checks, faults } = readCustomChecks(objects(text), aspects);
    assert.deepEqual(faults, []);
    return judgeByCheck(checks[0]!, objects(of), []).judgements.map(({ verdict, saw }) => `${verdict} ${saw}`.trim());
  }

  it('judges', () => {
    assert.deepEqual(judged(check("object.data.a == 'x'"), configMap), ['pass']);
    assert.deepEqual(judged(check("object.data.a == 'y'"), configMap), ['fail not well']);
  });
  it('does not take an error for a fail', () => {
    assert.deepEqual(judged(check("object.data.b == 'y'"), configMap), [
      `unknown expression 'object.data.b == 'y'' resulted in error: no such key: b`,
    ]);
  });
  it('gives its own parameters', () => {
    assert.deepEqual(judged(check('object.data.a in params.allowed', '  params: {allowed: [x]}\n'), configMap), [
      'pass',
    ]);
  });
  it('takes objects of others as they are written', () => {
    assert.deepEqual(
      judged(check('!has(object.spec.x)'), 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {}\n'),
      ['pass'],
    );
  });

  const mistakes: readonly (readonly [string, string, RegExp, number])[] = [
    ['an expression', check('object.data.'), /Syntax error/, 7],
    ['a severity', check('true').replace('low', 'bad'), /none of info, low/, 6],
    ['an aspect', check('true', '  aspect: hardening/nothing\n'), /no aspect/, 7],
    ['no validations', check('true').replace(/validations.*/, 'validations: []'), /neither validations/, 4],
    ['two of one name', `${check('true')}---\n${check('true')}`, /another check is named "own" too/, 11],
  ];
  for (const [name, text, because, line] of mistakes)
    it(`tells of ${name}, and where`, () => {
      const { faults } = readCustomChecks(objects(text), aspects);
      assert.equal(faults.length, 1);
      assert.match(faults[0]!.because, because);
      assert.equal(faults[0]!.at.at.line, line);
    });

  it('runs tests beside it', () => {
    const { checks } = readCustomChecks(objects(check("object.data.a == 'x'")), aspects);
    const { documents } = readYaml(
      `cases:\n  - {name: good, expect: pass, object: 1}\n  - {name: bad, expect: fail, message: well, object: 2}\n  - {name: wrong, expect: fail, object: 1}\n  - {expect: maybe, object: 1}\n  - {expect: pass}\n`,
      'own.test.yaml',
      'test',
      'kubernetes',
    );
    const read = readCheckTests(documents[0]!.root, 'own.test.yaml', checks, (at) =>
      objects(at.value === 1 ? configMap : configMap.replace('a: x', 'a: y')),
    );
    assert.deepEqual(
      read.tests.map((test) => runCheckTest(test, [])),
      [null, null, 'expected fail, got pass'],
    );
    assert.deepEqual(
      read.faults.map(({ because }) => because),
      ['expect is none of pass, fail, unknown, none', 'has neither object nor objects'],
    );
  });
});

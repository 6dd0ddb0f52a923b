/** What nobody would write: no check of CIS Kubernetes crashes on it, and none passes by what it could not read. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { file, objects, pod, process } from '../../../../test/checks/node.ts';
import { evaluate } from '../../../../test/checks/table.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Judgement } from '../../../model/outcome.ts';
import { fewHoldStrongRights } from '../../runtime/access/few-hold-strong-rights.ts';
import { hardening } from '../question.ts';

const checks = [...hardening.checks.filter(({ id }) => id.startsWith('HRD-7')), fewHoldStrongRights];

function judged(facts: readonly Fact[]): Judgement[] {
  return checks.flatMap((check) => evaluate(check, facts));
}

const odd = fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, '', 'x', 'true', '0', '0s', [], {}, [null], [[]], {
  a: [],
});

const key = fc.constantFrom(
  'resources',
  'providers',
  'anonymous',
  'enabled',
  'conditions',
  'path',
  'authorizers',
  'type',
  'plugins',
  'kms',
  '__proto__',
  'constructor',
);

const settings = [
  'authentication',
  'authorization',
  'readOnlyPort',
  'streamingConnectionIdleTimeout',
  'makeIPTablesUtilChains',
  'eventRecordQPS',
  'rotateCertificates',
  'serverTLSBootstrap',
  'featureGates',
  'tlsCipherSuites',
  'tlsMinVersion',
  'tlsCertFile',
  'podPidsLimit',
  'seccompDefault',
];

/** Settings whose default is not what is asked for: they pass by a good value of the right type alone. */
const needed: Readonly<Record<string, { readonly item: string; readonly good: (value: unknown) => boolean }>> = {
  rotateCertificates: { item: '4.2.10', good: (value) => value === true },
  podPidsLimit: { item: '4.2.13', good: (value) => typeof value === 'number' && value > 0 },
  seccompDefault: { item: '4.2.14', good: (value) => value === true },
};

describe('odd configurations of a kubelet', () => {
  const configuration = fc.record(Object.fromEntries(settings.map((name) => [name, odd])), { requiredKeys: [] });
  it('never crash a check, and pass only by a good value', () =>
    fc.assert(
      fc.property(configuration, (value) => {
        const kubelet = [process('kubelet', '--config=/k.yaml'), file('kubelet', '/k.yaml', JSON.stringify(value))];
        const all = judged(kubelet);
        for (const [name, { item, good }] of Object.entries(needed)) {
          const own = all.filter(({ references }) => references?.some((one) => one.item === item));
          assert.equal(own.length, 1, name);
          if (!good((value as Record<string, unknown>)[name])) assert.notEqual(own[0]!.verdict, 'pass', name);
        }
      }),
    ));
});

describe('odd command lines', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 10 }),
    fc.constantFrom(
      '--profiling',
      '--profiling=',
      '--anonymous-auth',
      '--',
      '--=',
      '---',
      '-',
      '$(A)',
      '$$',
      '--authorization-mode',
    ),
  );
  const name = fc.constantFrom(
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'etcd',
    'kubelet',
    'kube-proxy',
  );
  it('never crash a check', () =>
    fc.assert(
      fc.property(name, fc.array(word, { maxLength: 8 }), (program, words) => {
        for (const facts of [pod(program, ...words), [process(program, ...words)]]) judged(facts);
      }),
    ));
  it('a component is seen, whatever its flags', () =>
    fc.assert(
      fc.property(name, fc.array(word, { maxLength: 8 }), (program, words) => {
        assert.ok(program === 'kubelet' || program === 'kube-proxy' || judged([process(program, ...words)]).length > 0);
      }),
    ));
});

describe('odd files that flags name', () => {
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      odd,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const programs = [
    'kubernetes-encryption',
    'kubernetes-authentication',
    'kubernetes-authorization',
    'kubernetes-admission',
    'kube-proxy',
  ] as const;
  const flags = [
    'encryption-provider-config',
    'authentication-config',
    'authorization-config',
    'admission-control-config-file',
  ];
  it('never crash a check', () =>
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.dictionary(key, tree, { minKeys: 1 }), (program, value) => {
        const server = process('kube-apiserver', ...flags.map((flag) => `--${flag}=/f.yaml`));
        judged([server, file(program, '/f.yaml', JSON.stringify(value))]);
      }),
    ));
  it('an encryption that cannot be read is no encryption', () =>
    fc.assert(
      fc.property(odd, (resources) => {
        const server = process('kube-apiserver', '--encryption-provider-config=/f.yaml');
        const all = judged([server, file('kubernetes-encryption', '/f.yaml', JSON.stringify({ resources }))]);
        const own = all.filter(({ references }) => references?.some(({ item }) => item === '1.2.28'));
        assert.ok(own.length === 1 && own[0]!.verdict !== 'pass');
      }),
    ));
});

describe('odd roles and bindings', () => {
  const role = fc.record({
    rules: fc.oneof(odd, fc.array(fc.record({ apiGroups: odd, resources: odd, verbs: odd }), { maxLength: 2 })),
  });
  const binding = fc.record({
    roleRef: fc.oneof(odd, fc.record({ kind: odd, name: odd })),
    subjects: fc.oneof(odd, fc.array(odd)),
  });
  it('never crash a check', () =>
    fc.assert(
      fc.property(role, binding, (held, bound) => {
        const apiVersion = 'rbac.authorization.k8s.io/v1';
        const list = [
          { apiVersion, kind: 'ClusterRole', metadata: { name: 'x' }, ...held },
          { apiVersion, kind: 'ClusterRoleBinding', metadata: { name: 'x' }, ...bound },
        ];
        judged(list.flatMap((one) => objects(JSON.stringify(one))));
      }),
    ));
  it('a role that names itself everywhere ends', () => {
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const one = {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'x', labels: { self: 'x' } },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { self: 'x' } }] },
    };
    const bound = {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'x' },
      roleRef: { kind: 'ClusterRole', name: 'x' },
      subjects: [{ kind: 'User', name: 'a' }],
    };
    const all = judged([one, bound].flatMap((each) => objects(JSON.stringify(each), 'declared')));
    assert.deepEqual(
      all.map(({ verdict }) => verdict),
      ['unknown'],
    );
  });
});

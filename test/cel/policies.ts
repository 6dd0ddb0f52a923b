import type { Plain } from '../real/kubernetes-client.ts';

/** A whole policy with its bindings and parameters, and objects that are made under it. */
export interface PolicyCase {
  readonly name: string;
  readonly spec: Plain;
  /** Specs of the bindings; one that denies where none is given. */
  readonly bindings?: readonly Plain[];
  readonly params?: readonly Plain[];
  readonly objects: readonly Plain[];
}

const pod = (name: string, spec: Plain = {}, labels: Plain = {}): Plain => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: { containers: [{ name: 'web', image: 'registry.example/web:1.2', ...spec.container }], ...spec.pod },
});
const deployment = (name: string, spec: Plain = {}, container: Plain = {}): Plain => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'web', image: 'registry.example/web:1.2', ...container }] },
    },
    ...spec,
  },
});
const config = (name: string, data: Plain = {}, metadata: Plain = {}): Plain => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});
const params = (name: string, data: Plain, labels: Plain = {}): Plain => config(name, data, { labels });

const on = (resources: string, more: Plain = {}): Plain => {
  const [group, names] = resources.split(':') as [string, string];
  return {
    matchConstraints: {
      resourceRules: [
        { apiGroups: [group], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: names.split(',') },
      ],
      ...more,
    },
  };
};
const pods = on(':pods');
const deployments = on('apps:deployments');
const configs = on(':configmaps');
const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
const validate = (expression: string, more: Plain = {}): Plain => ({ expression, ...more });
const deny = { validationActions: ['Deny'] };
const byName = (name: string, more: Plain = {}): Plain => ({
  ...deny,
  paramRef: { name, parameterNotFoundAction: 'Deny', ...more },
});

const secure = { container: { securityContext: { runAsNonRoot: true, privileged: false } } };
const objectsOf = {
  pods: [
    pod('odd', {
      container: {
        stdin: false,
        env: [{ name: 'E', value: '' }],
        securityContext: { privileged: false },
        resources: null,
      },
      pod: { hostNetwork: false, nodeSelector: {}, volumes: [], securityContext: {}, hostUsers: null },
    }),
    pod('plain'),
    pod('secure', secure),
    pod('host', { pod: { hostNetwork: true } }),
  ],
  deployments: [deployment('one'), deployment('many', { replicas: 9 }), deployment('latest', {}, { image: 'nginx' })],
  configs: [config('empty'), config('some', { a: '1', b: 'two' }), config('key', { password: 'x' })],
};

/** Sixty and more, of all parts that a policy has. The API server makes of each object what Plimsoll makes of it. */
export const policyCases: readonly PolicyCase[] = [
  // Plain validations over Pods.
  ...(
    [
      ['no-host-network', '!has(object.spec.hostNetwork) || !object.spec.hostNetwork'],
      [
        'non-root',
        'object.spec.containers.all(c, has(c.securityContext) && c.securityContext.?runAsNonRoot.orValue(false))',
      ],
      ['non-root-strict', 'object.spec.containers.all(c, c.securityContext.runAsNonRoot)'],
      ['pull-policy', "object.spec.containers.all(c, c.imagePullPolicy == 'IfNotPresent')"],
      ['restart-default', "object.spec.restartPolicy == 'Always' && object.spec.dnsPolicy == 'ClusterFirst'"],
      ['security-context-there', 'has(object.spec.securityContext) && object.spec.securityContext == {}'],
      ['resources-there', 'object.spec.containers.all(c, has(c.resources) && !has(c.resources.limits))'],
      ['registry', "object.spec.containers.map(c, c.image.split('/')[0]).all(r, r == 'registry.example')"],
      ['tagged', "object.spec.containers.all(c, c.image.matches('^.+:[0-9]+[.][0-9]+$'))"],
      ['named-by-length', 'object.metadata.name.size() > 4 && object.metadata.namespace.startsWith("case-")'],
      ['grace', 'object.spec.terminationGracePeriodSeconds < 30'],
      ['missing-field', "object.spec.nothing == 'x'"],
      ['absorbed-error', "object.spec.nothing == 'x' || object.kind == 'Pod'"],
      ['not-bool-inside', "object.spec.containers[0].name + 'x' == 'webx'"],
      ['index', "object.spec.containers[1].name == 'web'"],
      ['group', "request.kind.group == '' && request.resource.resource == 'pods' && request.operation == 'CREATE'"],
      ['request-name', "request.name != 'host'"],
    ] as const
  ).map(([name, expression]): PolicyCase => ({
    name,
    spec: { ...pods, validations: [validate(expression)] },
    objects: objectsOf.pods,
  })),
  // Over Deployments, whose defaults count.
  ...(
    [
      ['few-replicas', 'object.spec.replicas <= 5'],
      [
        'rolling',
        "object.spec.strategy.type == 'RollingUpdate' && object.spec.strategy.rollingUpdate.maxSurge == '25%'",
      ],
      ['history', 'object.spec.revisionHistoryLimit == 10 && object.spec.progressDeadlineSeconds == 600'],
      ['no-latest', "object.spec.template.spec.containers.all(c, c.imagePullPolicy != 'Always')"],
      ['template-defaults', "object.spec.template.spec.schedulerName == 'default-scheduler'"],
      ['limits', "object.spec.template.spec.containers.all(c, 'memory' in c.resources.limits)"],
      ['two-variables', "object.metadata.labels.all(k, v, k == 'app' && v != 'many')"],
      ['selector', 'object.spec.selector.matchLabels == object.spec.template.metadata.labels'],
      ['type-of', 'type(object.spec.replicas) == int && type(object.spec.template) == map'],
      ['int-overflow', 'object.spec.replicas + 9223372036854775807 > 0'],
      [
        'quantity',
        "object.spec.template.spec.containers.all(c, quantity(c.?resources.?limits.?memory.orValue('1Gi')).isLessThan(quantity('2Gi')))",
      ],
    ] as const
  ).map(([name, expression]): PolicyCase => ({
    name,
    spec: { ...deployments, validations: [validate(expression)] },
    objects: objectsOf.deployments,
  })),
  // Messages and reasons.
  {
    name: 'message',
    spec: { ...configs, validations: [validate("!('password' in object.data)", { message: 'no passwords here' })] },
    objects: objectsOf.configs,
  },
  {
    name: 'message-expression',
    spec: {
      ...configs,
      validations: [
        validate('object.data.size() == 1', {
          message: 'fallback',
          messageExpression: "'%s has %d keys'.format([object.metadata.name, object.data.size()])",
          reason: 'Forbidden',
        }),
      ],
    },
    objects: objectsOf.configs,
  },
  {
    name: 'message-expression-fails',
    spec: {
      ...configs,
      validations: [validate('false', { message: '  fallback  ', messageExpression: 'string(object.data.nothing)' })],
    },
    objects: objectsOf.configs,
  },
  {
    name: 'message-expression-fails-alone',
    spec: { ...configs, validations: [validate(' false ', { messageExpression: 'string(object.data.nothing)' })] },
    objects: objectsOf.configs,
  },
  {
    name: 'message-expression-empty',
    spec: { ...configs, validations: [validate('false', { message: 'said', messageExpression: "'   '" })] },
    objects: objectsOf.configs,
  },
  {
    name: 'message-expression-lines',
    spec: { ...configs, validations: [validate('false', { message: 'said', messageExpression: "'a\\nb'" })] },
    objects: objectsOf.configs,
  },
  {
    name: 'message-expression-long',
    spec: {
      ...configs,
      validations: [validate('false', { messageExpression: "lists.range(6000).map(x, 'a').join()" })],
    },
    objects: [config('one')],
  },
  {
    name: 'reasons',
    spec: { ...configs, validations: [validate('has(object.data.b)', { reason: 'RequestEntityTooLarge' })] },
    objects: objectsOf.configs,
  },
  {
    name: 'several',
    spec: {
      ...configs,
      validations: [
        validate('object.data.size() > 0', { message: 'first' }),
        validate("!has(object.data.a) || object.data.a == '2'", { message: 'second' }),
        validate('object.data.nothing.size() > 0'),
      ],
    },
    objects: objectsOf.configs,
  },
  // Variables.
  {
    name: 'variables',
    spec: {
      ...configs,
      variables: [
        { name: 'keys', expression: 'object.data.map(k, k)' },
        { name: 'count', expression: 'size(variables.keys)' },
      ],
      validations: [validate('variables.count < 2', { messageExpression: "'keys: ' + string(variables.count)" })],
    },
    objects: objectsOf.configs,
  },
  {
    name: 'lazy-variables',
    spec: {
      ...configs,
      variables: [{ name: 'broken', expression: 'object.data.nothing' }],
      validations: [validate("!has(object.data.a) || variables.broken == 'x'")],
    },
    objects: objectsOf.configs,
  },
  {
    name: 'variables-of-variables',
    spec: {
      ...configs,
      variables: [
        { name: 'broken', expression: 'object.data.nothing + "a"' },
        { name: 'more', expression: 'variables.broken + "b"' },
      ],
      validations: [validate("variables.more == 'x'")],
    },
    objects: [config('one', { a: 'b' })],
  },
  {
    name: 'variable-used-often',
    spec: {
      ...configs,
      variables: [{ name: 'n', expression: 'lists.range(2000).map(x, x * 2).sum()' }],
      validations: [validate('variables.n > 0 && variables.n < 1'), validate('variables.n == 3998000')],
    },
    objects: [config('one')],
  },
  // Match conditions.
  {
    name: 'conditions',
    spec: {
      ...configs,
      matchConditions: [{ name: 'some', expression: 'has(object.data.a)' }],
      validations: [validate('false', { message: 'has a' })],
    },
    objects: [config('none', { z: 'x' }), ...objectsOf.configs.slice(1)],
  },
  {
    name: 'condition-fails',
    spec: {
      ...configs,
      matchConditions: [
        { name: 'first', expression: 'object.data.nothing == "x"' },
        { name: 'second', expression: "has(object.data.a) || object.data.nothing == 'y'" },
      ],
      validations: [validate('false')],
    },
    objects: objectsOf.configs,
  },
  {
    name: 'condition-fails-but-false',
    spec: {
      ...configs,
      matchConditions: [
        { name: 'first', expression: 'object.data.nothing == "x"' },
        { name: 'second', expression: 'false' },
      ],
      validations: [validate('false')],
    },
    objects: objectsOf.configs,
  },
  {
    name: 'condition-ignored',
    spec: {
      ...configs,
      failurePolicy: 'Ignore',
      matchConditions: [{ name: 'first', expression: 'object.data.nothing == "x"' }],
      validations: [validate('false')],
    },
    objects: objectsOf.configs,
  },
  // Failure policy.
  {
    name: 'ignored-errors',
    spec: { ...configs, failurePolicy: 'Ignore', validations: [validate('object.data.nothing == "x"')] },
    objects: objectsOf.configs,
  },
  {
    name: 'ignored-errors-real-denial',
    spec: {
      ...configs,
      failurePolicy: 'Ignore',
      validations: [validate('object.data.nothing == "x"'), validate('!has(object.data.b)', { message: 'b' })],
    },
    objects: [config('x', { z: '1' }), ...objectsOf.configs.slice(1)],
  },
  // What is matched.
  {
    name: 'object-selector',
    spec: {
      ...on(':configmaps', {
        objectSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
      }),
      validations: [validate('false')],
    },
    objects: [config('none'), config('a', {}, { labels: { tier: 'a' } }), config('c', {}, { labels: { tier: 'c' } })],
  },
  {
    name: 'object-selector-not',
    spec: {
      ...on(':configmaps', {
        objectSelector: {
          matchLabels: { x: 'y' },
          matchExpressions: [
            { key: 'tier', operator: 'NotIn', values: ['a'] },
            { key: 'gone', operator: 'DoesNotExist' },
          ],
        },
      }),
      validations: [validate('false')],
    },
    objects: [
      config('x', {}, { labels: { x: 'y' } }),
      config('xa', {}, { labels: { x: 'y', tier: 'a' } }),
      config('xg', {}, { labels: { x: 'y', gone: 'no' } }),
    ],
  },
  {
    name: 'namespace-selector',
    spec: {
      ...on(':configmaps', { namespaceSelector: { matchLabels: { team: 'blue' } } }),
      validations: [validate('false')],
    },
    objects: [config('x')],
  },
  {
    name: 'namespace-selector-other',
    spec: {
      ...on(':configmaps', { namespaceSelector: { matchLabels: { team: 'red' } } }),
      validations: [validate('false')],
    },
    objects: [config('x')],
  },
  {
    name: 'excluded',
    spec: {
      ...on(':*', {
        excludeResourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }],
      }),
      validations: [validate('false')],
    },
    objects: [pod('a'), config('b')],
  },
  {
    name: 'resource-names',
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['*'],
            apiVersions: ['*'],
            operations: ['CREATE'],
            resources: ['configmaps'],
            resourceNames: ['named'],
          },
        ],
      },
      validations: [validate('false')],
    },
    objects: [config('named'), config('other')],
  },
  {
    name: 'only-updates',
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE', 'DELETE'], resources: ['*'] }],
      },
      validations: [validate('false')],
    },
    objects: [config('x')],
  },
  {
    name: 'subresources',
    spec: { ...on(':pods/exec,pods/status'), validations: [validate('false')] },
    objects: [pod('a')],
  },
  {
    name: 'cluster-scope',
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['configmaps'], scope: 'Cluster' },
        ],
      },
      validations: [validate('false')],
    },
    objects: [config('x')],
  },
  {
    name: 'star-slash-star',
    spec: { ...on('*:*/*'), validations: [validate("object.kind != 'ConfigMap'")] },
    objects: [config('x'), pod('y')],
  },
  // The namespace.
  {
    name: 'namespace-object',
    spec: { ...configs, validations: [validate('namespaceObject.metadata.labels.team == object.data.team')] },
    objects: [config('blue', { team: 'blue' }), config('red', { team: 'red' }), config('none')],
  },
  {
    name: 'namespace-object-in-condition',
    spec: {
      ...configs,
      matchConditions: [{ name: 'blue', expression: "namespaceObject.metadata.labels.team == 'blue'" }],
      validations: [validate('false')],
    },
    objects: [config('x')],
  },
  // Parameters.
  {
    name: 'params',
    spec: {
      ...deployments,
      paramKind,
      validations: [
        validate('object.spec.replicas <= int(params.data.most)', {
          messageExpression: "'at most ' + params.data.most",
        }),
      ],
    },
    bindings: [byName('most')],
    params: [params('most', { most: '3' })],
    objects: objectsOf.deployments,
  },
  {
    name: 'params-none',
    spec: { ...deployments, paramKind, validations: [validate('params == null || object.spec.replicas < 5')] },
    bindings: [deny],
    objects: objectsOf.deployments,
  },
  {
    name: 'params-none-used',
    spec: { ...deployments, paramKind, validations: [validate("params.data.most == '3'")] },
    bindings: [deny],
    objects: [deployment('one')],
  },
  {
    name: 'params-selected',
    spec: {
      ...deployments,
      paramKind,
      validations: [
        validate('object.spec.replicas <= int(params.data.most)', {
          messageExpression: "params.metadata.labels.tier + ': at most ' + params.data.most",
        }),
      ],
    },
    bindings: [
      { ...deny, paramRef: { selector: { matchLabels: { tier: 'strict' } }, parameterNotFoundAction: 'Deny' } },
    ],
    params: [params('strict', { most: '2' }, { tier: 'strict' }), params('loose', { most: '1' }, { tier: 'loose' })],
    objects: objectsOf.deployments,
  },
  {
    name: 'params-two-bindings',
    spec: { ...deployments, paramKind, validations: [validate('object.spec.replicas <= int(params.data.most)')] },
    bindings: [
      { ...byName('loose'), matchResources: { objectSelector: { matchLabels: { app: 'many' } } } },
      { ...byName('strict'), matchResources: { objectSelector: { matchLabels: { app: 'one' } } } },
    ],
    params: [params('loose', { most: '20' }), params('strict', { most: '0' })],
    objects: objectsOf.deployments,
  },
  {
    name: 'params-broken',
    spec: { ...deployments, paramKind, validations: [validate('object.spec.replicas <= int(params.data.most)')] },
    bindings: [byName('most')],
    params: [params('most', { most: 'many' })],
    objects: [deployment('one')],
  },
  {
    name: 'params-in-condition',
    spec: {
      ...deployments,
      paramKind,
      matchConditions: [{ name: 'on', expression: "params.data.on == 'yes'" }],
      validations: [validate("object.metadata.name == 'one'")],
    },
    bindings: [byName('switch')],
    params: [params('switch', { on: 'yes' })],
    objects: objectsOf.deployments,
  },
  {
    name: 'params-in-condition-off',
    spec: {
      ...deployments,
      paramKind,
      matchConditions: [{ name: 'on', expression: "params.data.on == 'yes'" }],
      validations: [validate("object.metadata.name == 'one'")],
    },
    bindings: [byName('switch')],
    params: [params('switch', { on: 'no' })],
    objects: objectsOf.deployments,
  },
  // Actions of bindings.
  {
    name: 'warn',
    spec: { ...configs, validations: [validate('has(object.data.a)', { message: 'no a' })] },
    bindings: [{ validationActions: ['Warn'] }],
    objects: objectsOf.configs,
  },
  {
    name: 'audit',
    spec: { ...configs, validations: [validate('has(object.data.a)', { message: 'no a' })] },
    bindings: [{ validationActions: ['Audit'] }],
    objects: objectsOf.configs,
  },
  {
    name: 'warn-and-audit',
    spec: { ...configs, validations: [validate('object.data.nothing == "x"')] },
    bindings: [{ validationActions: ['Warn', 'Audit'] }],
    objects: objectsOf.configs,
  },
  // Audit annotations.
  {
    name: 'annotation-fails',
    spec: { ...configs, auditAnnotations: [{ key: 'k', valueExpression: 'string(object.data.nothing)' }] },
    objects: objectsOf.configs,
  },
  {
    name: 'annotation-null',
    spec: { ...configs, auditAnnotations: [{ key: 'k', valueExpression: "'a' in object.data ? 'x' : ''" }] },
    objects: objectsOf.configs,
  },
  // The budget.
  {
    name: 'over-the-call-limit',
    spec: { ...configs, validations: [validate('lists.range(1000000).size() > 0', { message: 'never said' })] },
    objects: [config('x')],
  },
  {
    name: 'over-the-call-limit-in-variable',
    spec: {
      ...configs,
      variables: [{ name: 'v', expression: 'lists.range(1000000)' }],
      validations: [validate('variables.v.size() > 0')],
    },
    objects: [config('x')],
  },
  {
    name: 'over-the-whole-budget',
    spec: {
      ...configs,
      validations: Array.from({ length: 12 }, (_, index) => validate(`lists.range(900000).size() > ${index}`)),
    },
    objects: [config('x')],
  },
  {
    name: 'over-the-budget-of-conditions',
    spec: {
      ...configs,
      matchConditions: Array.from({ length: 4 }, (_, index) => ({
        name: `c${index}`,
        expression: `lists.range(900000).size() > ${index}`,
      })),
      validations: [validate('true')],
    },
    objects: [config('x')],
  },
  {
    name: 'over-the-budget-by-messages',
    spec: {
      ...configs,
      validations: [
        ...Array.from({ length: 10 }, (_, index) => validate(`lists.range(900000).size() > ${index}`)),
        validate('false', { messageExpression: 'string(lists.range(999900).size())' }),
      ],
    },
    objects: [config('x')],
  },
];

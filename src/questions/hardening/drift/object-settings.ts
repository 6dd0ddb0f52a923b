import { createHash } from 'node:crypto';
import { groupOf, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Located } from '../../../model/located.ts';
import { namesSecret, secretShape } from '../dockerfile/secrets.ts';
import { absent, canonical, plainSetting, type Setting } from './setting.ts';
import { settingsBelow, type Rules } from './walk.ts';

type Plain = Readonly<Record<string, unknown>>;
type Read = (root: Located, labels: ReadonlySet<string>) => Setting[];

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

/** What the API server fills in, where it fills in more than nothing (SetDefaults_* of each group). */
const webhookRules: Rules = {
  keyed: { webhooks: ['name'] },
  whole: new Set(['rules', 'matchConditions', 'namespaceSelector', 'objectSelector']),
  // Whoever rotates the certificate writes it.
  ignored: new Set(['caBundle', 'timeoutSeconds', 'admissionReviewVersions']),
  empty: new Set(),
  defaults: {
    failurePolicy: ['Fail'],
    matchPolicy: ['Equivalent'],
    reinvocationPolicy: ['Never'],
    port: [443],
  },
};
const policyRules: Rules = {
  whole: new Set(['validations', 'matchConditions', 'variables', 'auditAnnotations', 'mutations', 'resourceRules']),
  empty: new Set(),
  defaults: {
    failurePolicy: ['Fail'],
    matchPolicy: ['Equivalent'],
    parameterNotFoundAction: ['Allow'],
    reinvocationPolicy: ['Never'],
  },
  sets: new Set(['validationActions']),
};
const quotaRules: Rules = {
  quantities: new Set(['hard']),
  whole: new Set(['scopeSelector']),
  sets: new Set(['scopes']),
};
const ingressRules: Rules = {
  whole: new Set(['rules', 'tls']),
};
const otherRules: Rules = { empty: new Set(['podSelector', 'namespaceSelector', 'selector']) };

/** By group and kind. What the API server fills in is filled in, or left out, here as well. */
const kinds: Readonly<Record<string, Read>> = {
  '/Namespace': namespace,
  '/Service': service,
  '/ServiceAccount': account,
  '/Secret': (root) => [at('type', root.get('type'), root.get('type').value ?? 'Opaque'), ...values(root, true)],
  '/ConfigMap': (root) => values(root, false),
  '/ResourceQuota': (root) => settingsBelow(root.get('spec'), '', null, quotaRules),
  '/LimitRange': limits,
  'networking.k8s.io/NetworkPolicy': networkPolicy,
  'networking.k8s.io/Ingress': (root) => [
    ...settingsBelow(root.get('spec'), '', null, ingressRules),
    ...annotations(root, /ingress\.kubernetes\.io\/|^kubernetes\.io\/ingress\.class$/),
  ],
  [`${rbac}/Role`]: role,
  [`${rbac}/ClusterRole`]: role,
  [`${rbac}/RoleBinding`]: binding,
  [`${rbac}/ClusterRoleBinding`]: binding,
  [`${admission}/MutatingWebhookConfiguration`]: webhooks,
  [`${admission}/ValidatingWebhookConfiguration`]: webhooks,
  [`${admission}/ValidatingAdmissionPolicy`]: policy,
  [`${admission}/ValidatingAdmissionPolicyBinding`]: policy,
  [`${admission}/MutatingAdmissionPolicy`]: policy,
  [`${admission}/MutatingAdmissionPolicyBinding`]: policy,
};

export interface ObjectSettings {
  readonly settings: readonly Setting[];
  /** False for kinds whose defaults are not known: only what is declared can be held against what lives. */
  readonly whole: boolean;
}

/** What an object that runs nothing says of security. */
export function objectSettings(
  object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'root'>,
  labels: ReadonlySet<string>,
): ObjectSettings {
  const read = kinds[groupKindOf(object)];
  if (read !== undefined) return { settings: read(object.root, labels), whole: true };
  const settings = object.root
    .entries()
    .filter(([key]) => !['apiVersion', 'kind', 'metadata', 'status'].includes(key))
    .flatMap(([key, value]) => settingsBelow(value, key, null, otherRules))
    .map(guarded);
  return { settings, whole: false };
}

/** Group and kind; the old group `extensions` is named by those that took its kinds. */
export function groupKindOf(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string {
  const group = groupOf(object);
  const moved = ['NetworkPolicy', 'Ingress'].includes(object.kind) ? 'networking.k8s.io' : 'apps';
  return `${group === 'extensions' ? moved : group}/${object.kind}`;
}

function at(name: string, place: Located, value: unknown = place.value): Setting {
  return plainSetting(null, name, place, value);
}

/** Left out where the two sides both lack it. */
function present(name: string, place: Located): Setting[] {
  return place.empty || canonical(place.value) === absent ? [] : [at(name, place)];
}

/** Labels by which namespaces are confined, meshed or selected. */
const ofNamespaces =
  /^(pod-security\.kubernetes\.io\/|istio-injection$|istio\.io\/|linkerd\.io\/|policy\.cilium\.io\/)/;

function namespace(root: Located, labels: ReadonlySet<string>): Setting[] {
  const own = root.down('metadata', 'labels').entries();
  // The API server gives every namespace this one.
  const told = own.filter(
    ([key]) => (ofNamespaces.test(key) || labels.has(key)) && key !== 'kubernetes.io/metadata.name',
  );
  return [
    ...told.map(([key, value]) => ({ ...at(`labels[${key}]`, value), text: `=${value.text().value ?? ''}` })),
    ...annotations(root, /^(linkerd\.io|scheduler\.alpha\.kubernetes\.io)\//),
  ];
}

/** Annotations by which clouds give an account rights of theirs. */
const cloud = /^(eks\.amazonaws\.com\/|iam\.gke\.io\/|azure\.workload\.identity\/)/;

function account(root: Located): Setting[] {
  return [
    ...present('automountServiceAccountToken', root.get('automountServiceAccountToken')),
    ...annotations(root, cloud),
  ];
}

function annotations(root: Located, which: RegExp): Setting[] {
  return root
    .down('metadata', 'annotations')
    .entries()
    .filter(([key]) => which.test(key))
    .map(([key, value]) => guarded(at(`annotations[${key}]`, value)));
}

/** Fields of kinds that are not known, and snippets of configuration, may hold a password under any name like one. */
function guarded(one: Setting): Setting {
  const { name, text } = one;
  if (text === undefined || text === absent) return one;
  const names = [...name.split(/[.[\]]/), ...text.split(/[^\w-]+/)];
  const isTold = !/snippet/i.test(name) && !names.some((word) => namesSecret(word.replaceAll('-', '_')));
  const hasShape = text.split(/["\s,=]+/).some((word) => secretShape(word) !== null) || secretShape(text) !== null;
  return isTold && !hasShape ? one : { ...one, shown: 'a value' };
}

function role(root: Located): Setting[] {
  const aggregation = root.get('aggregationRule');
  // A controller fills in the rules of these.
  if (!aggregation.empty) return [at('aggregationRule', aggregation)];
  const rules = root.get('rules');
  return [
    ...rules
      .items()
      .map((rule): Setting => ({ container: null, name: `rule ${ruleText(rule)}`, text: 'there', at: rule })),
    ...wrong(rules, 'rules'),
  ];
}

function ruleText(rule: Located): string {
  const lists = rule.entries().map(([key, list]): [string, unknown] => {
    const { value } = list.strings();
    return [key, value === undefined ? list.value : [...new Set(value)].toSorted()];
  });
  return canonical(Object.fromEntries(lists));
}

/** A list that is none says nothing. */
function wrong(list: Located, name: string): Setting[] {
  return list.empty || list.isList ? [] : [{ container: null, name, text: undefined, why: 'is no list', at: list }];
}

function binding(root: Located): Setting[] {
  const { kind, name } = Object(root.get('roleRef').value) as Plain;
  const subjects = root.get('subjects');
  return [
    at('roleRef', root.get('roleRef'), `${String(kind)} ${String(name)}`),
    ...wrong(subjects, 'subjects'),
    ...subjects.items().map((subject): Setting => {
      const { kind: what, name: who, namespace: where } = Object(subject.value) as Plain;
      const text = [what, where, who]
        .filter((part) => part !== undefined && part !== '' && part !== null)
        .map(String)
        .join(' ');
      return { container: null, name: `subject ${text}`, text: 'there', at: subject };
    }),
  ];
}

function networkPolicy(root: Located): Setting[] {
  const spec = root.get('spec');
  const types = spec.get('policyTypes');
  const egress = spec.get('egress');
  const usual = egress.items().length > 0 ? ['Egress', 'Ingress'] : ['Ingress'];
  const { value } = types.strings();
  const selector = spec.get('podSelector');
  return [
    at('podSelector', selector, selector.empty ? {} : selector.value),
    at('policyTypes', types, types.empty || types.items().length === 0 ? usual : (value?.toSorted() ?? types.value)),
    ...[spec.get('ingress'), egress].flatMap((list, index) => {
      const name = index === 0 ? 'ingress' : 'egress';
      return [
        ...wrong(list, name),
        ...list.items().map((rule): Setting => {
          const text = canonical(withProtocols(rule.value));
          return { container: null, name: `${name} ${text}`, text: 'there', at: rule };
        }),
      ];
    }),
  ];
}

function withProtocols(rule: unknown): unknown {
  const { ports, ...rest } = Object(rule) as Plain;
  if (!Array.isArray(ports)) return rest;
  const filled = ports.map((port: unknown): unknown => {
    const { protocol, ...more } = Object(port) as Plain;
    return { ...more, protocol: protocol === undefined || protocol === null || protocol === '' ? 'TCP' : protocol };
  });
  return { ...rest, ports: filled };
}

function service(root: Located): Setting[] {
  const spec = root.get('spec');
  const type = spec.get('type');
  const ports = spec.get('ports');
  return [
    at('type', type, type.empty || type.value === '' ? 'ClusterIP' : type.value),
    // An empty one selects nothing, as none does.
    ...(spec.get('selector').entries().length === 0 ? [] : present('selector', spec.get('selector'))),
    ...['externalIPs', 'loadBalancerSourceRanges'].flatMap((key) =>
      settingsBelow(spec.get(key), key, null, { sets: new Set([key]) }),
    ),
    ...present('externalName', spec.get('externalName')),
    ...annotations(root, /load-?balancer|backend-protocol/i),
    ...wrong(ports, 'ports'),
    ...ports.items().map((port): Setting => {
      const { port: number, protocol, targetPort } = Object(port.value) as Plain;
      // Zero and the empty text are how clients write "the same port".
      const same = [undefined, null, 0, ''].includes(targetPort as undefined);
      const name = `ports[${String(number)}/${canonical(protocol ?? 'TCP')}]`;
      return { container: null, name, text: `to ${String(same ? number : targetPort)}`, at: port };
    }),
    // A port of the node that the file leaves to the API server is its choice.
    ...ports.items().flatMap((port): Setting[] => {
      const { port: number, protocol, nodePort } = Object(port.value) as Plain;
      if (typeof nodePort !== 'number' || nodePort === 0) return [];
      const name = `${chosen}[${String(number)}/${canonical(protocol ?? 'TCP')}]`;
      return [{ container: null, name, text: String(nodePort), at: port.get('nodePort') }];
    }),
  ];
}

/** A setting that counts only where it is declared: left out, the API server chooses a port, and a class by its default. */
const chosen = 'nodePort';
export function isChosen({ name }: Pick<Setting, 'name'>): boolean {
  return (
    name === 'ingressClassName' || name.startsWith(`${chosen}[`) || /^limits\[.*\]\.default(Request)?\./.test(name)
  );
}

function webhooks(root: Located): Setting[] {
  return root
    .get('webhooks')
    .items()
    .flatMap((hook) => {
      const name = `webhooks[${hook.get('name').text().value ?? ''}]`;
      const own = settingsBelow(hook, name, null, webhookRules).filter(
        (one) =>
          !['.name', '.rules', '.namespaceSelector', '.objectSelector'].some((key) => one.name === `${name}${key}`),
      );
      return [
        { container: null, name, text: 'there', at: hook },
        ...own,
        // Each rule of all scopes unless it says otherwise.
        at(
          `${name}.rules`,
          hook.get('rules'),
          hook
            .get('rules')
            .items()
            .map(({ value }) => ({ scope: '*', ...(Object(value) as Plain) })),
        ),
        ...['namespaceSelector', 'objectSelector'].map((key) =>
          at(`${name}.${key}`, hook.get(key), hook.get(key).value ?? {}),
        ),
      ];
    });
}

function policy(root: Located): Setting[] {
  return settingsBelow(root.get('spec'), '', null, policyRules).map((one) =>
    one.name.endsWith('resourceRules') && one.text !== undefined
      ? { ...one, text: one.text.replaceAll(',"scope":"*"', '').replaceAll('"scope":"*",', '') }
      : one,
  );
}

/** What is said of each type; defaults the API server makes of a maximum, so that they count where they are declared. */
function limits(root: Located): Setting[] {
  const rules: Rules = {
    keyed: { limits: ['type'] },
    quantities: new Set(['max', 'min', 'maxLimitRequestRatio', 'default', 'defaultRequest']),
  };
  return settingsBelow(root.get('spec'), '', null, rules);
}

/** A Secret's and a ConfigMap's values: only that they are the same is told, and only where a side holds them. */
function values(root: Located, isSecret: boolean): Setting[] {
  const found = new Map<string, Setting>();
  for (const field of ['data', 'binaryData', 'stringData'] as const) {
    for (const [key, place] of root.get(field).entries()) {
      const { value } = place.text();
      const name = `data[${key}]`;
      // A cluster's Secrets are read without their values.
      if (value === undefined)
        found.set(name, { container: null, name, text: undefined, why: 'its value is not read', at: place });
      else {
        const bytes = field === 'stringData' || (field === 'data' && !isSecret) ? value : Buffer.from(value, 'base64');
        found.set(name, { container: null, name, text: digestOf(bytes), shown: 'a value', at: place });
      }
    }
  }
  return [...found.values()];
}

function digestOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

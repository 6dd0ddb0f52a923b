import type { Located } from '../../model/located.ts';
import type {
  MatchResources,
  ParamRef,
  PolicyBinding,
  ResourceRule,
  Selector,
  ValidatingPolicy,
  Validation,
  Written,
} from './policy.ts';
import { actionFaults, nameFaults, ruleFaults, selectorFaults, validationFaults, type Fault } from './policy-shape.ts';

/** What is wrong with a policy, and where. */
export interface PolicyFault {
  readonly at: Located;
  readonly because: string;
}

/**
 * Reads a ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1) with the defaults that the API
 * server fills in. Whatever has not its shape is a fault, and a policy with faults must not be judged by.
 */
export function readPolicy(root: Located): {
  readonly policy: ValidatingPolicy;
  readonly faults: readonly PolicyFault[];
} {
  const faults: PolicyFault[] = [];
  const fault: Fault = (at, because) => faults.push({ at, because });
  const spec = root.get('spec');
  if (!spec.isMap) fault(spec, 'spec is no mapping');
  const failure = optionalText(spec.get('failurePolicy'), 'Fail', fault);
  if (failure !== 'Fail' && failure !== 'Ignore') fault(spec.get('failurePolicy'), 'is neither Fail nor Ignore');
  const paramKind = spec.get('paramKind');
  const constraints = spec.get('matchConstraints');
  const matches = readMatches(constraints, fault);
  if (matches.rules.length === 0) fault(constraints, 'names no resourceRules, so it is not known what it speaks of');
  const validations = list(spec.get('validations'), fault).map((one) => readValidation(one, fault));
  const annotations = list(spec.get('auditAnnotations'), fault).map((one) => ({
    key: text(one.get('key'), fault),
    expression: written(one.get('valueExpression'), fault),
  }));
  if (validations.length + annotations.length === 0) fault(spec, 'has neither validations nor auditAnnotations');
  nameFaults(
    list(spec.get('matchConditions'), () => {}).map((one) => one.get('name')),
    64,
    fault,
  );
  nameFaults(
    list(spec.get('auditAnnotations'), () => {}).map((one) => one.get('key')),
    20,
    fault,
  );
  return {
    policy: {
      name: text(root.down('metadata', 'name'), fault),
      failurePolicy: failure === 'Ignore' ? 'Ignore' : 'Fail',
      paramKind: paramKind.empty
        ? null
        : { apiVersion: text(paramKind.get('apiVersion'), fault), kind: text(paramKind.get('kind'), fault) },
      matches,
      conditions: list(spec.get('matchConditions'), fault).map((one) => ({
        name: text(one.get('name'), fault),
        expression: written(one.get('expression'), fault),
      })),
      variables: list(spec.get('variables'), fault).map((one) => {
        const name = text(one.get('name'), fault);
        if (name !== '' && !/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name))
          fault(one.get('name'), 'must be a valid CEL identifier');
        return { name, expression: written(one.get('expression'), fault) };
      }),
      validations,
      annotations,
    },
    faults,
  };
}

export function readBinding(root: Located): {
  readonly binding: PolicyBinding;
  readonly faults: readonly PolicyFault[];
} {
  const faults: PolicyFault[] = [];
  const fault: Fault = (at, because) => faults.push({ at, because });
  const spec = root.get('spec');
  const actions = spec.get('validationActions').strings().value ?? [];
  if (actions.length === 0 || actions.some((action) => !['Deny', 'Warn', 'Audit'].includes(action)))
    fault(spec.get('validationActions'), 'must name Deny, Warn or Audit');
  actionFaults(spec.get('validationActions'), actions, fault);
  const param = spec.get('paramRef');
  const matches = spec.get('matchResources');
  return {
    binding: {
      name: text(root.down('metadata', 'name'), fault),
      policy: text(spec.get('policyName'), fault),
      param: param.empty ? null : readParamRef(param, fault),
      matches: matches.empty ? null : readMatches(matches, fault),
      actions,
    },
    faults,
  };
}

function readParamRef(param: Located, fault: Fault): ParamRef {
  const name = optionalText(param.get('name'), '', fault);
  const selector = param.get('selector');
  if ((name === '') === selector.empty) fault(param, 'must have either name or selector');
  const action = optionalText(param.get('parameterNotFoundAction'), '', fault);
  if (action !== 'Allow' && action !== 'Deny') fault(param.get('parameterNotFoundAction'), 'is neither Allow nor Deny');
  const namespace = optionalText(param.get('namespace'), '', fault);
  return {
    name: name === '' ? null : name,
    namespace: namespace === '' ? null : namespace,
    selector: selector.empty ? null : readSelector(selector, fault),
    required: action === 'Deny',
  };
}

export function readMatches(matches: Located, fault: Fault): MatchResources {
  const policy = optionalText(matches.get('matchPolicy'), 'Equivalent', fault);
  if (policy !== 'Equivalent' && policy !== 'Exact')
    fault(matches.get('matchPolicy'), 'is neither Exact nor Equivalent');
  return {
    rules: list(matches.get('resourceRules'), fault).map((rule) => readRule(rule, fault)),
    excluded: list(matches.get('excludeResourceRules'), fault).map((rule) => readRule(rule, fault)),
    namespaces: readSelector(matches.get('namespaceSelector'), fault),
    objects: readSelector(matches.get('objectSelector'), fault),
    equivalent: policy !== 'Exact',
  };
}

function readRule(rule: Located, fault: Fault): ResourceRule {
  const strings = (name: string, needed: boolean): readonly string[] => {
    const found = rule.get(name);
    const value = found.strings().value;
    if (value === undefined && (needed || !found.empty)) fault(found, 'must be a list of strings');
    if (needed && value?.length === 0) fault(found, 'is empty');
    return value ?? [];
  };
  const read: ResourceRule = {
    groups: strings('apiGroups', true),
    versions: strings('apiVersions', true),
    operations: strings('operations', true),
    resources: strings('resources', true),
    names: strings('resourceNames', false),
    scope: optionalText(rule.get('scope'), '*', fault),
  };
  ruleFaults(rule, read, fault);
  return read;
}

function readSelector(selector: Located, fault: Fault): Selector {
  const labels = selector.get('matchLabels');
  for (const [, value] of labels.entries()) if (value.string().value !== '') text(value, fault);
  if (!labels.empty && !labels.isMap) fault(labels, 'is no mapping');
  selectorFaults(selector, fault);
  return {
    labels: labels.record(),
    expressions: list(selector.get('matchExpressions'), fault).map((one) => {
      const operator = text(one.get('operator'), fault);
      if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator))
        fault(one.get('operator'), 'is none of In, NotIn, Exists, DoesNotExist');
      return { key: text(one.get('key'), fault), operator, values: one.get('values').strings().value ?? [] };
    }),
  };
}

function readValidation(one: Located, fault: Fault): Validation {
  const messageExpression = one.get('messageExpression');
  const reason = optionalText(one.get('reason'), 'Invalid', fault);
  validationFaults(one, reason, fault);
  return {
    expression: written(one.get('expression'), fault),
    message: optionalText(one.get('message'), '', fault),
    messageExpression: messageExpression.empty ? null : written(messageExpression, fault),
    reason,
  };
}

function list(at: Located, fault: Fault): readonly Located[] {
  if (!at.empty && !at.isList) fault(at, 'is no list');
  return at.items();
}

function text(at: Located, fault: Fault): string {
  const { value, why } = at.string();
  if (value === undefined || value === '') fault(at, why ?? 'is missing');
  return value ?? '';
}

function optionalText(at: Located, other: string, fault: Fault): string {
  return at.empty ? other : text(at, fault);
}

function written(at: Located, fault: Fault): Written {
  const found = text(at, fault);
  if (found !== '' && found.trim() === '') fault(at, 'is empty');
  return { text: found, at };
}

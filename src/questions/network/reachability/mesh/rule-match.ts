import { parseBlockOrAddress, type Block } from '../../../../formats/connections/blocks.ts';
import { isHttpOnly, type Action, type Rule, type Test } from './authorization-policy.ts';
import { all, any, not, type Truth } from './truth.ts';

/** Who speaks, as a certificate of the mesh names it. */
export interface Identity {
  /** `cluster.local/ns/shop/sa/web`, once for each name of the trust domain. */
  readonly principals: readonly string[];
  /** No configuration of the mesh was read, and another name of the trust domain may be its own. */
  readonly anyDomain?: boolean;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A connection as a proxy sees it before any request. */
export interface Request {
  /** Null: no certificate. A text: whose it is is not known, and why. */
  readonly identity: Identity | null | string;
  /** Addresses that it may come from; undefined when they are not known. */
  readonly addresses: readonly Block[] | undefined;
  /** It comes from a Pod of the cluster. */
  readonly pod?: boolean;
  readonly port: number;
}

/**
 * What looks at it: the proxy of a sidecar, gateway or waypoint that tells requests apart (`http`) or sees bytes
 * only (`tcp`), or ztunnel, which knows nothing of HTTP.
 */
export type Enforcer = 'http' | 'tcp' | 'ztunnel';

/** Whether a rule matches a connection. */
export function ruleMatches(rule: Rule, action: Action, request: Request, enforcer: Enforcer): Truth {
  if (rule.fault !== undefined) return `what a rule means that Istio refuses: ${rule.fault}`;
  if (enforcer === 'ztunnel') return matchesAtZtunnel(rule, action, request);
  const every = [...rule.sources.flat(), ...rule.operations.flat(), ...rule.conditions];
  // Where there are no requests an ALLOW rule that speaks of them is dropped as a whole, and so allows less. Of
  // other rules what speaks of them is dropped, and they match more (pilot/pkg/security/authz/model checkError).
  if (enforcer === 'tcp' && action === 'ALLOW' && every.some(({ attribute }) => isHttpOnly(attribute))) return false;
  const holds = (test: Test): Truth =>
    enforcer === 'tcp' && isHttpOnly(test.attribute) ? true : testHolds(test, request);
  const oneOf = (clauses: readonly (readonly Test[])[]): Truth =>
    clauses.length === 0 ? true : any(clauses.map((tests) => all(tests.map(holds))));
  return all([oneOf(rule.sources), oneOf(rule.operations), ...rule.conditions.map(holds)]);
}

const knownToZtunnel = new Set([
  'source.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'destination.ip',
  'destination.port',
]);

/**
 * ztunnel is not told of the rest. An ALLOW rule with any of it matches nothing. Of a DENY rule it is left out, and
 * a part of which nothing is left matches nothing: a DENY by HTTP alone does nothing at all
 * (pilot/pkg/serviceregistry/ambient/authorization.go).
 */
function matchesAtZtunnel(rule: Rule, action: Action, request: Request): Truth {
  const every = [...rule.sources.flat(), ...rule.operations.flat(), ...rule.conditions];
  if (action === 'ALLOW' && every.some(({ attribute }) => !knownToZtunnel.has(attribute))) return false;
  const part = (tests: readonly Test[]): Truth => {
    const left = tests.filter(({ attribute }) => knownToZtunnel.has(attribute));
    return left.length === 0 ? false : all(left.map((test) => testHolds(test, request)));
  };
  const oneOf = (clauses: readonly (readonly Test[])[]): Truth =>
    clauses.length === 0 ? true : any(clauses.map(part));
  return all([oneOf(rule.sources), oneOf(rule.operations), ...rule.conditions.map((test) => part([test]))]);
}

/** Whether a DENY rule can match anything there: each part of it says something that ztunnel is told of. */
export function hasEffectAtZtunnel({ sources, operations, conditions }: Rule): boolean {
  const told = (tests: readonly Test[]): boolean => tests.some(({ attribute }) => knownToZtunnel.has(attribute));
  const one = (clauses: readonly (readonly Test[])[]): boolean => clauses.length === 0 || clauses.some(told);
  return one(sources) && one(operations) && conditions.every((test) => told([test]));
}

function testHolds({ attribute, values, notValues }: Test, request: Request): Truth {
  const one = (value: string): Truth => valueHolds(attribute, value, request);
  return all([
    values.length === 0 ? true : any(values.map(one)),
    notValues.length === 0 ? true : not(any(notValues.map(one))),
  ]);
}

/** Whether an attribute of a connection has a value. */
export function valueHolds(attribute: string, value: string, { identity, addresses, port }: Request): Truth {
  switch (attribute) {
    case 'destination.port':
      return Number(value) === port;
    case 'source.ip':
      return addressesIn(value, addresses);
    case 'source.principal':
    case 'source.namespace':
    case 'source.serviceAccount':
    case 'source.trustDomain':
      return typeof identity === 'string'
        ? identity
        : identity === null
          ? false
          : identityHolds(attribute, value, identity);
    default:
      if (isHttpOnly(attribute))
        return value === '*' && !attribute.startsWith('request.auth') && !attribute.includes('[')
          ? true
          : `which requests are made: ${attribute}`;
      return `${attribute} of the connection`;
  }
}

function identityHolds(attribute: string, value: string, identity: Identity): Truth {
  const { principals, namespace, serviceAccount, anyDomain } = identity;
  const unread = `the trust domain of the mesh, whose configuration was not read: a rule names ${value}`;
  if (attribute === 'source.principal') {
    if (principals.some((principal) => textMatches(value, principal))) return true;
    const [domain = '', ...rest] = value.split('/');
    const fits =
      rest.length > 0 &&
      !domain.includes('*') &&
      textMatches(rest.join('/'), principals[0]!.slice(principals[0]!.indexOf('/') + 1));
    return anyDomain === true && fits ? unread : false;
  }
  if (attribute === 'source.namespace') return textMatches(value, namespace);
  if (attribute === 'source.trustDomain') {
    if (principals.some((principal) => textMatches(value, principal.slice(0, principal.indexOf('/'))))) return true;
    return anyDomain === true ? unread : false;
  }
  return value === `${namespace}/${serviceAccount}`;
}

/** `*` is any that is there; `*end` and `start*` are parts; all else is the whole. */
export function textMatches(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return text === pattern;
}

/** Blocks as policies write them: `10.0.0.0/8`, or one address. */
export function addressesIn(value: string, addresses: readonly Block[] | undefined): Truth {
  const block = parseBlockOrAddress(value);
  if (block === null) return `what the address "${value}" means`;
  if (addresses === undefined) return 'the address that the connection comes from';
  const inside = addresses.map((one) =>
    one.family !== block.family || one.last < block.first || one.first > block.last
      ? false
      : one.first >= block.first && one.last <= block.last
        ? true
        : null,
  );
  if (inside.every((one) => one === true)) return true;
  if (inside.every((one) => one === false)) return false;
  return `which of its addresses the connection comes from: only some are in ${value}`;
}

import type { Because, ConnectionVerdict } from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import { titleOf, type Action, type AuthorizationPolicy, type Rule } from './authorization-policy.ts';
import { ruleMatches, type Enforcer, type Request } from './rule-match.ts';
import type { Truth } from './truth.ts';

export interface Decision {
  readonly verdict: ConnectionVerdict;
  readonly because: readonly Because[];
  readonly missing: readonly string[];
}

/** A policy that holds for a workload, or of which it is not known whether it does. */
export interface Holding {
  readonly policy: AuthorizationPolicy;
  readonly holds: true | string;
}

interface Match {
  readonly holding: Holding;
  readonly truth: Truth;
  readonly rule: Rule | undefined;
}

/**
 * What the AuthorizationPolicies of a workload say of a connection (Istio: "Implicit enablement"): a CUSTOM one that
 * matches asks another program, which can only deny; a DENY that matches denies; without an ALLOW all else is let
 * through, with one only what some ALLOW matches. AUDIT and dry runs never decide.
 */
export function decide(holdings: readonly Holding[], request: Request, enforcer: Enforcer, place: Evidence): Decision {
  const of = (action: Action): readonly Match[] =>
    holdings
      .filter(({ policy }) => !policy.dryRun && (policy.action === action || policy.action === 'unread'))
      .map((holding) => matchOf(holding, action, request, enforcer));
  // ztunnel leaves CUSTOM policies out.
  const custom = enforcer === 'ztunnel' ? [] : of('CUSTOM');
  const [deny, allow] = [of('DENY'), of('ALLOW')];
  const denied = deny.find(({ truth }) => truth === true);
  if (denied !== undefined) return { verdict: 'denied', because: [because(denied, 'denies')], missing: [] };
  // One that may hold elsewhere only does not yet close the workload.
  const closing = allow.filter(({ holding }) => holding.holds === true && holding.policy.action === 'ALLOW');
  const allowed = allow.find(({ truth }) => truth === true);
  const maybe = allow.filter(({ truth }) => typeof truth === 'string');
  if (closing.length > 0 && allowed === undefined && maybe.length === 0) {
    return { verdict: 'denied', because: closing.map((match) => because(match, 'does not match')), missing: [] };
  }
  const open = [
    ...deny.filter(({ truth }) => typeof truth === 'string'),
    ...custom.filter(({ truth }) => truth !== false),
    ...(allowed === undefined && (closing.length > 0 || maybe.length > 0) ? maybe : []),
    ...(allowed === undefined && closing.length === 0 ? allow.filter(({ holding }) => holding.holds !== true) : []),
  ];
  if (open.length > 0) {
    const missing = open.map(({ truth, holding }) =>
      typeof truth === 'string'
        ? truth
        : holding.holds === true
          ? `what the external authorizer of ${titleOf(holding.policy)} answers`
          : holding.holds,
    );
    return {
      verdict: 'unknown',
      because: open.map((match) => because(match, 'may decide')),
      missing: [...new Set(missing)],
    };
  }
  if (allowed !== undefined) return { verdict: 'allowed', because: [because(allowed, 'allows')], missing: [] };
  const rule = 'no AuthorizationPolicy that was read allows or denies here';
  return { verdict: 'allowed', because: [{ layer: 'mesh', rule, effect: 'lets through', at: place }], missing: [] };
}

function matchOf(holding: Holding, action: Action, request: Request, enforcer: Enforcer): Match {
  const { policy, holds } = holding;
  const told = (truth: Truth, rule?: Rule): Match => {
    if (truth === false) return { holding, truth, rule };
    if (policy.action === 'unread') return { holding, truth: `what the action of ${titleOf(policy)} is`, rule };
    return { holding, truth: holds === true ? truth : holds, rule };
  };
  if (policy.fault !== undefined) return told(`what ${titleOf(policy)} says: ${policy.fault}`);
  let open: Match | undefined;
  for (const rule of policy.rules) {
    const truth = ruleMatches(rule, action, request, enforcer);
    if (truth === true) return told(true, rule);
    if (truth !== false) open ??= told(truth, rule);
  }
  return open ?? told(false);
}

function because({ holding: { policy }, rule }: Match, effect: string): Because {
  const number = rule === undefined ? '' : `, rule ${policy.rules.indexOf(rule) + 1}`;
  return {
    layer: 'mesh',
    rule: `${titleOf(policy)} (${policy.action}${number})`,
    effect,
    at: rule === undefined ? policy.fact.at : rule.at,
  };
}

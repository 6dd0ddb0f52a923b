import type { Located } from '../../../model/located.ts';

export type Level = 'None' | 'Metadata' | 'Request' | 'RequestResponse';

/** A rule of an audit policy (audit.k8s.io); the first that matches a request decides. */
export interface AuditRule {
  readonly at: Located;
  readonly level: Level | undefined;
  /** It names nothing that would narrow it: it matches every request. */
  readonly all: boolean;
  /** Whether it can match requests for Secrets, and whether it matches all of these. */
  readonly secrets: 'no' | 'some' | 'all';
}

/** Undefined when `rules` is no list: the API server refuses such a policy, as it does an empty one. */
export function auditRules(root: Located): AuditRule[] | undefined {
  const rules = root.get('rules');
  if (!rules.isList || rules.items().length === 0) return undefined;
  return rules.items().map((at) => {
    const level = at.get('level').string().value;
    const narrowed = ['users', 'userGroups', 'verbs', 'namespaces'].some((key) => !isEmpty(at.get(key)));
    const resources = at.get('resources');
    const urls = !isEmpty(at.get('nonResourceURLs'));
    const named = isEmpty(resources) ? !urls : resources.items().some((one) => namesSecrets(one));
    const byName = resources.items().every((one) => !isEmpty(one.get('resourceNames'))) && !isEmpty(resources);
    return {
      at,
      level: isLevel(level) ? level : undefined,
      all: !narrowed && isEmpty(resources) && !urls,
      secrets: named ? (narrowed || byName ? 'some' : 'all') : 'no',
    };
  });
}

function isEmpty(at: Located): boolean {
  return at.empty || (at.isList && at.items().length === 0);
}

/** Secrets are in the core group, whose name is empty; no resources stand for all of a group. */
function namesSecrets(at: Located): boolean {
  const group = at.get('group');
  if (!group.empty && group.value !== '' && group.value !== '*') return false;
  const resources = at.get('resources');
  return (
    isEmpty(resources) ||
    resources.items().some((one) => ['secrets', 'secrets/*', '*', '*/*'].includes(String(one.value)))
  );
}

function isLevel(text: string | undefined): text is Level {
  return text !== undefined && ['None', 'Metadata', 'Request', 'RequestResponse'].includes(text);
}

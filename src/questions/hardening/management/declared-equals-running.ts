import { workload, type Workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import type { Severity } from '../../../model/severity.ts';

interface Comparison {
  readonly differs: string[];
  readonly unsaid: string[];
}

function compare(declared: Workload, running: Workload): Comparison {
  const differs: string[] = [];
  const unsaid: string[] = [];
  const one = <T>(what: string, a: Seen<T> | undefined, b: Seen<T> | undefined, text: (value: T) => string): void => {
    if (a?.value === undefined || b?.value === undefined) unsaid.push(what);
    else if (text(a.value) !== text(b.value)) differs.push(`${what} is ${text(b.value)} instead of ${text(a.value)}`);
  };
  for (const key of ['hostPid', 'hostIpc', 'hostNetwork'] as const) one(key, declared[key], running[key], String);
  const [a, b] = [declared.containers[0], running.containers[0]];
  one('privileged', a?.privileged, b?.privileged, String);
  one('capabilities added', a?.capabilitiesAdded, b?.capabilitiesAdded, setText);
  one('capabilities dropped', a?.capabilitiesDropped, b?.capabilitiesDropped, setText);
  one('read-only root', a?.readOnlyRoot, b?.readOnlyRoot, String);
  // What the service leaves to the engine or the image cannot differ from it.
  if (a?.allowPrivilegeEscalation.value !== undefined)
    one('gaining privileges', a.allowPrivilegeEscalation, b?.allowPrivilegeEscalation, String);
  if (a?.user.value !== undefined) {
    // The kernel says a number: whether a name stands for it is in the image.
    if (/^\d+$/.test(a.user.value) || a.user.value === b?.user.value) one('user', a.user, b?.user, String);
    else unsaid.push('user');
  }
  const paths = hostPathsOf(declared);
  const extra = hostPathsOf(running).filter((path) => !paths.includes(path));
  // A path that the file gives by a variable or relative to itself may be the same one.
  if (extra.length > 0 && paths.every((path) => path?.startsWith('/')))
    differs.push(`mounts of the host are ${extra.join(', ')} beside those declared`);
  else if (extra.length > 0) unsaid.push('mounts of the host');
  // A service that is only built names no image.
  if (a?.image.value !== undefined) one('image', a.image, b?.image, imageText);
  return { differs, unsaid };
}

function hostPathsOf({ volumes }: Workload): (string | undefined)[] {
  return volumes.flatMap(({ hostPath }) => (hostPath === null ? [] : [hostPath.value]));
}

function setText(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.toSorted().join(', ');
}

function imageText(reference: string): string {
  const read = parseImageReference(reference);
  if (read === null) return reference;
  return read.digest === undefined ? `${read.name}:${read.tag ?? 'latest'}` : `${read.name}@${read.digest}`;
}

function severityOf(differs: readonly string[]): Severity {
  return differs.some((one) => !one.startsWith('image')) ? 'high' : 'medium';
}

export const declaredEqualsRunning = defineCheck({
  id: 'HRD-221',
  name: 'declared-equals-running',
  aspect: 'hardening/management',
  title: 'What runs is what was declared',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.4.5' }],
  remedy: 'Start it again from its declaration (`docker compose up -d`), or write what runs into it.',
  toKnow: 'Ask both at once: `plimsoll ask DIR docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    const declared = workloads.filter(({ stage }) => stage === 'declared');
    const live = workloads.filter(({ stage }) => stage !== 'declared');
    if (declared.length === 0 || live.length === 0) {
      const alone = new Map(workloads.map((one): [string, Fact<Workload>] => [one.subject.source, one]));
      for (const one of alone.values()) {
        const missing = declared.length === 0 ? 'what was declared' : 'what runs';
        yield unknown(one, one.value.at, `${missing} was not seen beside it`);
      }
      return;
    }
    for (const one of live) {
      const service = one.value.labels['com.docker.compose.service'];
      const named = declared.filter(({ value }) => value.orchestrator === 'compose' && value.name === service);
      const [first] = named;
      if (first === undefined) yield unknown(one, one.value.at, 'none of the declarations that were seen is its own');
      else if (named.length > 1)
        yield unknown(one, one.value.at, `${named.length} declarations have the service ${service}`);
      else {
        const { differs, unsaid } = compare(first.value, one.value);
        const at = [one.value.at, first.value.at];
        if (differs.length > 0)
          yield fail(one, at, `runs otherwise than declared: ${differs.join('; ')}`, { severity: severityOf(differs) });
        else if (unsaid.length > 0) yield unknown(one, at, `cannot be compared: ${unsaid.join(', ')}`);
        else yield pass(one, at);
      }
    }
  },
});

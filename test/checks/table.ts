import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workload, type Container, type Workload } from '../../src/facts/workload.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { fact, type Fact, type FactKind, type Stage } from '../../src/model/fact.ts';
import { verdicts, type Judgement, type Verdict } from '../../src/model/outcome.ts';
import { seen, type Seen } from '../../src/model/seen.ts';

export interface Row {
  readonly name: string;
  readonly facts: readonly Fact[];
  /** One for each outcome, in the check's own order. */
  readonly verdicts: readonly Verdict[];
  /** Matches what is said of the first outcome that is no pass (of the first pass when all pass). */
  readonly saw?: RegExp;
}

/** What a check or its page cannot show by its nature, and why. The law of pages reads this as well. */
export interface Limits {
  /** Verdicts that it never comes to. */
  readonly never?: readonly Verdict[];
  readonly because?: string;
  /** Why its page tells of a fail and a pass in words: what one example holds is not enough to judge. */
  readonly unshown?: string;
}

/**
 * Runs a check over rows of facts. A table must show a pass, a fail and an unknown, else it proves
 * too little; a verdict that the check never comes to is named with its reason.
 */
export function checkTable(check: AnyCheck, rows: readonly Row[], { never = [], because }: Limits = {}): void {
  describe(`${check.id} ${check.name}`, () => {
    for (const row of rows) {
      it(row.name, () => {
        const judgements = evaluate(check, row.facts);
        assert.deepEqual(
          judgements.map(({ verdict }) => verdict),
          [...row.verdicts],
        );
        for (const { evidence, verdict, saw } of judgements) {
          assert.ok(!never.includes(verdict), `never ${verdict}: ${because}`);
          assert.ok(evidence.length > 0, 'every outcome has evidence');
          if (verdict !== 'pass') assert.notEqual(saw, '', 'a fail or unknown says what was seen');
        }
        const first = judgements.find(({ verdict }) => verdict !== 'pass') ?? judgements[0];
        if (row.saw !== undefined) assert.match(first?.saw ?? '', row.saw);
      });
    }
    it('shows every verdict', () => {
      assert.deepEqual(
        verdicts.filter((verdict) => !rows.some((row) => row.verdicts.includes(verdict))),
        verdicts.filter((verdict) => never.includes(verdict)),
      );
    });
  });
}

export function evaluate(check: AnyCheck, facts: readonly Fact[]): Judgement[] {
  const needed = Object.fromEntries(
    Object.entries(check.needs).map(([name, kind]) => [name, facts.filter((one) => one.kind === kind.name)]),
  );
  return [...check.evaluate(needed as never)];
}

export const here: Evidence = { source: 'test', file: 'test.yaml', line: 1, column: 1 };

/** The values of `Seen` properties given plainly; what is left out was not said by the source. */
export type Plain<T> = { readonly [K in keyof T]?: T[K] extends Seen<infer V> ? V | Seen<V> : T[K] };

const containerSettings = [
  'image',
  'privileged',
  'allowPrivilegeEscalation',
  'capabilitiesAdded',
  'capabilitiesDropped',
  'capabilitiesHeld',
  'user',
  'group',
  'runAsNonRoot',
  'readOnlyRoot',
  'seccomp',
  'appArmor',
  'seLinux',
  'procMount',
  'sysctls',
  'devices',
  'memoryLimit',
  'cpuLimit',
  'pidsLimit',
  'memoryRequest',
  'cpuRequest',
  'command',
  'arguments',
  'health',
  'restart',
  'logging',
  'pullPolicy',
  'pid',
] as const satisfies readonly (keyof Container)[];

const workloadSettings = [
  'hostPid',
  'hostIpc',
  'hostNetwork',
  'hostUts',
  'userNamespace',
  'serviceAccount',
  'serviceAccountToken',
  'networks',
] as const satisfies readonly (keyof Workload)[];

/** Every setting as `Seen`, undefined unless given. */
export function settings<K extends string>(
  names: readonly K[],
  given: Readonly<Record<string, unknown>>,
): Record<K, Seen<never>> {
  const isSeen = (value: unknown): value is Seen<never> =>
    typeof value === 'object' && value !== null && 'at' in value && 'value' in value;
  const entries = names.map((name) => {
    const value = given[name];
    return [name, isSeen(value) ? value : seen(value, { ...here, place: name })];
  });
  return Object.fromEntries(entries) as Record<K, Seen<never>>;
}

export function container(given: Plain<Container> = {}): Container {
  const plain = { name: 'web', role: 'main' as const, mounts: [], ports: [], environment: [], at: here, ...given };
  return { ...plain, ...settings(containerSettings, given) };
}

export function workloadFact(given: Plain<Workload> = {}, stage: Stage = 'declared'): Fact<Workload> {
  const plain = {
    orchestrator: 'kubernetes' as const,
    name: 'web',
    labels: {},
    annotations: {},
    volumes: [],
    containers: [],
    at: here,
    ...given,
  };
  const value = { ...plain, ...settings(workloadSettings, given) } as Workload;
  const kind = { kubernetes: 'Pod', compose: 'Service', docker: 'Container' }[value.orchestrator];
  const subject = {
    source: 'test',
    kind,
    name: value.name,
    ...(value.namespace === undefined ? {} : { namespace: value.namespace }),
  };
  return fact(workload, { subject, stage }, value, here);
}

/** One workload with these containers. */
export function containers(...given: Plain<Container>[]): Fact<Workload>[] {
  return [workloadFact({ containers: given.map((one) => container(one)) })];
}

/** A fact of any kind with whole settings given as in `settings`. */
export function factOf<V>(kind: FactKind<V>, value: V, stage: Stage = 'declared'): Fact<V> {
  return fact(kind, { subject: { source: 'test', kind: kind.name, name: 'test' }, stage }, value, here);
}

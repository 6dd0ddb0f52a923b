import { judge, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import type { Severity } from '../../../model/severity.ts';
import type { Component } from './component.ts';
import { text } from './flag.ts';
import { cis } from './references.ts';

/** One item of the benchmark that the flags of a component answer. */
export interface Rule {
  readonly item: string;
  readonly severity?: Severity;
  judge(component: Component, extra: Pick<Judgement, 'references' | 'severity'>): Judgement;
}

/** A rule over one setting. */
export function rule<T>(
  item: string,
  setting: (component: Component) => Seen<T>,
  fault: (value: T) => string | null,
  severity?: Severity,
): Rule {
  return {
    item,
    ...(severity === undefined ? {} : { severity }),
    judge: (component, extra) => judge(component, setting(component), fault, extra),
  };
}

/** Every one of these flags is given, and not empty. */
export function given(item: string, names: readonly string[], severity?: Severity): Rule {
  const setting = (component: Component): Seen<readonly string[]> => {
    const all = names.map((name) => ({ name, given: text(component, name) }));
    const unread = all.find((one) => one.given.value === undefined);
    if (unread !== undefined) return { value: undefined, at: unread.given.at, why: unread.given.why ?? 'not known' };
    const missing = all.filter((one) => one.given.value === null || one.given.value === '');
    return { value: missing.map(({ name }) => `--${name}`), at: (missing[0] ?? all[0]!).given.at };
  };
  const fault = (missing: readonly string[]): string | null =>
    missing.length === 0 ? null : `has no ${missing.join(' and no ')}`;
  return rule(item, setting, fault, severity);
}

/** What the rules say of a component; one unknown for all of them when its flags are not known. */
export function* judgeComponent(component: Component, rules: readonly Rule[]): Generator<Judgement> {
  const { flags } = component;
  if (flags.value === undefined) {
    yield unknown(component, flags, flags.why ?? 'its flags are not known', {
      references: cis(...rules.map(({ item }) => item)),
    });
    return;
  }
  for (const one of rules) {
    const { item, severity } = one;
    yield one.judge(component, { references: cis(item), ...(severity === undefined ? {} : { severity }) });
  }
}

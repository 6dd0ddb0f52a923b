import type { Event, EventSource } from '../../facts/event.ts';
import type { Rule } from '../../formats/falco/rule-set.ts';
import type { RuleTest } from '../../formats/falco/rule-tests.ts';
import { RuleEngine } from './rule-engine.ts';

/** Runs one case over rules; why it fails, or undefined. */
export function runRuleTest(test: RuleTest, rules: readonly Rule[]): string | undefined {
  const engine = new RuleEngine(rules);
  const fired = new Set<string>();
  test.events.forEach((fields, index) => {
    for (const alert of engine.match(testEvent(fields, test.source as EventSource, index + 1))) fired.add(alert.rule);
  });
  const missing = test.alerts.filter((name) => !fired.has(name));
  const surplus = [...fired].filter((name) => !test.alerts.includes(name));
  const unknown = missing.filter((name) => !rules.some((rule) => rule.name === name));
  const said = [
    ...unknown.map((name) => `there is no rule "${name}"`),
    ...missing.filter((name) => !unknown.includes(name)).map((name) => `"${name}" did not fire`),
    ...surplus.map((name) => `"${name}" fired`),
  ];
  return said.length === 0 ? undefined : said.join('; ');
}

function testEvent(fields: RuleTest['events'][number], source: EventSource, number: number): Event {
  const type = fields['evt.type'];
  const own = new Map(Object.entries({ 'evt.num': number, 'evt.dir': '<', 'jevt.rawtime': number, ...fields }));
  return {
    source,
    time: 0n,
    type: typeof type === 'string' ? type : '',
    field: (name, argument) =>
      own.get(argument === undefined ? name : `${name}[${argument}]`) ??
      (argument === '0' ? undefined : fromList(own.get(name), argument)),
  };
}

/** `proc.aname[2]` of the list `proc.aname`. */
function fromList(value: unknown, argument: string | undefined): string | undefined {
  if (!Array.isArray(value) || argument === undefined) return undefined;
  const item: unknown = value[Number(argument) - 1];
  return typeof item === 'string' ? item : undefined;
}

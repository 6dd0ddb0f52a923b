/** docs/events.md is what the readers say, and every field of the shared rules is filled or has its reason. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findField } from '../../src/formats/falco/fields.ts';
import { readRules, type Rule } from '../../src/formats/falco/rule-set.ts';
import { describeFields, fieldRows } from '../../src/readers/events/describe-fields.ts';
import { eventFields } from '../../src/readers/events/fields.ts';

const root = join(import.meta.dirname, '../..');
const rulesFolder = join(root, '../shared/data/events/falco');

/** Names of fields in conditions and outputs: whatever is called a field in the trees. */
function namesOf(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) namesOf(one, found);
  else if (typeof value === 'object' && value !== null) {
    const { kind, name } = value as { kind?: unknown; name?: unknown };
    if (kind === 'field' && typeof name === 'string') found.add(name);
    for (const inner of Object.values(value)) namesOf(inner, found);
  }
}

describe('fields of events', () => {
  it('docs/events.md is current (npm run code-pages)', () => {
    const page = readFileSync(join(root, 'docs/events.md'), 'utf8');
    const rows = page.split('\n').filter((row) => /^\| `[a-z\d]+\./.test(row));
    assert.deepEqual(rows, fieldRows());
  });

  for (const [file, atLeast] of [
    ['falco_rules.yaml', 50],
    ['k8s_audit_rules.yaml', 30],
  ] as const)
    it(`every field of ${file} is filled, or has its reason`, () => {
      const { rules } = readRules([{ text: readFileSync(join(rulesFolder, file), 'utf8'), file }]);
      const used = new Set<string>();
      for (const { condition, output } of rules satisfies readonly Rule[]) namesOf([condition, output], used);
      assert.ok(used.size >= atLeast, `only ${used.size} fields`);
      const described = new Map(describeFields().map((field) => [field.name, field]));
      for (const name of used) {
        const own = described.get(name) ?? described.get(name.startsWith('evt.arg.') ? 'evt.arg' : '');
        assert.ok(own !== undefined, `${name} is not described`);
        assert.ok(own.filledBy.length > 0 || own.because !== '', name);
        if (file.startsWith('k8s')) assert.ok(own.filledBy.includes('Kubernetes audit'), name);
      }
    });

  it('the language knows what is filled', () => {
    const unknown = eventFields.filter(({ name }) => findField(name) === undefined).map(({ name }) => name);
    assert.deepEqual(unknown, []);
  });
});

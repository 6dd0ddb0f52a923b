import { parseHcl, type HclBlock, type HclExpression } from '../../formats/hcl/parse-hcl.ts';
import { SourceMap } from '../../formats/yaml/positions.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import { Located, type Place } from '../../model/located.ts';
import type { Resource } from './terraform-resources.ts';
import { networkOf } from './terraform.ts';

export interface TerraformFile {
  readonly text: string;
  readonly shown: string;
}

/** Files of one folder are one module. */
type Locals = ReadonlyMap<string, HclExpression>;

/**
 * AWS networks of the files of one folder, without running Terraform: literals and references among resources
 * are followed, and locals; variables, calls and what they make are known after apply.
 */
export function readTerraformFiles(files: readonly TerraformFile[], source: string): Sighting[] {
  const gaps: Gap[] = [];
  const parsed = files.map(({ text, shown }) => {
    const { body, fault } = parseHcl(text);
    const map = new SourceMap(shown, text);
    if (fault !== null)
      gaps.push(gapOf(source, shown, `cannot be read from here on: ${fault.because}`, at(fault.offset, map, source)));
    return { body, map, shown };
  });
  const locals = new Map(
    parsed.flatMap(({ body }) =>
      body.blocks.filter(({ type }) => type === 'locals').flatMap(({ body: own }) => [...own.attributes]),
    ),
  );
  const resources: Resource[] = [];
  for (const { body, map, shown } of parsed) {
    for (const block of body.blocks) {
      if (block.type === 'resource' && block.labels.length === 2)
        resources.push(resourceOf(block, locals, map, source));
      if (block.type === 'module') {
        const because = `takes in module ${JSON.stringify(block.labels[0] ?? '')}, whose resources are not followed`;
        gaps.push(gapOf(source, shown, because, at(block.offset, map, source)));
      }
    }
  }
  return [...networkOf(resources, 'declared', source), ...gaps.map((gap) => ({ gap }))];
}

function gapOf(source: string, subject: string, because: string, where: Evidence): Gap {
  return {
    code: 'TEMPLATE_UNRENDERED',
    source,
    subject,
    because,
    toKnow: 'Give the plan as JSON: `terraform plan -out plan`, then `terraform show -json plan`.',
    touches: ['network/firewalls'],
    at: where,
  };
}

function at(offset: number, map: SourceMap, source: string, place = ''): Evidence {
  const { line, column } = map.lineAndColumn(offset);
  return { source, file: map.file, line, column, ...(place === '' ? {} : { place }) };
}

/** Values as a plan has them, and beside them as its configuration has what is not known. */
function resourceOf(block: HclBlock, locals: Locals, map: SourceMap, source: string): Resource {
  const [type = '', name = ''] = block.labels;
  const offsets = new WeakMap<object, Map<string | number, number>>();
  const expressions: Record<string, unknown> = {};
  const values = bodyOf(block, locals, offsets, expressions);
  const place: Place = {
    evidence: (holder, key, path) => {
      const known = holder === null || key === null ? undefined : offsets.get(holder)?.get(key);
      return at(known ?? block.offset, map, source, path);
    },
  };
  return {
    type,
    address: `${type}.${name}`,
    values: Located.root(values, place),
    expressions: Located.root(expressions, place),
    written: true,
  };
}

type Offsets = WeakMap<object, Map<string | number, number>>;

function bodyOf(
  { body }: HclBlock,
  locals: Locals,
  offsets: Offsets,
  expressions: Record<string, unknown>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const own = new Map<string | number, number>();
  offsets.set(values, own);
  for (const [key, expression] of body.attributes) {
    own.set(key, expression.offset);
    const known = valueOf(expression, locals, 0);
    if (known.references.length === 0) values[key] = known.value;
    else expressions[key] = { references: known.references };
  }
  for (const [type, blocks] of Map.groupBy(body.blocks, (one) => one.type)) {
    if (type === 'dynamic') {
      for (const block of blocks) expressions[block.labels[0] ?? ''] = { references: ['dynamic'] };
      continue;
    }
    const inner: Record<string, unknown>[] = [];
    values[type] = blocks.map((block) => {
      const left: Record<string, unknown> = {};
      const value = bodyOf(block, locals, offsets, left);
      inner.push(left);
      return value;
    });
    own.set(type, blocks[0]!.offset);
    offsets.set(values[type] as object, new Map(blocks.map((block, index) => [index, block.offset])));
    expressions[type] ??= inner;
  }
  return values;
}

/** A value, or what it would have to be made of. */
interface Known {
  readonly value: unknown;
  readonly references: readonly string[];
}

function valueOf(expression: HclExpression, locals: Locals, depth: number): Known {
  switch (expression.kind) {
    case 'value':
      return { value: expression.value, references: [] };
    case 'reference': {
      const local = /^local\.([\w-]+)$/.exec(expression.text)?.[1];
      const meant = local === undefined ? undefined : locals.get(local);
      // Locals that name each other lead nowhere.
      return meant !== undefined && depth < 20
        ? valueOf(meant, locals, depth + 1)
        : { value: undefined, references: [expression.text] };
    }
    case 'unknown':
      return {
        value: undefined,
        references: expression.references.length > 0 ? ['computed', ...expression.references] : ['computed'],
      };
    case 'list': {
      const items = expression.items.map((item) => valueOf(item, locals, depth + 1));
      const references = items.flatMap((item) => item.references);
      // A text among references is one that no reference tells: it stands for itself, and is not known here.
      const texts =
        references.length === 0
          ? []
          : items.flatMap(({ value }) => (value === undefined ? [] : [JSON.stringify(value)]));
      return { value: items.map(({ value }) => value), references: [...references, ...texts] };
    }
    case 'object': {
      const entries = expression.entries.map(([key, value]) => [key, valueOf(value, locals, depth + 1)] as const);
      return {
        value: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
        references: entries.flatMap(([, { references }]) => references),
      };
    }
  }
}

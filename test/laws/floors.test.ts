/** Floors: who may import whom (docs/architecture.md). The table is read from the page itself, so the two cannot differ. */
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'src');

interface Floor {
  readonly may: readonly string[];
}

/** Folders whose subfolders are siblings that never import each other. */
const apart = ['collectors', 'readers', 'questions'];

describe('floors', () => {
  const floors = readFloors(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));
  const imports = readImports();

  it('the page lists every folder of src, and no other', () => {
    const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const listed = [...floors.keys()].filter((name) => name !== 'main.ts');
    assert.deepEqual(folders.map(({ name }) => name).toSorted(), listed.toSorted());
  });

  it('reads imports at all', () => {
    assert.ok(imports.length > 100, `only ${imports.length} imports were read`);
  });

  it('no place imports from above or beside itself', () => {
    assert.deepEqual(
      imports.flatMap(([from, to]) => breach(from, to, floors) ?? []),
      [],
    );
  });

  it('a breach would be seen', () => {
    assert.notEqual(breach('model/seen.ts', 'facts/image.ts', floors), null);
    assert.notEqual(breach('collectors/docker/x.ts', 'collectors/image/y.ts', floors), null);
    assert.notEqual(breach('questions/images/x.ts', 'io/files.ts', floors), null);
    assert.notEqual(breach('elsewhere/x.ts', 'model/seen.ts', floors), null);
    assert.equal(breach('questions/images/x.ts', 'facts/image.ts', floors), null);
  });

  it('pure places do no I/O', () => {
    const pure = ['model', 'facts', 'formats', 'readers', 'questions', 'engine', 'report'];
    const allowed = new Set(['node:crypto', 'node:util', 'node:zlib', 'node:buffer', 'node:path/posix', 'node:path']);
    const builtin = readImports(true).filter(
      ([from, to]) => pure.includes(from.split('/')[0]!) && to.startsWith('node:') && !allowed.has(to),
    );
    assert.deepEqual(builtin, []);
  });
});

function readFloors(page: string): Map<string, Floor> {
  const rows = page.matchAll(/^\| `src\/([\w.]+)[^`]*`(?:, `src\/([\w.]+)[^`]*`)? \|[^|]*\| ([^|]*) \|$/gm);
  const floors = new Map<string, Floor>();
  for (const [, first, second, may] of rows) {
    const names = may!.split(',').map((name) => name.trim());
    for (const name of [first, second]) if (name !== undefined) floors.set(name, { may: names });
  }
  return floors;
}

function breach(from: string, to: string, floors: ReadonlyMap<string, Floor>): string | null {
  const [place, sibling] = from.split('/') as [string, string];
  const [target, targetSibling] = to.split('/') as [string, string];
  const floor = floors.get(place);
  if (floor === undefined) return `${from}: src/${place} is not in the table of docs/architecture.md`;
  if (place === target) {
    return apart.includes(place) && sibling !== targetSibling ? `${from} imports its sibling ${to}` : null;
  }
  return floor.may.includes('all') || floor.may.includes(target) ? null : `${from} may not import ${to}`;
}

/** Imports of all sources but tests, as paths below src; of packages when `packages`. */
function readImports(packages = false): [from: string, to: string][] {
  const found: [string, string][] = [];
  for (const file of globSync('**/*.ts', { cwd: source })) {
    if (file.endsWith('.test.ts')) continue;
    const text = readFileSync(join(source, file), 'utf8');
    for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)) {
      const local = specifier!.startsWith('.');
      if (local === packages) continue;
      // `isIP` of node:net is a pure function over text.
      if (specifier === 'node:net' && /import \{ isIP(v[46])?(, isIP(v[46])?)* \} from 'node:net'/.test(text)) continue;
      found.push([file, local ? relative(source, normalize(join(source, dirname(file), specifier!))) : specifier!]);
    }
  }
  return found;
}

/** What the pages promise is there: links lead somewhere, and every command line that they show can be typed. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parseArguments } from '../../src/cli/arguments.ts';
import { commands, findCommand } from '../../src/cli/commands.ts';
import { questions } from '../../src/main.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*.md'], { cwd: root }).toSorted();
const { scripts, dependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Readonly<Record<'scripts' | 'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>;

let links = 0;
let lines = 0;

for (const page of pages) {
  describe(page, () => {
    const text = readFileSync(join(root, page), 'utf8');

    it('links to what exists', () => {
      for (const target of linksOf(text)) {
        links++;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
        assert.ok(!relative(root, file).startsWith('..'), `${target} leads out of the project`);
        assert.ok(existsSync(file), `${target} leads nowhere`);
        if (anchor !== undefined)
          assert.ok(anchorsOf(readFileSync(file, 'utf8')).has(anchor), `${target}: no such heading`);
      }
    });

    it('shows commands and options that exist', async () => {
      for (const words of commandsOf(text)) {
        lines++;
        const found = findCommand(words);
        assert.ok(found !== null, `plimsoll ${words.join(' ')}: there is no such command`);
        parseArguments(found.rest, (await found.load()).options, found.name);
      }
    });

    it('names scripts that exist', () => {
      for (const [, name = ''] of text.matchAll(/`npm run ([\w:-]+)/g))
        assert.ok(scripts[name] !== undefined, `there is no script ${name}`);
    });
  });
}

describe('README.md', () => {
  it('names options that exist', async () => {
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    const known = new Set(all.flatMap(({ options }) => options.map(({ name }) => `--${name}`)));
    const named = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/`(--[\w-]+)/g)].map(([, name]) => name!);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });
});

it('checks advise commands, options and targets that exist', async () => {
  const advice = questions.flatMap(({ aspects, checks }) => [
    ...aspects.map(({ toKnow }) => toKnow),
    ...checks.flatMap(({ remedy, toKnow }) => [remedy, toKnow]),
  ]);
  const found = advice.flatMap((text) => commandsOf(text));
  assert.ok(found.length >= 50, `${found.length} commands`);
  for (const line of found) {
    const command = findCommand(line);
    assert.ok(command !== null, `there is no command ${line.join(' ')}`);
    const { words } = parseArguments(command.rest, (await command.load()).options, command.name);
    const later = words.filter((word) => /^[a-z]+:/.test(word) && !/^(docker|host|kube):/.test(word));
    assert.deepEqual(later, [], 'no target of this version');
  }
});

it('docs/dependencies.md names every dependency', () => {
  const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  for (const name of Object.keys({ ...dependencies, ...devDependencies }))
    assert.ok(page.includes(`\`${name}\``), `${name} has no line`);
});

it('the pages were looked at', () => {
  assert.ok(pages.includes('README.md') && pages.includes('docs/questions.md'));
  assert.ok(links >= 8, `${links} links`);
  assert.ok(lines >= 12, `${lines} command lines`);
});

/** Targets of links and images, but those of other sites. */
function linksOf(text: string): string[] {
  return [...withoutFences(text).matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Headings as GitHub names them. */
function anchorsOf(text: string): Set<string> {
  const headings = withoutFences(text).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The words after `plimsoll` of each command line: in blocks, and in spans of code. */
function commandsOf(text: string): string[][] {
  const blocks = text.split('\n').filter((line) => /^( {4}|\S*plimsoll )/.test(line));
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans]
    .flatMap((line) => line.trim().split(/;|&&/))
    .flatMap((line) => {
      // What stands after two spaces says what the line does.
      const words = /^(?:\.\/|npx )?plimsoll (\S.*)$/.exec(line.trim())?.[1]?.split(/ {2,}/)[0];
      return words === undefined ? [] : [words.split(' ')];
    });
}

function withoutFences(text: string): string {
  return text.replace(/^```.*?^```/gms, '');
}

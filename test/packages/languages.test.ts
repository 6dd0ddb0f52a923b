/**
 * What each ecosystem's own tool lists in an installed tree, beside what is read from its files: the same
 * packages, no more and no fewer.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { bytesOf, type FileAnalyser, type FilePackage } from '../../src/readers/packages/files/analyser.ts';
import { nodeAnalyser } from '../../src/readers/packages/files/node/node.ts';
import { pythonAnalyser } from '../../src/readers/packages/files/python/python.ts';
import { rubyAnalyser } from '../../src/readers/packages/files/ruby/ruby.ts';
import { kept, noJudge, run } from '../real/judges.ts';

interface Listed extends FilePackage {
  /** Absolute. */
  readonly file: string;
}

/** All packages of regular files below a folder, in an image whose root is there or further up. */
function packagesBelow(top: string, analyser: FileAnalyser, root = top): readonly Listed[] {
  // Links are not followed: readdir's own way down into folders does.
  return readdirSync(top, { withFileTypes: true }).flatMap((entry) => {
    const file = join(top, entry.name);
    if (entry.isDirectory()) return packagesBelow(file, analyser, root);
    if (!entry.isFile()) return [];
    const path = relative(root, file);
    const want = analyser.wants(path, 1, 0o644);
    if (want === null) return [];
    const content = readFileSync(file);
    assert.ok(content.length < want.limit);
    if (want.starts?.(content.subarray(0, 4)) === false) return [];
    const { packages, problems } = analyser.read(path, bytesOf(content));
    assert.deepEqual(problems, [], file);
    return packages.map((found) => ({ ...found, file }));
  });
}
const sorted = (texts: Iterable<string>): readonly string[] => [...texts].toSorted();
const nameAndVersion = ({ name, version }: FilePackage): string => `${name} ${version}`;

interface NpmNode {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, NpmNode>>;
}

/**
 * `npm ls` names the extraneous and the bundled, as we do. What is missing (an optional package for another
 * platform) has no version. A link leads to a folder of the project itself, which is not installed.
 */
function npmList(folder: string): ReadonlySet<string> {
  const { stdout } = spawnSync('npm', ['ls', '--all', '--json', '--long'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  const found = new Set<string>();
  const visit = ({ dependencies = {} }: NpmNode): void => {
    for (const [key, node] of Object.entries(dependencies)) {
      const isLink = node.resolved?.startsWith('file:') === true;
      if (node.version !== undefined && node.version !== '' && !isLink)
        found.add(`${node.name ?? key} ${node.version}`);
      visit(node);
    }
  };
  visit(JSON.parse(stdout) as NpmNode);
  return found;
}

const npm = { ecosystem: 'npm', programs: ['npm'], packages: 'nodejs npm' };
describe('packages of Node beside npm ls', { skip: noJudge(npm) ?? false }, () => {
  const project = dirname(realpathSync(join(import.meta.dirname, '../../node_modules')));
  const same = (folder: string): ReadonlySet<string> => {
    const wanted = npmList(folder);
    const read = packagesBelow(folder, nodeAnalyser).filter(({ file }) =>
      file.startsWith(join(folder, 'node_modules')),
    );
    assert.deepEqual(sorted(new Set(read.map(nameAndVersion))), sorted(wanted));
    return wanted;
  };
  it("the project's own", () => assert.ok(same(project).size > 20));

  it('aliases, bundled, nested, optional, peers, extraneous ones, and fixtures inside of packages', () => {
    const folder = kept('npm-tree-1', (at) => {
      const manifest = {
        name: 'tree',
        version: '1.0.0',
        dependencies: {
          'lodash-old': 'npm:lodash@4.17.20',
          lodash: '4.17.21',
          npm: '10.9.2',
          resolve: '1.22.8',
          express: '4.18.2',
          ajv: '6.12.6',
          'ajv-keywords': '5.1.0',
          '@types/ms': '0.7.34',
        },
        optionalDependencies: { fsevents: '2.3.3' },
      };
      writeFileSync(join(at, 'package.json'), JSON.stringify(manifest));
      const quiet = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts', '--legacy-peer-deps'];
      run('npm', ['install', '--prefix', at, ...quiet], at);
      const put = (path: string, content: string): void => {
        mkdirSync(dirname(join(at, 'node_modules', path)), { recursive: true });
        writeFileSync(join(at, 'node_modules', path), content);
      };
      put('extra/package.json', '\uFEFF{"name":"x","version":"0.0.9","name":"@my/extra","version":"1.0.0"}');
      put('extra/test/node_modules/fixture/package.json', '{"name":"fixture","version":"1.0.0"}');
      put('extra/lib/sub/package.json', '{"name":"sub","version":"1.0.0"}');
      put('@my/unnamed/package.json', '{"version":"2.0.0"}');
      put('.cache/package.json', '{"name":"cache","version":"1.0.0"}');
    });
    const wanted = same(folder);
    for (const one of ['lodash 4.17.20', 'lodash 4.17.21', 'npm 10.9.2', '@my/extra 1.0.0', '@my/unnamed 2.0.0']) {
      assert.ok(wanted.has(one), one);
    }
    assert.ok(wanted.size > 200);
  });
});

const python = { ecosystem: 'PyPI', programs: ['python3'], packages: 'python3 python3-pip' };
describe('distributions of Python', { skip: noJudge(python) ?? false }, () => {
  const program = join(import.meta.dirname, 'language-judges/python.py');
  const ask = (args: readonly string[]): unknown =>
    JSON.parse(execFileSync('python3', args, { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 60_000 }));
  const site = (): string =>
    kept('python-site-1', (at) =>
      run('python3', [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--root-user-action=ignore',
        '--target',
        at,
        'requests==2.31.0',
        'ruamel.yaml==0.18.5',
        'zope.interface==6.1',
        'Flask==3.0.0',
        'setuptools==75.6.0',
      ]),
    );

  it('beside importlib.metadata, those that others bring along included', () => {
    const read = packagesBelow(site(), pythonAnalyser);
    assert.deepEqual(sorted(read.map(nameAndVersion)), sorted(ask([program, site()]) as string[]));
    assert.ok(read.some(({ file, name }) => file.includes('/setuptools/_vendor/') && name === 'wheel'));
  });
  it('beside pip list', () => {
    const list = ask(['-m', 'pip', 'list', '--path', site(), '--format', 'json', '--disable-pip-version-check']);
    const wanted = (list as { name: string; version: string }[]).map(
      ({ name, version }) => `${name.toLowerCase().replaceAll(/[-_.]+/g, '-')} ${version}`,
    );
    const top = packagesBelow(site(), pythonAnalyser).filter(({ file }) => dirname(dirname(file)) === site());
    assert.deepEqual(sorted(top.map(nameAndVersion)), sorted(wanted));
    assert.ok(wanted.includes('zope-interface 6.1'));
  });
  it("the machine's own", () => {
    const where = 'import json, site, sys; print(json.dumps([p for p in sys.path if p.endswith("-packages")]))';
    const folders = ask(['-c', where]) as string[];
    const read = folders.flatMap((folder) => packagesBelow(folder, pythonAnalyser));
    assert.deepEqual(sorted(read.map(nameAndVersion)), sorted(ask([program, ...folders]) as string[]));
  });
});

const ruby = { ecosystem: 'RubyGems', programs: ['ruby', 'gem'], packages: 'ruby' };
describe('gems', { skip: noJudge(ruby) ?? false }, () => {
  const program = join(import.meta.dirname, 'language-judges/ruby.rb');
  const load = (files: readonly string[]) =>
    JSON.parse(execFileSync('ruby', [program], { encoding: 'utf8', input: files.join('\n'), timeout: 60_000 })) as {
      loaded: readonly [name: string, version: string, platform: string, licenses: readonly string[]][];
      folders: readonly string[];
    };
  const installed = (): readonly Listed[] => {
    const folders = [...new Set(load([]).folders.map((folder) => folder.replace(/\/default$/, '')))];
    return folders.flatMap((folder) => {
      return existsSync(folder) ? packagesBelow(folder, rubyAnalyser, dirname(folder)) : [];
    });
  };

  it('each beside what RubyGems loads from its specification', () => {
    const read = installed();
    assert.ok(read.length > 60);
    const { loaded } = load(read.map(({ file }) => file));
    assert.deepEqual(
      read.map(({ name, version, purl, licenses }) => [
        name,
        version,
        /platform=(.*)/.exec(purl)?.[1] ?? 'ruby',
        licenses,
      ]),
      loaded,
    );
  });
  it('together beside gem list', () => {
    const list = execFileSync('gem', ['list', '--local'], { encoding: 'utf8', timeout: 60_000 });
    const wanted = new Set<string>();
    for (const [, name, versions] of list.matchAll(/^(\S+) \((.*)\)$/gm)) {
      for (const one of versions!.split(', ')) wanted.add(`${name} ${one.replace('default: ', '').split(' ')[0]}`);
    }
    assert.deepEqual(sorted(new Set(installed().map(nameAndVersion))), sorted(wanted));
  });
});

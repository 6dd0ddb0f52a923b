import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileFound } from '../analyser.ts';
import { pythonAnalyser } from './python.ts';

const site = 'usr/lib/python3/dist-packages';
const here = `${site}/folder-9.9.dist-info/METADATA`;
const read = (text: string | Buffer, path = here): FileFound => pythonAnalyser.read(path, bytesOf(Buffer.from(text)));
const named = ({ packages }: FileFound): string[] => packages.map(({ name, version }) => `${name} ${version}`);

const paths = `
yes usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA
yes venv/lib/python3.12/site-packages/a-1.0.egg-info/PKG-INFO
yes usr/lib/python2.7/argparse.egg-info
yes usr/lib/python3/dist-packages/cryptography.egg-info/PKG-INFO
yes site-packages/a-1.0-py3.7.egg/EGG-INFO/PKG-INFO
yes site-packages/a-1.0-py3.7.egg
yes opt/conda/conda-meta/openssl-3.0.8-h7f8727e_0.json
yes conda-meta/a-1-0.json
no opt/conda/conda-meta/history
no opt/conda/pkgs/a/conda-meta/x/y.json
no a/PKG-INFO
no a/METADATA
no site-packages/a-1.0.dist-info/RECORD
no site-packages/a-1.0.dist-info/licenses/METADATA
`;

describe('distributions of Python', () => {
  for (const line of paths.trim().split('\n')) {
    const [wanted, path] = line.split(' ');
    it(line, () => assert.equal(pythonAnalyser.wants(path!, 1, 0o644) !== null, wanted === 'yes'));
  }

  it('reads name, version, licence and purl', () => {
    const text = 'Metadata-Version: 2.1\nName: Ruamel.YAML_clib\nVersion: 0.2.8\nLicense: MIT\n\nVersion: 7\n';
    assert.deepEqual(read(text), {
      packages: [
        {
          name: 'ruamel-yaml-clib',
          version: '0.2.8',
          type: 'pypi',
          ecosystem: 'PyPI',
          purl: 'pkg:pypi/ruamel.yaml-clib@0.2.8',
          licenses: ['MIT'],
          line: 2,
        },
      ],
      problems: [],
    });
  });

  const headers: [string, string][] = [
    ['\uFEFFname: a\r\nVERSION: 1!2.0+local\r\n\r\nbody', 'a 1!2.0+local'],
    ['Name: a\nDescription: x\n \n        Version: 7\n\nVersion: 8', 'a 9.9'],
    ['Name: a\nrubbish\nVersion: 1', 'a 1'],
    ['Name: a\nVersion:\n 1', 'a 1'],
    ['Name: a\nVersion: not a version', 'a not a version'],
    ['', 'folder 9.9'],
    ['Metadata-Version: 2.1', 'folder 9.9'],
  ];
  for (const [text, wanted] of headers) {
    it(`${JSON.stringify(text)} is ${wanted}`, () => {
      const found = read(text);
      assert.deepEqual([named(found), found.problems], [[wanted], []]);
    });
  }
  it('is not held up by an author whose name is no UTF-8', () => {
    const found = read(Buffer.from('Name: a\nVersion: 1\nAuthor: Andr\xe9\n', 'latin1'));
    assert.deepEqual([named(found), found.problems], [['a 1'], []]);
  });

  /** What an empty file is called by its place. */
  const places: [string, string | null][] = [
    [`${site}/zope.interface-5.5.2.dist-info/METADATA`, 'zope-interface 5.5.2'],
    [`${site}/crit-3.17.1-py3.11.egg-info`, 'crit 3.17.1'],
    [`${site}/a-1.0-py3.7-linux-x86_64.egg/EGG-INFO/PKG-INFO`, 'a 1.0'],
    [`${site}/my_a-1.0_1-py2.7.egg`, 'my-a 1.0-1'],
    [`${site}/cryptography.egg-info/PKG-INFO`, null],
    [`${site}/a-b-1.0.dist-info/METADATA`, null],
    [`${site}/a-x.egg`, null],
  ];
  for (const [path, wanted] of places) {
    it(`${path} is ${wanted}`, () => {
      const found = read('', path);
      assert.deepEqual([named(found), found.problems.length], wanted === null ? [[], 1] : [[wanted], 0]);
    });
  }

  const licences: [string, string[]][] = [
    [
      'License-Expression: MIT OR Apache-2.0\nLicense: x\nClassifier: License :: OSI Approved :: MIT License',
      ['MIT OR Apache-2.0'],
    ],
    ['License: BSD\nClassifier: License :: OSI Approved :: BSD License', ['BSD', 'BSD License']],
    ['License: UNKNOWN\nClassifier: License :: Public Domain\nClassifier: Topic :: x', ['Public Domain']],
    ['Classifier: License :: OSI Approved', []],
    ['License: MIT License\n        \n        Copyright (c) 2020 x', ['MIT License']],
    ['License: Copyright (c) 2020 x\n        Permission is granted', []],
    [`License: ${'x'.repeat(500)}`, []],
    ['License: MIT License\n  text\nClassifier: License :: OSI Approved :: MIT License', ['MIT License']],
    ['License:\nLicense-Expression:', []],
  ];
  for (const [text, wanted] of licences) {
    it(JSON.stringify(text.slice(0, 70)), () => {
      assert.deepEqual(read(`Name: a\nVersion: 1\n${text}`).packages[0]?.licenses, wanted);
    });
  }

  const broken: [string | Buffer, RegExp, string[]?][] = [
    ['Name: a\nVersion: 1\nName: b', /states its name twice/, ['a 1']],
    ['Name: a\nVersion: 1\nVersion: 2', /states its version twice/, ['a 1']],
    ['Name: a b\nVersion: 1', /"a b", which is no name/],
    ['Name: ../x\nVersion: 1', /no name of a distribution/],
    ['Name: a\nVersion: 1\u0007', /unreadable characters/],
    [Buffer.from('Name: a\nVersion: 1\xff', 'latin1'), /unreadable characters/],
    [`Name: a\nVersion: ${'1.'.repeat(2000)}`, /longer than 1024/],
  ];
  for (const [text, because, packages = []] of broken) {
    it(`says what is wrong: ${because.source}`, () => {
      const found = read(text);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(named(found), packages);
    });
  }
  it('is not held up by a value of many lines', () => {
    assert.deepEqual(named(read(`Name: a\nLicense: x${'\n more'.repeat(1_000_000)}\nVersion: 1\n`)), ['a 1']);
  });
  it('looks only at eggs that are zipped', () => {
    const { starts } = pythonAnalyser.wants('a-1.0-py3.egg', 1, 0o644)!;
    assert.equal(starts!(Buffer.from('PK\u0003\u0004')), true);
    assert.equal(starts!(Buffer.from('text')), false);
    assert.equal(starts!(Buffer.alloc(0)), false);
  });
});

describe('packages of conda', () => {
  const path = 'opt/conda/conda-meta/openssl-3.0.8-h7f8727e_0.json';
  it('are of no ecosystem with advisories, and have all that conda says in their purl', () => {
    const meta = {
      name: 'openssl',
      version: '3.0.8',
      build: 'h7f8727e_0',
      channel: 'https://repo.anaconda.com/pkgs/main/linux-64',
      subdir: 'linux-64',
      fn: 'openssl-3.0.8-h7f8727e_0.conda',
      license: 'Apache-2.0',
    };
    assert.deepEqual(read(JSON.stringify(meta), path), {
      packages: [
        {
          name: 'openssl',
          version: '3.0.8',
          type: 'conda',
          ecosystem: null,
          purl: 'pkg:conda/openssl@3.0.8?build=h7f8727e_0&channel=pkgs%2Fmain&subdir=linux-64&type=conda',
          licenses: ['Apache-2.0'],
        },
      ],
      problems: [],
    });
  });
  const broken: [string, RegExp][] = [
    ['{', /is not JSON/],
    ['[]', /is a list/],
    ['{}', /has no name/],
    ['{"name":"a"}', /"a": has no version/],
    ['{"name":7,"version":"1"}', /the name is a number/],
    ['{"name":"a","version":1}', /the version is a number/],
  ];
  for (const [text, because] of broken) {
    it(`say what is wrong: ${text}`, () => {
      const found = read(text, path);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(found.packages, []);
    });
  }
});

it('lists a distribution or says why not, whatever the file holds', () => {
  const word = fc.constantFrom(
    'Name: ',
    'Version: ',
    'License: ',
    'Classifier: License :: ',
    '\n',
    '\n ',
    'a',
    '1',
    '\r\n',
  );
  const text = fc.oneof(
    fc.array(fc.oneof(word, fc.string({ maxLength: 5 }))).map((parts) => parts.join('')),
    fc.json(),
  );
  const path = fc.constantFrom(here, `${site}/a.egg-info`, `${site}/a-1-py3.egg`, 'conda-meta/a.json');
  fc.assert(
    fc.property(text, path, (content, file) => {
      const { packages, problems } = read(content, file);
      assert.ok(packages.length + problems.length > 0);
      for (const { name, version } of packages) assert.ok(name !== '' && version !== '');
    }),
  );
});

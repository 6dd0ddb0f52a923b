import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { zip, type ZipFile } from '../../../../../test/archives/zip-writer.ts';
import { bytesOf } from '../analyser.ts';
import { splitFileName } from './file-name.ts';
import { javaAnalyser } from './java.ts';
import { readPomProperties } from './coordinates.ts';
import { bundleLicenses, readManifest } from './manifest.ts';

/** `name version [!] @ place` of each package, `!` where no advisory can be held against it; then the problems. */
function told(path: string, buffer: Buffer): string[] {
  const { packages, problems } = javaAnalyser.read(path, bytesOf(buffer));
  return [
    ...packages.map(({ name, version, ecosystem, place }) =>
      [name, version, ...(ecosystem === null ? ['!'] : []), ...(place === undefined ? [] : ['@', place])].join(' '),
    ),
    ...problems.map(({ because, place }) => `? ${place === undefined ? '' : `${place}: `}${because}`),
  ];
}

const code: ZipFile = { name: 'org/acme/A.class', body: 'code' };
const properties = (group: string, artifact: string, version: string): ZipFile => ({
  name: `META-INF/maven/${group}/${artifact}/pom.properties`,
  body: `#Created by Apache Maven\ngroupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
});
const manifest = (...lines: string[]): ZipFile => ({
  name: 'META-INF/MANIFEST.MF',
  body: `Manifest-Version: 1.0\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
});
const pom = (text: string): ZipFile => ({
  name: 'META-INF/maven/org.acme/a/pom.xml',
  body: `<project>${text}</project>`,
});
const foo = properties('org.acme', 'foo', '1.2');
const fooAt = 'org.acme:foo 1.2 @ META-INF/maven/org.acme/foo/pom.properties';
const noGroup = (what: string): string =>
  `? nothing in it says of which group of Maven "${what}" is, so that no advisory is held against it`;
const unnamed = (why: string): string =>
  `? is an archive of which is not known what it is: ${why}, and it has no pom.properties of its own`;
const noVersion = 'neither its file name nor its manifest tells a version';
const spring = manifest('Implementation-Title: spring-beans', 'Implementation-Version: 6.1.3');
const springCode: ZipFile = { name: 'org/springframework/beans/A.class' };

const table: [string, string, Buffer, string[]][] = [
  ['pom.properties', 'foo-1.2.jar', zip([code, foo]), [fooAt]],
  ['a file that was renamed', 'app.jar', zip([code, foo]), [fooAt]],
  [
    'a file that was renamed to another version',
    'foo-1.1.jar',
    zip([code, foo]),
    [fooAt, '? is named as version "1.1" and says inside that it is "1.2"'],
  ],
  [
    'a snapshot',
    'foo-1.2-20240101.120000-3.jar',
    zip([code, properties('org.acme', 'foo', '1.2-SNAPSHOT')]),
    ['org.acme:foo 1.2-SNAPSHOT @ META-INF/maven/org.acme/foo/pom.properties'],
  ],
  ['a classifier', 'foo-1.2-linux-x86_64.jar', zip([code, foo]), [fooAt]],
  ['a name of OSGi', 'org.acme.foo_1.2.jar', zip([code, foo]), [fooAt]],
  [
    'a name of OSGi that shares its group',
    'org.bar-1.2.jar',
    zip([code, properties('org.acme', 'bar', '1.2')]),
    ['org.acme:bar 1.2 @ META-INF/maven/org.acme/bar/pom.properties'],
  ],
  ['pages that are compiled when they are asked for', 'a.war', zip([{ name: 'index.jsp' }]), [unnamed(noVersion)]],
  [
    'what was shaded',
    'foo-1.2.jar',
    zip([code, properties('org.other', 'bar', '3'), foo]),
    ['org.other:bar 3 @ META-INF/maven/org.other/bar/pom.properties', fooAt],
  ],
  [
    'what was shaded into something that does not name itself',
    'thing-8.1.jar',
    zip([code, foo]),
    [fooAt, 'thing 8.1 !', noGroup('thing 8.1')],
  ],
  [
    'which of many it is, by its main class',
    'app.jar',
    zip([code, manifest('Main-Class: org.acme.Main'), properties('org.other', 'bar', '3'), foo]),
    ['org.other:bar 3 @ META-INF/maven/org.other/bar/pom.properties', fooAt],
  ],
  [
    'which of many it is, by nothing',
    'app.jar',
    zip([code, properties('org.other', 'bar', '3'), foo]),
    ['org.other:bar 3 @ META-INF/maven/org.other/bar/pom.properties', fooAt, unnamed(noVersion)],
  ],
  [
    'a version that is filled in elsewhere',
    'foo.jar',
    zip([code, properties('org.acme', 'foo', '${revision}')]),
    [
      '? META-INF/maven/org.acme/foo/pom.properties: has the version "${revision}", which is filled in elsewhere',
      unnamed(noVersion),
    ],
  ],
  [
    'an empty pom.properties',
    'foo.jar',
    zip([code, { name: 'META-INF/maven/a/b/pom.properties' }]),
    ['? META-INF/maven/a/b/pom.properties: has no group', unnamed(noVersion)],
  ],
  [
    'pom.xml alone, with a parent',
    'a.jar',
    zip([
      code,
      pom(
        '<parent><groupId>org.acme</groupId><artifactId>p</artifactId><version>7</version></parent><artifactId>a</artifactId>',
      ),
    ]),
    ['org.acme:a 7 @ META-INF/maven/org.acme/a/pom.xml'],
  ],
  [
    'a pom.xml that is none',
    'a.jar',
    zip([code, { name: 'META-INF/maven/org.acme/a/pom.xml', body: '<project' }]),
    ['? META-INF/maven/org.acme/a/pom.xml: line 1 has a malformed tag', unnamed(noVersion)],
  ],
  [
    'a manifest that states coordinates',
    'x.jar',
    zip([code, manifest('Implementation-Title: com.netflix#x;1.5.18')]),
    ['com.netflix:x 1.5.18 @ META-INF/MANIFEST.MF'],
  ],
  [
    'a plugin of Jenkins',
    'git.hpi',
    zip([code, manifest('Group-Id: org.jenkins-ci.plugins', 'Short-Name: git', 'Plugin-Version: 5.2.1')]),
    ['org.jenkins-ci.plugins:git 5.2.1 @ META-INF/MANIFEST.MF'],
  ],
  [
    'a publisher by its packages',
    'spring-beans-6.1.3.jar',
    zip([springCode, spring]),
    ['org.springframework:spring-beans 6.1.3'],
  ],
  [
    'a publisher that another version contradicts',
    'spring-beans-6.1.4.jar',
    zip([springCode, spring]),
    ['spring-beans 6.1.4 !', noGroup('spring-beans 6.1.4')],
  ],
  [
    'a publisher whose packages are not alone',
    'spring-beans-6.1.3.jar',
    zip([springCode, spring, code]),
    ['spring-beans 6.1.3 !', noGroup('spring-beans 6.1.3')],
  ],
  ['a file name alone', 'bar-1.0.jar', zip([code]), ['bar 1.0 !', noGroup('bar 1.0')]],
  [
    'a manifest alone',
    'x.jar',
    zip([code, manifest('Implementation-Version: 3.1', 'Bundle-SymbolicName: org.acme.x;singleton:=true')]),
    ['org.acme.x 3.1 !', noGroup('org.acme.x 3.1')],
  ],
  ['nothing that tells', 'x.jar', zip([code, manifest('Main-Class: A')]), [unnamed(noVersion)]],
  ['sources', 'foo-1.2-sources.jar', zip([foo, { name: 'org/acme/A.java' }]), []],
  ['classes that are named as sources', 'foo-1.2-sources.jar', zip([foo, code]), [fooAt]],
  ['nothing that runs', 'starter-1.0.jar', zip([manifest('Implementation-Title: starter')]), []],
  [
    'resources with coordinates',
    'jquery-3.7.jar',
    zip([properties('org.webjars', 'jquery', '3.7')]),
    ['org.webjars:jquery 3.7 @ META-INF/maven/org.webjars/jquery/pom.properties'],
  ],
  [
    'the Java runtime',
    'opt/java/lib/jrt-fs.jar',
    zip([
      code,
      manifest(
        'Specification-Title: Java Platform API Specification',
        'Implementation-Title: Java Runtime Environment',
        'Implementation-Version: 17.0.9',
      ),
    ]),
    [],
  ],
  [
    'an archive after a script',
    'bin/app.jar',
    zip([code, foo], { before: Buffer.from('#!/bin/bash\nexec java -jar "$0"\n') }),
    [fooAt],
  ],
  ['a program with an archive', 'bin/app', zip([code, foo], { before: Buffer.from('#!/bin/bash\n') }), [fooAt]],
  [
    'a program with an archive of Python',
    'bin/app',
    zip([{ name: '__main__.py' }], { before: Buffer.from('#!/usr/bin/python\n') }),
    [],
  ],
  ['a program', 'bin/app', Buffer.from('#!/bin/sh\n'.padEnd(5000)), []],
  [
    'a cut archive',
    'a.jar',
    zip([code, foo]).subarray(0, -40),
    ['? is an archive that cannot be read: it has no end of a zip'],
  ],
  ['no archive', 'a.jar', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), []],
  ['unpacked', 'app/META-INF/maven/org.acme/foo/pom.properties', Buffer.from(foo.body as string), ['org.acme:foo 1.2']],
  [
    'unpacked, without version',
    'app/META-INF/maven/org.acme/foo/pom.properties',
    Buffer.from('groupId=a\nartifactId=b\n'),
    ['? has no version'],
  ],
  [
    'stored, deflated and deeper archives',
    'shop.ear',
    zip([
      { name: 'META-INF/application.xml' },
      {
        name: 'web.war',
        body: zip([
          { name: 'WEB-INF/lib/foo-1.2.jar', body: zip([code, foo]) },
          { name: 'WEB-INF/lib/bar-1.jar', stored: true, body: zip([code, properties('org.other', 'bar', '1')]) },
        ]),
      },
    ]),
    [
      'org.acme:foo 1.2 @ web.war!/WEB-INF/lib/foo-1.2.jar!/META-INF/maven/org.acme/foo/pom.properties',
      'org.other:bar 1 @ web.war!/WEB-INF/lib/bar-1.jar!/META-INF/maven/org.other/bar/pom.properties',
    ],
  ],
  [
    'an archive in it that is broken',
    'a.war',
    zip([foo, { name: 'WEB-INF/lib/b.jar', body: zip([code]).subarray(0, -10) }]),
    [fooAt, '? WEB-INF/lib/b.jar: is an archive that cannot be read: it has no end of a zip'],
  ],
  [
    'an archive in it that lies',
    'a.war',
    zip([foo, { name: 'b.jar', body: zip([code]), edit: (_, central) => central.writeUInt32LE(9, 16) }]),
    [fooAt, '? b.jar: has not the checksum that the zip says'],
  ],
  [
    'an archive in it that would not fit',
    'a.war',
    zip([foo, { name: 'b.jar', body: 'x', edit: (_, central) => central.writeUInt32LE(2 ** 30, 24) }]),
    [fooAt, '? b.jar: was not read: it and those around it unpack to more than 268435456 bytes'],
  ],
  [
    'an encrypted archive in it',
    'a.war',
    zip([foo, { name: 'b.jar', body: 'x', edit: (_, central) => central.writeUInt16LE(1, 8) }]),
    ['? is a zip of which b.jar is encrypted', fooAt],
  ],
  [
    'names that stand twice',
    'foo-1.2.jar',
    zip([code, foo, { ...foo, body: 'groupId=org.acme\nartifactId=foo\nversion=1.3\n' }]),
    [
      'org.acme:foo 1.3 @ META-INF/maven/org.acme/foo/pom.properties',
      '? has META-INF/maven/org.acme/foo/pom.properties twice: which of them counts depends on the reader',
      '? is named as version "1.2" and says inside that it is "1.3"',
    ],
  ],
];

describe('archives of Java', () => {
  for (const [what, path, bytes, expected] of table) {
    it(what, () => assert.deepEqual(told(path, bytes).toSorted(), expected.toSorted()));
  }

  it('go so deep and no deeper', () => {
    let body = zip([code, foo]);
    for (let depth = 0; depth < 12; depth++) body = zip([{ name: 'a.jar', body, stored: true }]);
    assert.deepEqual(told('a.jar', body), [
      `? ${Array(8).fill('a.jar').join('!/')}: was not read: it lies 8 archives deep`,
    ]);
  });
  it('that inflate for ever are told of', () => {
    const lying = (at: number): ZipFile => ({
      name: `${at}.jar`,
      body: 'x',
      edit: (_, central) => central.writeUInt32LE(100 << 20, 24),
    });
    const found = told('a.war', zip(Array.from({ length: 12 }, (_, at) => lying(at))));
    assert.equal(found[9], '? 9.jar: has not the size that the zip says');
    assert.match(found[10]!, /^\? 10\.jar: was not read: the archives in this file unpack to more/);
  });
  it('hold so many archives', () => {
    const one = zip([]);
    const many = zip(Array.from({ length: 10_001 }, (_, at) => ({ name: `${at}.jar`, body: one, stored: true })));
    assert.deepEqual(told('a.war', many), ['? holds more than 10000 archives; the rest was not read']);
  });
  it('are known by their names', () => {
    const wants = (path: string, mode = 0o644, first = 'PK\x03\x04'): boolean => {
      const want = javaAnalyser.wants(path, 5000, mode);
      return want !== null && (want.starts?.(Buffer.from(first)) ?? true);
    };
    for (const path of ['a.jar', 'x/b.WAR', 'c.ear', 'd.par', 'e.sar', 'f.nar', 'g.jpi', 'h.hpi', 'i.lpkg', 'j.rar']) {
      assert.ok(wants(path), path);
    }
    assert.ok(wants('a.jar', 0o644, '#!/b') && wants('bin/a', 0o755, '#!/b') && wants('a.exe', 0o644, 'MZ\0\0'));
    for (const [path, mode, first] of [
      ['a.rar', 0o644, 'Rar!'],
      ['a.zip', 0o644, 'PK\x03\x04'],
      ['bin/a.sh', 0o755, '#!/b'],
      ['bin/a', 0o755, '\x7fELF'],
      ['x/pom.properties', 0o644, 'abcd'],
    ] as const) {
      assert.ok(!wants(path, mode, first), path);
    }
  });
  it('with any bytes changed neither throws nor hangs', () => {
    const whole = zip([code, spring, foo, { name: 'lib/a.jar', body: zip([code, pom('<artifactId>a</artifactId>')]) }]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          told('a.jar', bytes);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('file names', () => {
  const names: [string, readonly string[], string | null][] = [
    ['log4j-1.2-api-2.20.0', [], 'log4j-1.2-api 2.20.0'],
    ['guava-31.1-jre', [], 'guava 31.1-jre'],
    ['netty-all-4.1.100.Final', [], 'netty-all 4.1.100.Final'],
    ['guice-4.2.1-no_aop', [], 'guice 4.2.1'],
    ['spark-core_2.13-3.5.0', [], 'spark-core_2.13 3.5.0'],
    ['bcprov-jdk18on-1.77', [], 'bcprov-jdk18on 1.77'],
    ['odd-1x-strange', ['1x-strange'], 'odd 1x-strange'],
    ['javax.inject-1', [], 'javax.inject 1'],
    ['app', [], null],
    ['app-v2', [], 'app 2'],
    ['x'.repeat(300), [], null],
  ];
  for (const [stem, stated, expected] of names) {
    it(stem.slice(0, 40), () => {
      const named = splitFileName(stem, stated);
      assert.equal(named === null ? null : `${named.artifact} ${named.version}`, expected);
    });
  }
});

it('reads manifests: lines go on, sections end', () => {
  const read = readManifest('A-b: long \r\n  er\r\nX: 1\r\n\r\nName: c\r\nX: 2\r\n');
  assert.deepEqual(
    [...read],
    [
      ['a-b', 'long  er'],
      ['x', '1'],
    ],
  );
  assert.deepEqual(bundleLicenses('Apache-2.0;link="a,b",MIT, <<EXTERNAL>>'), ['Apache-2.0', 'MIT']);
  // Each of these takes hours where a pattern is tried from every place to the end.
  assert.deepEqual(bundleLicenses(','.repeat(4 << 20)), []);
  const blank = ' '.repeat(1 << 20);
  assert.equal(readPomProperties(`version${blank}\u2028x`).version, 'x');
});

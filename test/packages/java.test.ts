/**
 * Archives from Maven Central, of which Maven itself says what they are, beside what is read from their
 * bytes: the same packages, or else a problem that says which one is not known.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bytesOf, type FileFound } from '../../src/readers/packages/files/analyser.ts';
import { javaAnalyser } from '../../src/readers/packages/files/java/java.ts';
import { kept, noJudge, run } from '../real/judges.ts';

/** A Boot application: libraries of Maven and of Gradle, and one that has others shaded into it. */
const dependencies = [
  'org.springframework.boot:spring-boot-starter-web:3.2.2',
  'org.apache.logging.log4j:log4j-core:2.14.1',
  'io.prometheus.jmx:jmx_prometheus_javaagent:0.16.1',
  'org.hamcrest:hamcrest-core:1.3',
];
const boot = '3.2.2';
const list = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:list';

function project(): string {
  const one = (coordinates: string): string => {
    const [group, artifact, version] = coordinates.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  };
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example.acme</groupId><artifactId>shop</artifactId><version>1.4.2</version>
  <dependencies>${dependencies.map(one).join('')}</dependencies>
  <build>
    <finalName>app</finalName>
    <plugins><plugin>
      <groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId><version>${boot}</version>
      <configuration><mainClass>com.example.acme.Main</mainClass></configuration>
      <executions><execution><goals><goal>repackage</goal></goals></execution></executions>
    </plugin></plugins>
  </build>
</project>
`;
}

/** A folder with `app.jar` and `list.txt`, which is Maven's own list of what was packed into it. */
function built(): string {
  return kept('boot-application-1', (folder) => {
    mkdirSync(join(folder, 'src/main/resources'), { recursive: true });
    writeFileSync(join(folder, 'src/main/resources/a.txt'), 'a');
    writeFileSync(join(folder, 'pom.xml'), project());
    const options = ['-DincludeScope=runtime', '-DoutputFile=list.txt', '-Dmdep.outputScope=false'];
    run('mvn', ['-q', '-B', 'package', list, ...options], folder);
  });
}

/** The application, or why it cannot be had: without a way to Maven Central it can only be skipped. */
function application(): { readonly folder: string; readonly found: FileFound } | string {
  try {
    const folder = built();
    const bytes = bytesOf(readFileSync(join(folder, 'target/app.jar')));
    return { folder, found: javaAnalyser.read('app/app.jar', bytes) };
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    return `Maven did not build it: ${(error as Error).message}`;
  }
}

const maven = { ecosystem: 'Maven', programs: ['mvn', 'python3'], packages: 'maven default-jdk-headless python3' };
describe('archives of Java beside Maven', { skip: noJudge(maven) ?? false }, () => {
  it('lists a Boot application, its libraries and what is shaded into them', (context) => {
    const read = application();
    if (typeof read === 'string') {
      context.skip(read);
      return;
    }
    const { folder, found } = read;
    const listed = [...readFileSync(join(folder, 'list.txt'), 'utf8').matchAll(/^\s+([\w.-]+):([\w.-]+):jar:(\S+)/gm)];
    const known = new Map(
      listed.map(([, group, artifact, version]) => [`${artifact}-${version}.jar`, `${group}:${artifact} ${version}`]),
    );
    assert.ok(known.size > 30);
    const libraries = new Map<string, string[]>();
    for (const { name, version, place = '', ecosystem } of found.packages) {
      const library = /^BOOT-INF\/lib\/([^!]+)/.exec(place)?.[1] ?? '';
      libraries.set(library, [
        ...(libraries.get(library) ?? []),
        `${ecosystem === null ? '? ' : ''}${name} ${version}`,
      ]);
    }
    // Boot leaves out starters, which hold nothing but a manifest.
    const inside = new Set(librariesIn(join(folder, 'target/app.jar')));
    for (const [file, coordinates] of known) {
      if (!inside.has(file)) assert.match(file, /^spring-boot-starter-/);
      else if (file === 'hamcrest-core-1.3.jar') assert.deepEqual(libraries.get(file), ['? hamcrest-core 1.3']);
      else assert.equal(libraries.get(file)?.[0], coordinates, file);
    }
    assert.deepEqual(libraries.get(''), ['com.example.acme:shop 1.4.2']);
    const agent = libraries.get('jmx_prometheus_javaagent-0.16.1.jar');
    assert.deepEqual(agent?.slice(1), ['org.yaml:snakeyaml 1.29']);
    // The one of Boot itself is added by its plugin.
    const beyond = [...libraries.keys()].filter((file) => file !== '' && !known.has(file));
    assert.deepEqual(beyond, [`spring-boot-jarmode-layertools-${boot}.jar`]);
    assert.deepEqual(
      found.problems.map(({ place }) => place),
      ['BOOT-INF/lib/hamcrest-core-1.3.jar'],
    );
  });
});

/** As Python sees them. */
function librariesIn(file: string): readonly string[] {
  const program = `
import sys, zipfile
for name in zipfile.ZipFile(sys.argv[1]).namelist():
    if name.startswith("BOOT-INF/lib/") and name.endswith(".jar"):
        print(name[13:])
`;
  return execFileSync('python3', ['-c', program, file], { encoding: 'utf8' }).trim().split('\n');
}

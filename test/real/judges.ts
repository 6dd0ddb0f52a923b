import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an ecosystem's own tool says of a pair: an order, `?` for an invalid version, `-` for no opinion. */
export type Verdict = '<' | '=' | '>' | '?' | '-';

export interface Judge {
  /** OSV's name of the ecosystem. */
  readonly ecosystem: string;
  /** The tool, in words. */
  readonly tool: string;
  /** Programs that must be on PATH, and files that must be there. */
  readonly programs: readonly string[];
  readonly files?: readonly string[];
  /** What installs them on Debian. */
  readonly packages: string;
  /** Fetches or builds what is needed, into a folder that outlives the run, and gives the command line. */
  prepare(): readonly string[];
  /** How many processes share the work; one when undefined. */
  readonly processes?: number;
}

const texts = join(import.meta.dirname, '../versions/judges');
const rootfs = join(import.meta.dirname, '../../../shared/data/rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');
const maven = '3.9.9';
const packaging = '26.3';
const semver = '7.7.2';
const goModules = 'v0.21.0';

export const judges: readonly Judge[] = [
  {
    ecosystem: 'Debian',
    tool: 'dpkg --compare-versions',
    programs: ['dpkg', 'sh'],
    packages: 'dpkg',
    prepare: () => ['sh', join(texts, 'debian.sh')],
    processes: 2,
  },
  {
    ecosystem: 'Red Hat',
    tool: 'rpm.vercmp',
    programs: ['rpm'],
    packages: 'rpm',
    prepare: () => ['rpm', '--eval', `%{lua: dofile("${join(texts, 'rpm.lua')}")}`],
  },
  {
    ecosystem: 'Alpine',
    tool: 'apk version -t',
    programs: ['sh', 'tar', 'xargs', 'paste', 'awk'],
    packages: 'tar coreutils findutils mawk',
    prepare: () => [
      'sh',
      join(texts, 'alpine.sh'),
      kept('alpine-3.20.3', (folder) => run('tar', ['-xzf', rootfs, '-C', folder, './lib', './usr/lib', './sbin'])),
    ],
    processes: 2,
  },
  {
    ecosystem: 'PyPI',
    tool: `packaging ${packaging}`,
    programs: ['python3'],
    packages: 'python3 python3-pip',
    prepare: () => {
      const folder = kept(`packaging-${packaging}`, (folder) =>
        run('python3', [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--root-user-action=ignore',
          '--no-deps',
          '--target',
          folder,
          `packaging==${packaging}`,
        ]),
      );
      return ['env', `PYTHONPATH=${folder}`, 'python3', join(texts, 'pypi.py')];
    },
  },
  {
    ecosystem: 'RubyGems',
    tool: 'Gem::Version',
    programs: ['ruby'],
    packages: 'ruby',
    prepare: () => ['ruby', join(texts, 'rubygems.rb')],
  },
  {
    ecosystem: 'Maven',
    tool: `ComparableVersion ${maven}`,
    programs: ['mvn', 'javac', 'java'],
    packages: 'maven default-jdk-headless',
    prepare: () => {
      const folder = kept(`maven-artifact-${maven}-${hashOf('Judge.java')}`, (folder) => {
        const artifact = `org.apache.maven:maven-artifact:${maven}`;
        run('mvn', ['-q', '-B', 'dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false']);
        const copy = ['-Dmdep.stripVersion=true', `-DoutputDirectory=${folder}`];
        run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, ...copy]);
        run('javac', ['-cp', join(folder, 'maven-artifact.jar'), '-d', folder, join(texts, 'Judge.java')]);
      });
      return ['java', '-Xshare:auto', '-cp', `${join(folder, 'maven-artifact.jar')}:${folder}`, 'Judge'];
    },
  },
  {
    ecosystem: 'Go',
    tool: `golang.org/x/mod/semver ${goModules} and go/version`,
    programs: ['go'],
    packages: 'golang-go 1.22 or newer',
    prepare: () => {
      const folder = kept(`go-mod-${goModules}-${hashOf('go.go.txt')}`, (folder) => {
        writeFileSync(join(folder, 'go.mod'), `module judge\n\ngo 1.22.0\n\nrequire golang.org/x/mod ${goModules}\n`);
        writeFileSync(join(folder, 'main.go'), readFileSync(join(texts, 'go.go.txt')));
        run('go', ['build', '-mod=mod', '-o', 'judge', '.'], folder);
      });
      return [join(folder, 'judge')];
    },
  },
  {
    ecosystem: 'npm',
    tool: `semver ${semver}`,
    programs: ['npm'],
    packages: 'nodejs npm',
    prepare: () => {
      const folder = kept(`npm-semver-${semver}`, (folder) => {
        writeFileSync(join(folder, 'package.json'), '{}');
        run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `semver@${semver}`]);
      });
      return [process.execPath, join(texts, 'npm.cjs'), folder];
    },
  },
  {
    ecosystem: 'Packagist',
    tool: "Composer's VersionParser and Comparator",
    programs: ['php'],
    files: ['/usr/share/php/Composer/Semver/autoload.php'],
    packages: 'php-cli php-composer-semver',
    prepare: () => ['php', join(texts, 'packagist.php')],
  },
];

/**
 * Why a judge cannot be asked here; undefined when it can. In CI its lack is a failure: a test that is
 * always skipped proves nothing.
 */
export function noJudge(judge: Pick<Judge, 'ecosystem' | 'programs' | 'files' | 'packages'>): string | undefined {
  const lacks = [
    ...judge.programs.filter((name) => !onPath(name)),
    ...(judge.files ?? []).filter((file) => !existsSync(file)),
  ];
  if (lacks.length === 0) return undefined;
  const why = `${lacks.join(', ')} not installed (Debian: apt install ${judge.packages})`;
  if (process.env['CI'] !== undefined) throw new Error(`in CI the judge of ${judge.ecosystem} is needed: ${why}`);
  return why;
}

function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}

/** The text of a program, as part of a folder's name: a changed program is built anew. */
function hashOf(text: string): string {
  return createHash('sha256')
    .update(readFileSync(join(texts, text)))
    .digest('hex')
    .slice(0, 12);
}

/** A folder filled once and kept between runs, outside the project; half-filled ones never get its name. */
export function kept(name: string, fill: (folder: string) => void): string {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll-judges');
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const half = mkdtempSync(join(cache, `${name}.`));
  try {
    fill(half);
    renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return folder;
}

/** Runs a program that prepares a judge; fails with it. */
export function run(program: string, args: readonly string[], cwd = tmpdir()): void {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
}

/** Asks a judge about all pairs. */
export async function ask(
  command: readonly string[],
  pairs: readonly (readonly [string, string])[],
  processes = 1,
): Promise<readonly Verdict[]> {
  const size = Math.ceil(pairs.length / processes);
  const shares = Array.from({ length: processes }, (_, at) => pairs.slice(at * size, (at + 1) * size));
  return (await Promise.all(shares.filter(({ length }) => length > 0).map((share) => askOne(command, share)))).flat();
}

async function askOne(
  command: readonly string[],
  pairs: readonly (readonly [string, string])[],
): Promise<readonly Verdict[]> {
  const verdicts = (await askLines(
    command,
    pairs.map(([left, right]) => `${left}\t${right}`),
  )) as Verdict[];
  const strange = verdicts.find((verdict) => !/^[<=>?-]$/.test(verdict));
  if (strange !== undefined) throw new Error(`${command[0]} gave the verdict ${strange}`);
  return verdicts;
}

/** Gives a program lines and takes as many back. */
export async function askLines(
  [program, ...args]: readonly string[],
  lines: readonly string[],
): Promise<readonly string[]> {
  const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {});
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) output += chunk as string;
  // `rpm --eval` ends with a line of its own.
  const answers = output.replace(/\n+$/, '').split('\n');
  if (answers.length !== lines.length) {
    throw new Error(`${program} gave ${answers.length} answers to ${lines.length} lines: ${output.slice(-200)}`);
  }
  return answers;
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A line of a vector file: `1.0 < 1.1`. */
export interface Vector {
  /** OSV's name. */
  readonly ecosystem: string;
  /** File and line. */
  readonly place: string;
  readonly line: string;
  readonly left: string;
  /** `?`: no order is known, because a side is no version. */
  readonly relation: '<' | '=' | '>' | '?';
  readonly right: string;
}

/** By the first word of a file's name. */
const ecosystems: Readonly<Record<string, string>> = {
  alpine: 'Alpine',
  bitnami: 'Bitnami',
  cran: 'CRAN',
  crates: 'crates.io',
  debian: 'Debian',
  go: 'Go',
  hackage: 'Hackage',
  maven: 'Maven',
  npm: 'npm',
  nuget: 'NuGet',
  packagist: 'Packagist',
  pacman: 'Arch Linux',
  pub: 'Pub',
  pypi: 'PyPI',
  redhat: 'Red Hat',
  rubygems: 'RubyGems',
  semver: 'SemVer',
};

/** All vectors of a file; empty lines and those that begin with # or // say nothing. */
export function readVectors(file: string): readonly Vector[] {
  const ecosystem = ecosystems[basename(file).split(/[-.]/)[0]!];
  if (ecosystem === undefined) throw new Error(`${file}: of which ecosystem?`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => {
      if (line.trim() === '' || line.startsWith('#') || line.startsWith('//')) return [];
      const [, left, relation, right] = /^(.*) ([<=>?]) (.*)$/.exec(line) ?? [];
      if (left === undefined) throw new Error(`${file}:${at + 1}: no vector: ${line}`);
      const place = `${basename(file)}:${at + 1}`;
      return [{ ecosystem, place, line, left, relation: relation as Vector['relation'], right: right! }];
    });
}

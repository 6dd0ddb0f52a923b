import { defineOrder } from './contract.ts';
import { compareDigits } from './digits.ts';
import { compareSemantic, readSemantic, type SemanticVersion } from './semver.ts';

/**
 * Go modules and Go itself. A module's version is semantic with a `v`, which advisories leave out;
 * `v1` and `v1.2` stand for `v1.0.0` and `v1.2.0`. Pseudo-versions are pre-releases and `+incompatible`
 * is a build, so semantic order covers both (https://go.dev/ref/mod#versions). A toolchain's version,
 * `go1.21rc2`, is read as the semantic version that the Go vulnerability database gives it.
 */
export const goOrder = defineOrder<SemanticVersion>('Go', read, compareSemantic);

const short = /^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?$/;
const toolchain =
  /^go(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*))?(?:\.(0|[1-9][0-9]*)|([a-z]+)(0|[1-9][0-9]*)?)?(?:-[^ ]*| X:[^ ]*)?$/;

function read(text: string): SemanticVersion | null {
  if (text.startsWith('go')) return readToolchain(text);
  const bare = text.startsWith('v') ? text.slice(1) : text;
  if (short.test(bare)) return readSemantic(bare.includes('.') ? `${bare}.0` : `${bare}.0.0`);
  return readSemantic(bare);
}

/**
 * go.dev/doc/toolchain#version: from Go 1.21 on `go1.21` is the language, before `go1.21rc1`, and its
 * first release is `go1.21.0`; up to 1.20, `go1.20` is the release.
 */
function readToolchain(text: string): SemanticVersion | null {
  const match = toolchain.exec(text);
  if (match === null) return null;
  const [, major, minor, patch, kind, count] = match;
  // `go1rc1`: a pre-release hangs on a minor version.
  if (minor === undefined && kind !== undefined) return null;
  if (kind !== undefined) return version(major!, minor!, '0', count === undefined ? [kind] : [kind, count]);
  const language = patch === undefined && minor !== undefined && compareDigits(minor, '21') >= 0;
  return version(major!, minor ?? '0', patch ?? '0', language ? ['0'] : []);
}

function version(major: string, minor: string, patch: string, prerelease: readonly string[]): SemanticVersion {
  return { release: [major, minor, patch], prerelease, build: [] };
}

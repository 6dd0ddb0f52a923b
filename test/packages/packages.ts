import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { imageCollector } from '../../src/collectors/image/collector.ts';
import type { ImageLimits } from '../../src/collectors/image/limits.ts';
import type { LookOptions } from '../../src/collectors/image/look-options.ts';
import { pkg, type Package } from '../../src/facts/package.ts';
import type { Gap } from '../../src/model/gap.ts';

export const data = join(import.meta.dirname, '../../../shared/data');

export interface CollectedPackages {
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
}

export async function collectPackages(
  path: string,
  limits: Partial<ImageLimits> = {},
  options: LookOptions = {},
): Promise<CollectedPackages> {
  const packages: Package[] = [];
  const gaps: Gap[] = [];
  const context = { signal: new AbortController().signal, progress: () => {} };
  for await (const sighting of imageCollector.collect({ path, shown: 'target', limits, options }, context)) {
    if ('gap' in sighting) gaps.push(sighting.gap);
    else if (sighting.fact.kind === pkg.name) packages.push(sighting.fact.value as Package);
  }
  return { packages, gaps };
}

/** Those that the databases of distributions list. */
export function installed(packages: readonly Package[]): Package[] {
  return packages.filter(({ type }) => ['deb', 'apk', 'rpm', 'alpm'].includes(type));
}

/** `name version architecture`, sorted. */
export function told(packages: readonly Package[]): string[] {
  return packages.map(({ name, version, architecture = '' }) => `${name} ${version} ${architecture}`).toSorted();
}

/** The output of a program; what it says besides is shown when it fails. */
export function output(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * Why a test that needs these programs is skipped, for `it`'s options; false when they are there.
 * Where everything must run, in CI, a missing program is a failure.
 */
export function unless(...programs: readonly string[]): string | false {
  const folders = (process.env['PATH'] ?? '').split(':');
  const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  if (missing.length === 0 || process.env['CI'] !== undefined) return false;
  return `needs ${missing.join(', ')}`;
}

/**
 * A root of Debian bookworm as a tar, made once by mmdebstrap from Debian's archive without the
 * security suite, and kept outside of the project.
 */
export function bookworm(): string {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll-roots');
  const path = join(folder, 'bookworm-minbase.tar');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const half = `${path}.${process.pid}`;
  try {
    const args = ['--quiet', '--variant=minbase', '--format=tar', 'bookworm', half, 'http://deb.debian.org/debian'];
    execFileSync('mmdebstrap', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
    renameSync(half, path);
  } finally {
    rmSync(half, { force: true });
  }
  return path;
}

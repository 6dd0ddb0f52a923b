import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exclusively } from '../../src/io/feeds/lock.ts';

const run = promisify(execFile);

/** Programs of Kubernetes, and an engine newer than the machine's, that are built with Go, by the folder of their go.mod. */
const components = {
  kubernetes: { cgo: '0', words: ['tool'] },
  containerd: { cgo: '0', words: ['tool'] },
  runc: { cgo: '1', words: ['-tags', 'seccomp', 'tool'] },
  pause: { cgo: '0', words: ['.'] },
  // A Go module does not know the version of the release that it was made for.
  moby: {
    cgo: '1',
    words: [
      '-tags',
      'exclude_graphdriver_btrfs',
      '-ldflags',
      '-X github.com/moby/moby/v2/dockerversion.Version=29.0.0',
      'tool',
    ],
  },
} as const;
export type Component = keyof typeof components;
export const ofApiServer: readonly Component[] = ['kubernetes'];
export const ofCluster: readonly Component[] = ['kubernetes', 'containerd', 'runc', 'pause'];

/** Where the built programs lie: outside the work tree, for every checkout of this machine. */
export const binaries =
  process.env['REAL_BIN'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll-real');

/** A file that is there when a component was built from exactly these versions. */
function markOf(component: Component): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) {
    const path = join(import.meta.dirname, component, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path));
  }
  return join(binaries, `${component}.${hash.digest('hex').slice(0, 16)}`);
}

export function isBuilt(component: Component): boolean {
  return existsSync(markOf(component));
}

/** Builds what is not built yet: some ten minutes on two cores the first time on a machine. */
export async function build(wanted: readonly Component[]): Promise<void> {
  const { signal } = new AbortController();
  for (const component of wanted) {
    if (isBuilt(component)) continue;
    // Test files run side by side, and each may be the first to need it.
    await exclusively(join(binaries, `${component}.lock`), { signal, waiting: () => {} }, async () => {
      if (!isBuilt(component)) await buildOne(component);
    });
  }
}

async function buildOne(component: Component): Promise<void> {
  const { cgo, words } = components[component];
  await run('go', ['build', '-buildvcs=false', '-o', `${binaries}/`, ...words], {
    cwd: join(import.meta.dirname, component),
    env: { ...process.env, CGO_ENABLED: cgo },
    maxBuffer: 64 << 20,
  });
  writeFileSync(markOf(component), '');
}

/** Builds dist/ for publishing: tsc removes the types, then the pages of the checks are laid beside them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);
for (const page of globSync('src/questions/*/*/*.md', { cwd: root })) {
  const to = join(dist, relative('src', page));
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(root, page), to);
}
chmodSync(join(dist, 'cli/start.js'), 0o755);

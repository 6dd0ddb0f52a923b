/**
 * Builds dist/ for publishing. tsc removes the types; rolldown joins the modules, because loading
 * four hundred files takes Node 150 ms and loading a dozen takes 50 (docs/performance.md); then the
 * pages of the checks are laid beside them.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const compiled = mkdtempSync(join(root, 'node_modules/.plimsoll-build-'));

try {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', compiled], {
    stdio: 'inherit',
  });
  rmSync(dist, { recursive: true, force: true });
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const bundle = await rolldown({
    input: join(compiled, 'cli/start.js'),
    platform: 'node',
    external: [/^node:/, ...Object.keys(dependencies)],
    logLevel: 'warn',
  });
  // To import a module of Node makes a facade of all its parts, and so loads what is not asked for:
  // of `node:fs` its streams, of `node:util` its workers. 16 ms of every start (docs/performance.md).
  const builtins = /^import (?:\* as (\w+)|(\{[^}]*\})) from "(node:[^"]+)";$/gm;
  const direct = (_: string, all: string | undefined, names: string | undefined, module: string): string =>
    `const ${all ?? names!.replaceAll(' as ', ': ')} = globalThis.process.getBuiltinModule("${module}");`;
  // All chunks lie in dist/cli: paths relative to a module stay what they are in src/cli.
  await bundle.write({
    dir: join(dist, 'cli'),
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
    plugins: [{ name: 'builtins', renderChunk: (code) => code.replace(builtins, direct) }],
  });
  await bundle.close();
} finally {
  rmSync(compiled, { recursive: true, force: true });
}
for (const page of globSync('src/questions/*/*/*.md', { cwd: root })) {
  const to = join(dist, relative('src', page));
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(root, page), to);
}
chmodSync(join(dist, 'cli/start.js'), 0o755);

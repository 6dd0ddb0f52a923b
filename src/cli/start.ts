#!/usr/bin/env node
// Nothing is imported here before it is needed: `plimsoll version` must cost little more than Node itself.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`plimsoll needs Node 24.15 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 3;
} else {
  // Not imported: an old Node lacks some of it, and would fail before it can be told that it is too old.
  const path = process.getBuiltinModule('node:path');
  const os = process.getBuiltinModule('node:os');
  // As src/io/home.ts has it. What lies there is run: it must never be a folder of where the user happens to be.
  const { PLIMSOLL_HOME: own = '', XDG_CACHE_HOME: caches = '' } = process.env;
  const cache =
    own !== ''
      ? path.resolve(own)
      : path.join(path.isAbsolute(caches) ? caches : path.join(os.homedir(), '.cache'), 'plimsoll');
  const compiled = path.join(cache, 'compiled');
  if (isOwn(compiled)) process.getBuiltinModule('node:module').enableCompileCache(compiled);
  const { main, unwritten } = await import('./run.ts');
  process.exitCode = await main(process.argv.slice(2));
  // To take a large heap apart costs tens of milliseconds, and nobody needs it to be tidy. What is not
  // yet written, as to a pipe on Windows, is waited for.
  if (unwritten() === 0) process.exit();
}

/** False for a folder that another user made, or that everybody may write to. */
function isOwn(folder: string): boolean {
  const files = process.getBuiltinModule('node:fs');
  try {
    files.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = files.statSync(folder);
    const own = process.getuid?.();
    return own === undefined || ((uid === own || uid === 0) && (mode & 0o002) === 0);
  } catch {
    return false;
  }
}

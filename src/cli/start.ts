#!/usr/bin/env node
// Nothing is imported here before it is needed: `plimsoll version` must cost little more than Node itself.
// A namespace, because to import a name that an old Node lacks fails before it can be told that it is too old.
import * as modules from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`plimsoll needs Node 24.15 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 3;
} else {
  const cache = process.env.PLIMSOLL_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plimsoll');
  modules.enableCompileCache(join(cache, 'compiled'));
  const { main } = await import('./run.ts');
  process.exitCode = await main(process.argv.slice(2));
  // To take a large heap apart costs tens of milliseconds, and nobody needs it to be tidy. What is not
  // yet written, as to a pipe on Windows, is waited for.
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}

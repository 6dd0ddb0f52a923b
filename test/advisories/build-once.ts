/** Builds a database and is killed while it does: node build-once.ts OUT SOURCE… */
import { buildDatabase } from '../../src/advisories/build.ts';

const [out, ...sources] = process.argv.slice(2);
process.stdout.write('building\n');
await buildDatabase(
  sources.map((path) => ({ path })),
  out!,
  { now: '2026-11-24T00:00:00Z' },
);

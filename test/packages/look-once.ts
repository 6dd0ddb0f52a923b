/** Looks into an image in a process of its own: `node look-once.ts PATH [CACHE]` writes what it found as JSON. */
import { imageCollector } from '../../src/collectors/image/collector.ts';
import type { Image } from '../../src/facts/image.ts';
import type { Package } from '../../src/facts/package.ts';
import { own } from './own-analyser.ts';

const [path, folder] = process.argv.slice(2);
const options = { analysers: own, ...(folder === undefined ? {} : { cache: { folder, version: 'test' } }) };
const context = { signal: new AbortController().signal, progress: () => {} };
const packages: string[] = [];
const verified: (boolean | undefined)[] = [];
const gaps: string[] = [];
for await (const sighting of imageCollector.collect({ path: path!, shown: 'target', options }, context)) {
  if ('gap' in sighting) gaps.push(`${sighting.gap.code} ${sighting.gap.because}`);
  else if (sighting.fact.kind === 'package') {
    const { name, version, file, layer } = sighting.fact.value as Package;
    packages.push(`${name} ${version} ${file} ${layer}`);
  } else if (sighting.fact.kind === 'image') {
    verified.push(...(sighting.fact.value as Image).layers.map((layer) => layer.verified.value));
  }
}
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ packages: packages.toSorted(), verified, gaps: gaps.toSorted(), megabytes }));

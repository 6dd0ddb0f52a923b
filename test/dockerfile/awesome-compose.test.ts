import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Build } from '../../src/facts/build.ts';
import { readDockerfile } from '../../src/readers/dockerfile/read-dockerfile.ts';

const folder = join(import.meta.dirname, '../../../shared/data/manifests/awesome-compose');
const files = globSync('**/*[Dd]ockerfile*', { cwd: folder }).toSorted();

/** FROM as plain text shows it: image, and name after AS. These files continue no FROM over lines. */
function grepped(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word.toLowerCase() !== 'from') return [];
    const plain = rest.filter((one) => !one.startsWith('--'));
    return [[plain[0] ?? '', plain[2]?.toLowerCase() ?? '']];
  });
}

describe('the Dockerfiles of awesome-compose', () => {
  it('are all there', () => assert.equal(files.length, 35));

  it('read without a fault, and each FROM as a plain search finds it', () => {
    const gaps: string[] = [];
    let stages = 0;
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const sightings = readDockerfile(text, file, { source: 'directory', stage: 'declared', ignoreFile: false });
      for (const sighting of sightings) {
        if ('gap' in sighting)
          gaps.push(`${file}:${sighting.gap.at?.line} ${sighting.gap.code} ${sighting.gap.because}`);
        else {
          const build = sighting.fact.value as Build;
          const wanted = grepped(text);
          stages += wanted.length;
          assert.deepEqual(
            build.stages.map((stage, index) => [stage.base.value, stage.name === String(index) ? '' : stage.name]),
            wanted,
            file,
          );
          const names = wanted.map(([, name]) => name);
          assert.deepEqual(
            build.stages.map(({ fromStage }) => fromStage),
            wanted.map(([base], index) => names.slice(0, index).includes(base.toLowerCase())),
            file,
          );
        }
      }
    }
    assert.deepEqual(gaps, []);
    assert.equal(stages, 92);
  });

  it('have these instructions whose values the files do not hold', () => {
    const unresolved = files.flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return readDockerfile(text, file, { source: 'directory', stage: 'declared', ignoreFile: false }).flatMap(
        (sighting) =>
          'fact' in sighting
            ? (sighting.fact.value as Build).stages.flatMap(({ instructions }) =>
                instructions
                  .filter(({ resolved }) => resolved.value === undefined)
                  .map(({ at, text: written, resolved }) => `${file}:${at.line} ${written} | ${resolved.why}`),
              )
            : [],
      );
    });
    assert.deepEqual(unresolved, [
      'nginx-wsgi-flask/flask/Dockerfile:25 ENV PATH="$VIRTUAL_ENV/bin:$PATH" | PATH is not set in this file; python:3.9.2-alpine may set it',
    ]);
  });
});

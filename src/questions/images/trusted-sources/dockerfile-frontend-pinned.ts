import { build } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass } from '../../../model/outcome.ts';
import { judgeReference } from '../naming/named-images.ts';
import { mapSeen } from '../../../model/seen.ts';

const toKnow = 'Correct the `# syntax=` line of the Dockerfile so that it names an image.';

export const dockerfileFrontendPinned = defineCheck({
  id: 'IMG-107',
  name: 'dockerfile-frontend-pinned',
  aspect: 'images/trusted-sources',
  title: 'The frontend that reads the Dockerfile is pinned by digest or not replaced',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.1.5' }],
  remedy: 'Add the digest: `# syntax=docker/dockerfile:1@sha256:…`, or leave the line out.',
  toKnow,
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const syntax = about.value.directives['syntax'];
      if (syntax === undefined) {
        yield pass(about, about.value.at, 'no `# syntax=` line: the builder reads it with its own frontend');
        continue;
      }
      // What follows a blank is for the frontend.
      const written = mapSeen(syntax, (text) => text.split(' ')[0]);
      yield judgeReference(
        { about, written },
        ({ digest }, text) =>
          digest === undefined
            ? fail(about, written, `the build runs ${text}, which is not named by digest`)
            : pass(about, written),
        toKnow,
      );
    }
  },
});

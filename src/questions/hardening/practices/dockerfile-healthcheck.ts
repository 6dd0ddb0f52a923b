import { build } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { finalChain } from '../dockerfile/runs.ts';

export const dockerfileHealthcheck = defineCheck({
  id: 'HRD-307',
  name: 'dockerfile-healthcheck',
  aspect: 'hardening/practices',
  title: 'The Dockerfile says how the health of its container is checked',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.6' }],
  remedy: 'Add `HEALTHCHECK CMD` with a command that fails when the service does not answer.',
  toKnow: 'Give the ARG in FROM a default, so that it is known what the last stage is built on.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const { chain, bottom } = finalChain(about.value);
      const found = chain
        .flatMap(({ instructions }) => instructions.toReversed())
        .find(({ name, onBuild }) => name === 'HEALTHCHECK' && !onBuild);
      if (found !== undefined) {
        yield found.words[0] === 'NONE'
          ? fail(about, found.at, 'HEALTHCHECK NONE turns the check off')
          : pass(about, found.at);
      } else if (bottom?.base.value === undefined) {
        yield unknown(about, bottom?.base ?? about.value.at, 'what the last stage is built on is not known');
      } else yield fail(about, chain[0]?.at ?? about.value.at, 'has no HEALTHCHECK');
    }
  },
});

import { build } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, unknown } from '../../../model/outcome.ts';
import { mapSeen } from '../../../model/seen.ts';
import { finalChain } from '../dockerfile/runs.ts';

export const dockerfileFinalUserNotRoot = defineCheck({
  id: 'HRD-301',
  name: 'dockerfile-final-user-not-root',
  aspect: 'hardening/practices',
  title: 'The image that a Dockerfile makes does not run as root',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.1' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.2' },
  ],
  remedy: 'Create a user in the last stage and end with `USER` and its number.',
  toKnow: 'State `USER` in the last stage, or ask the built image itself, as an archive (`docker save`).',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const { chain, bottom } = finalChain(about.value);
      const user = chain
        .flatMap(({ instructions }) => instructions.toReversed())
        .find(({ name, onBuild }) => name === 'USER' && !onBuild);
      if (user !== undefined) {
        yield judge(
          about,
          mapSeen(user.resolved, ([text = '']) => text),
          (text) => (isRoot(text) ? `ends as user ${text}` : null),
        );
      } else if (bottom === undefined) yield unknown(about, about.value.at, 'has no stage that can be read');
      else if (bottom.base.value === 'scratch')
        yield fail(about, bottom.at, 'names no USER on scratch, which means root');
      else {
        const base = bottom.base.value ?? 'the base image';
        yield unknown(about, bottom.base, `names no USER, so ${base} decides`);
      }
    }
  },
});

/** `USER` takes a name or number, and a group after a colon. */
function isRoot(text: string): boolean {
  const user = text.trim().split(':')[0] ?? '';
  return user === '' || /^[+-]?0+$/.test(user) || /^(?:root|ContainerAdministrator)$/i.test(user);
}

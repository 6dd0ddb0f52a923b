import { image } from '../../../facts/image.ts';
import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import { imageOf } from '../images-used/image-of.ts';

/** The engines read a number with its sign (Go's strconv.Atoi): `+0` is root. */
function isRoot(user: string): boolean {
  const [name = ''] = user.split(':');
  return name === '' || name === 'root' || /^[+-]?0+$/.test(name);
}

/** A default that was filled in was not chosen by anybody. */
function isChosen(user: Seen<string>): boolean {
  return user.value !== '' && user.at.note === undefined;
}

function leftToImage({ why }: Seen<string>): boolean {
  return why === undefined || why.includes('the image decides');
}

export const runsAsNonRoot = defineCheck({
  id: 'HRD-103',
  name: 'runs-as-non-root',
  aspect: 'hardening/practices',
  title: 'Containers do not run as root',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.1' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/run-as-non-root' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/run-as-user' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.7' },
    { standard: 'nsa-cisa', version: '1.2', item: 'non-root' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy:
    'Name a user in the Dockerfile (`USER 10001`) or in the manifest (`runAsUser`, `user`), and `runAsNonRoot: true` in a Pod.',
  toKnow:
    'Name the user in the manifest, or ask the image as well, as an archive of `docker save`: `plimsoll ask DIR web.tar`.',
  needs: { workloads: workload, images: image },
  *evaluate({ workloads, images }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container, workload } = about;
      const { user, runAsNonRoot } = container;
      const mapped = workload.userNamespace.value === true;
      if (user.value !== undefined) {
        const severity = mapped ? 'low' : isChosen(user) ? 'high' : 'medium';
        yield judge(
          about,
          user,
          (name) => (isRoot(name) ? 'runs as root' : null),
          isRoot(user.value) ? { severity } : {},
        );
      } else if (runAsNonRoot.value === true) yield pass(about, runAsNonRoot, 'Kubernetes refuses to start it as root');
      else {
        // A user that is stated and not understood is not that of the image.
        const image = leftToImage(user) ? imageOf(container, images) : null;
        const byImage = image?.user.value;
        if (image === null || byImage === undefined) {
          yield unknown(about, [user, container.image], user.why ?? 'the image decides, and was not looked at');
        } else if (isRoot(byImage)) {
          yield fail(about, [user, image.user], 'runs as root, as its image says', {
            severity: mapped ? 'low' : 'medium',
          });
        } else yield pass(about, [user, image.user], `its image names the user ${byImage}`);
      }
    }
  },
});

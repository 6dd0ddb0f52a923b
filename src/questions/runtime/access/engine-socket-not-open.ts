import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown } from '../../../model/outcome.ts';

export const engineSocketNotOpen = defineCheck({
  id: 'RUN-182',
  name: 'engine-socket-not-open',
  aspect: 'runtime/access',
  title: 'Only root and the group of the engine may use its socket',
  severity: 'critical',
  since: '0.1.0',
  references: [],
  remedy:
    'Set the socket back: `chown root:docker /var/run/docker.sock && chmod 660 /var/run/docker.sock`, and find out what changed it.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      const { address, socketMode: mode, socketOwner: owner, rootless } = value;
      if (!address.startsWith('unix:') && mode.value === undefined) continue;
      if (mode.value !== undefined && (mode.value & 0o002) !== 0) {
        yield fail(about, mode, `everybody on the host may use the socket (mode ${(mode.value & 0o777).toString(8)})`);
      } else if (mode.value === undefined) yield judge(about, mode, () => null);
      else if (owner.value === undefined) yield judge(about, owner, () => null);
      else if (owner.value.uid === 0 || rootless.value === true) yield pass(about, [mode, owner]);
      else if (rootless.value === undefined)
        yield unknown(about, [owner, rootless], 'is owned by a user, and whether the engine is rootless is not known');
      else yield fail(about, owner, `the socket belongs to user ${owner.value.uid}`);
    }
  },
});

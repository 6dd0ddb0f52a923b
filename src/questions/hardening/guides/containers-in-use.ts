import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const containersInUse = defineCheck({
  id: 'HRD-641',
  name: 'containers-in-use',
  aspect: 'hardening/guides',
  title: 'Containers that have ended are removed',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '6.2' }],
  remedy: '`docker container prune`, after a look at what `docker ps --all` lists; start jobs with `--rm`.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.holds, (held) =>
        held.containers - held.running > Math.max(held.running, 2)
          ? `${held.containers - held.running} of ${held.containers} containers do not run`
          : null,
      );
    }
  },
});

import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineSeccompDefault = defineCheck({
  id: 'HRD-268',
  name: 'engine-seccomp-default',
  aspect: 'hardening/guides',
  title: 'The engine confines containers by a seccomp profile by default',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.18' },
    { standard: 'cis-docker', version: '1.8.0', item: '5.22' },
  ],
  remedy: 'Remove `"seccomp-profile": "unconfined"` from daemon.json, or use a kernel with seccomp.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.securityOptions, (options) => {
        const seccomp = options.find((one) => one.startsWith('name=seccomp') || one === 'seccomp');
        if (seccomp === undefined) return 'seccomp is not available';
        return seccomp.includes('profile=unconfined') ? 'the default profile of the engine is unconfined' : null;
      });
    }
  },
});

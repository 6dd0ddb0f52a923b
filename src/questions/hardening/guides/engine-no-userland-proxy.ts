import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineNoUserlandProxy = defineCheck({
  id: 'HRD-262',
  name: 'engine-no-userland-proxy',
  aspect: 'hardening/guides',
  title: 'Published ports do not go through a program of the engine',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.17' }],
  remedy: 'Set `"userland-proxy": false` in daemon.json where the kernel does hairpin NAT.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.userlandProxy, (on) => (on ? 'a proxy process serves each published port' : null));
    }
  },
});

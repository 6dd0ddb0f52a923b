import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineNoNewPrivileges = defineCheck({
  id: 'HRD-264',
  name: 'engine-no-new-privileges',
  aspect: 'hardening/guides',
  title: 'The engine keeps all containers from gaining privileges',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.15' }],
  remedy: 'Set `"no-new-privileges": true` in daemon.json.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.noNewPrivileges, (on) =>
        on ? null : 'a setuid program makes any container root unless it says otherwise',
      );
    }
  },
});

import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const engineNotRoot = defineCheck({
  id: 'RUN-185',
  name: 'engine-not-root',
  aspect: 'runtime/access',
  title: 'The engine or its containers run without root of the host',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.10' }],
  remedy: 'Run Docker rootless, or set `userns-remap` in daemon.json.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      const { rootless, userNamespaces } = value;
      if (rootless.value === true || userNamespaces.value === true) yield pass(about, [rootless, userNamespaces]);
      else if (rootless.value === undefined) yield judge(about, rootless, () => null);
      else yield judge(about, userNamespaces, () => 'engine and containers run as root of the host');
    }
  },
});

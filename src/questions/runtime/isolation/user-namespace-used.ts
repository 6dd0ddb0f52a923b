import { engine } from '../../../facts/engine.ts';
import { isWindows, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const userNamespaceUsed = defineCheck({
  id: 'RUN-130',
  name: 'user-namespace-used',
  aspect: 'runtime/isolation',
  title: 'Root of a container is another user of the host',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.31' }],
  remedy: 'Set `hostUsers: false` in the Pod, or `userns-remap` in daemon.json, or run Docker rootless.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload, engines: engine },
  *evaluate({ workloads, engines }) {
    const remaps = engines.find(({ value }) => value.userNamespaces.value === true || value.rootless.value === true);
    for (const { value, ...about } of workloads) {
      const setting = value.userNamespace;
      // A Compose file cannot tell what the engine does for all: advice must not make it unknown.
      if (isWindows(value) || (setting.value === undefined && about.stage === 'declared')) continue;
      const fromEngine = remaps !== undefined && setting.value === undefined && about.stage === 'running';
      if (fromEngine) yield pass(about, [setting, remaps.at], 'the engine maps the users of all containers');
      else yield judge(about, setting, (mapped) => (mapped ? null : 'root of the container is root of the host'));
    }
  },
});

import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const allowedRepositoriesEnd = defineCheck({
  id: 'HRD-418',
  name: 'allowed-repositories-end',
  aspect: 'hardening/management',
  title: 'Lists of allowed repositories end where a name ends',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'End each entry with a slash: `registry.example/team/`.',
  toKnow: 'Correct the constraint; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'K8sAllowedRepos')) {
      if (groupOf(one.value) !== 'constraints.gatekeeper.sh') continue;
      const repos = one.value.root.down('spec', 'parameters', 'repos');
      const names = repos.strings();
      const open = repos
        .items()
        .find(({ value }) => typeof value === 'string' && !/[/@:]$|@sha256:|[^/]:[^/]+$/.test(value));
      if (open !== undefined)
        yield fail(one, open.at, `${String(open.value)} also allows every name that begins with it`);
      else if (names.value === undefined) yield unknown(one, names, names.why ?? 'it names no repositories');
      else yield pass(one, names);
    }
  },
});

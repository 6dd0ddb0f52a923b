import { removed } from '../pod-settings/removed-versions.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const apiVersionServed = defineCheck({
  id: 'HRD-450',
  name: 'api-version-served',
  aspect: 'hardening/practices',
  title: 'Objects are written in versions of the API that are still served',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Write the object in the version that replaced it; `kubectl convert` does it.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      const { apiVersion, kind, root } = one.value;
      const found = removed.get(apiVersion);
      const row = found === undefined ? undefined : (found[kind] ?? found['*']);
      if (row !== undefined)
        yield fail(
          one,
          root.get('apiVersion').at,
          `${apiVersion} ${kind} is gone since Kubernetes ${row.since}${row.instead === null ? '' : `; ${row.instead} replaced it`}`,
        );
      else if (kind !== '' && /^v\d+(alpha|beta)?\d*$/.test(versionOf(apiVersion))) yield pass(one, one.at);
      else yield unknown(one, root.get('apiVersion').at, `${apiVersion} is no version of an API`);
    }
  },
});

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

import { mayBeRemoved, removed } from '../pod-settings/removed-versions.ts';
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
      // What an API server gave it serves; and kinds that never changed cannot be written in an old version.
      if (one.stage !== 'declared' || !mayBeRemoved(one.value)) continue;
      const { apiVersion, kind, root } = one.value;
      const found = removed.get(apiVersion);
      const row = found === undefined ? undefined : Object.hasOwn(found, kind) ? found[kind] : found['*'];
      if (row !== undefined)
        yield fail(
          one,
          root.get('apiVersion').at,
          `${apiVersion} ${kind} is gone since Kubernetes ${row.since}${row.instead === null ? '' : `; ${row.instead} replaced it`}`,
        );
      else if (/^v\d+((alpha|beta)\d+)?$/.test(apiVersion.slice(apiVersion.indexOf('/') + 1))) yield pass(one, one.at);
      else yield unknown(one, root.get('apiVersion').at, `${apiVersion} is no version of an API`);
    }
  },
});

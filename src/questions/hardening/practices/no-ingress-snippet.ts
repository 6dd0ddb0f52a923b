import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown } from '../../../model/outcome.ts';

/** Of ingress-nginx, and of the controller of NGINX itself. */
const snippets = /^(nginx\.ingress\.kubernetes\.io\/[a-z-]*snippet|nginx\.(org|com)\/[a-z-]*snippets?)$/;
const allowing = 'allow-snippet-annotations';

export const noIngressSnippet = defineCheck({
  id: 'HRD-444',
  name: 'no-ingress-snippet',
  aspect: 'hardening/practices',
  title: 'No Ingress writes into the configuration of its controller',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy:
    'Remove the snippet, use annotations of the controller for the one thing it does, and keep `allow-snippet-annotations` off.',
  toKnow: 'Correct the object; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'Ingress')) {
      const annotations = one.value.root.down('metadata', 'annotations');
      const snippet = annotations.entries().find(([key]) => snippets.test(key));
      if (!annotations.empty && !annotations.isMap) yield unknown(one, annotations.at, 'annotations are no mapping');
      else if (snippet !== undefined)
        yield fail(one, snippet[1].at, `${snippet[0]} is put into the configuration of the controller`);
      else yield pass(one, one.at);
    }
    for (const one of objectsOfKind(objects, 'ConfigMap')) {
      const data = one.value.root.get('data');
      if (data.lacks(allowing)) continue;
      yield judge(
        one,
        data.get(allowing).text(),
        (text) => (text === 'true' ? 'lets every Ingress write into the configuration of the controller' : null),
        { severity: 'medium' },
      );
    }
  },
});

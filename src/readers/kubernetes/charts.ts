import { describeSubject, type Subject } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import type { Located } from '../../model/located.ts';

/**
 * Where an object names a Helm chart that a controller of the cluster installs for it: Flux, the Helm
 * controller of k3s, Argo CD. Null when it names none.
 */
export function chartOf(root: Located, apiVersion: string, kind: string): Located | null {
  const group = apiVersion.slice(0, apiVersion.indexOf('/'));
  const spec = root.get('spec');
  if (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease') return spec;
  if (group === 'helm.cattle.io' && kind === 'HelmChart') return spec;
  if (group !== 'argoproj.io') return null;
  const application = kind === 'Application' ? spec : kind === 'ApplicationSet' ? spec.down('template', 'spec') : null;
  if (application === null) return null;
  const sources = [application.get('source'), ...application.get('sources').items()];
  return sources.find((one) => !one.get('chart').empty) ?? null;
}

export function chartUnrendered(subject: Subject, at: Located): Gap {
  return {
    code: 'TEMPLATE_UNRENDERED',
    source: subject.source,
    subject: describeSubject(subject),
    because: 'installs a Helm chart from elsewhere, which was not fetched',
    toKnow: 'Write what it installs to a file with `helm template`, and ask about that as well.',
    touches: ['*'],
    at: at.at,
  };
}

import { configuration } from '../../facts/configuration.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact } from '../../model/fact.ts';
import { apiPlace, Located } from '../../model/located.ts';

export interface ConfigzContext {
  /** The collector's name. */
  readonly source: string;
  /** The node whose kubelet answered. */
  readonly node: string;
  /** `GET /api/v1/nodes/n1/proxy/configz` */
  readonly api: string;
}

/**
 * What a kubelet answers to `/configz`: its whole configuration with files, flags and defaults put
 * together, as `{"kubeletconfig": {…}}`. A field that is left out has the default of a configuration file.
 */
export function readConfigz(answer: unknown, { source, node, api }: ConfigzContext): Sighting[] {
  const root = Located.root(answer, apiPlace(source, api)).get('kubeletconfig');
  if (!root.isMap) {
    return [
      {
        gap: {
          code: 'KUBELET_UNREAD',
          source,
          subject: `Node ${node}`,
          because: 'the answer of its kubelet to /configz has no kubeletconfig',
          toKnow: 'Ask the node itself: `plimsoll hardening audit host:` as root there.',
          touches: ['HRD-707', 'HRD-715', 'HRD-716', 'HRD-717'].map((id) => `hardening/guides/${id}`),
          at: root.at,
        },
      },
    ];
  }
  const about = { subject: { source, kind: 'Node', name: node }, stage: 'running' } as const;
  return [{ fact: fact(configuration, about, { program: 'kubelet', root }, root.at) }];
}

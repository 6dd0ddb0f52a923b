import type { Endpoint } from '../layer.ts';
import { nameLabel } from './namespaces.ts';

/**
 * A Pod that no policy can mean by name: without labels, in a namespace that has none but that of a name which
 * no namespace can have. What may reach a workload from here, every Pod that is ever made may.
 */
export const stranger: Endpoint = {
  peer: { id: 'Pod/(any)/(any other)', kind: 'Pod', namespace: '(any)', name: '(any other)', labels: {} },
  pod: {
    namespace: '(any)',
    namespaceLabels: { [nameLabel]: '(any)' },
    namespaceKnown: true,
    labels: {},
    template: false,
    hostNetwork: 'no',
    serviceAccount: undefined,
    addresses: undefined,
    namedPorts: [],
  },
};

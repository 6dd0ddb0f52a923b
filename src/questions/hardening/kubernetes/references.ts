import type { Reference } from '../../../model/outcome.ts';

/** Items of the other guides, each with the items of CIS Kubernetes whose judgements answer them, alone or with others. */
const nsa: Readonly<Record<string, readonly string[]>> = {
  admission: ['1.2.10', '1.2.12', '1.2.13', '1.2.14'],
  'anonymous-access': ['1.2.1', '4.2.1', '4.2.4'],
  authentication: ['1.2.2', '1.2.25', '4.2.3'],
  'control-plane': ['1.3.7', '1.4.2'],
  encryption: ['1.2.4', '1.2.5', '1.2.24', '1.2.29', '4.2.9', '4.2.12'],
  etcd: ['1.1.11', '1.2.23', '1.2.26', '1.2.27', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7'],
  kubeconfig: ['1.1.13', '1.1.14', '1.1.15', '1.1.16', '1.1.17', '1.1.18', '4.1.3', '4.1.4', '4.1.5', '4.1.6'],
  'network-policies': ['5.3.1'],
  rbac: ['1.2.6', '1.2.8', '5.1.4', '5.1.8', '5.1.9', '5.1.10', '5.1.11', '5.1.12', '5.1.13'],
  secrets: ['1.2.27', '1.2.28'],
};
const nist: Readonly<Record<string, readonly string[]>> = {
  '4.3.1': ['1.2.6', '1.2.8', '5.1.4', '5.1.8', '5.1.9', '5.1.10', '5.1.11', '5.1.12', '5.1.13'],
  '4.3.2': ['1.2.1', '1.2.2', '1.2.25', '4.2.1', '4.2.3'],
  '4.3.5': ['1.2.5', '1.2.7', '1.2.14', '4.2.10'],
};

/**
 * Items of the CIS Kubernetes Benchmark 2.0.1, and those of NSA-CISA and NIST SP 800-190 that the same
 * judgement answers. Those of CIS 1.12 have the same numbers (standards/cis-kubernetes-1.12.json).
 */
export function cis(...items: readonly string[]): Reference[] {
  const also = (guide: Readonly<Record<string, readonly string[]>>, standard: string, version: string): Reference[] =>
    Object.entries(guide)
      .filter(([, answering]) => answering.some((one) => items.includes(one)))
      .map(([item]) => ({ standard, version, item }));
  return [
    ...items.map((item) => ({ standard: 'cis-kubernetes', version: '2.0.1', item })),
    ...also(nsa, 'nsa-cisa', '1.2'),
    ...also(nist, 'nist-800-190', '2017'),
  ];
}

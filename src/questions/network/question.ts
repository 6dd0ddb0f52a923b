import type { Question } from '../../model/question.ts';

/** Is network security enforced? */
export const network: Question = {
  name: 'network',
  asks: 'Is network security enforced?',
  aspects: [
    {
      name: 'segmentation',
      asks: 'Are workloads isolated: what can reach what?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'policies',
      asks: 'Is each workload selected by a policy in both directions, with a default that denies?',
      toKnow: 'Ask a folder of manifests that holds the NetworkPolicies.',
    },
    {
      name: 'encryption',
      asks: 'Is data in transit encrypted?',
      toKnow: 'Ask a folder that holds Ingresses, Gateways or mesh settings, or `docker:` for its networks.',
    },
    {
      name: 'firewalls',
      asks: 'Do host rules and cloud security groups let in only what is meant?',
      toKnow: 'Ask `docker:` as root on the host.',
    },
    {
      name: 'mesh',
      asks: 'Where a mesh is used, are mutual TLS and authorization really on?',
      toKnow:
        'Ask the folder with the mesh settings, or state `notApplicable: { network/mesh: reason }` in plimsoll.yaml.',
    },
  ],
  checks: [],
};

import { noPrivilegedContainer } from './practices/no-privileged-container.ts';
import type { Question } from '../../model/question.ts';

/** Is everything configured and hardened? */
export const hardening: Question = {
  name: 'hardening',
  asks: 'Is everything configured and hardened?',
  aspects: [
    {
      name: 'defaults',
      asks: 'Are there no default or literal passwords, no anonymous access?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'management',
      asks: 'Does the live state equal the declared state, and are hosts and namespaces consistent?',
      toKnow: 'Ask the folder of manifests together with `docker:`.',
    },
    {
      name: 'practices',
      asks: 'Do containers run non-root, unprivileged, read-only and within limits?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'audits',
      asks: 'Do audits run regularly, with history?',
      toKnow: 'Ask the folder with the jobs that run audits.',
    },
    {
      name: 'guides',
      asks: 'Is the platform hardened by the published guides, item by item?',
      toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
    },
  ],
  checks: [noPrivilegedContainer],
};

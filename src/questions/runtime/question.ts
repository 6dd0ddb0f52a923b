import type { Question } from '../../model/question.ts';

/** Is the container runtime secure? */
export const runtime: Question = {
  name: 'runtime',
  asks: 'Is the container runtime secure?',
  aspects: [
    {
      name: 'capabilities',
      asks: 'Do containers hold no more capabilities than needed?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'isolation',
      asks: 'Are containers kept apart from the host: namespaces, limits, paths, sockets?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'seccomp',
      asks: 'Is a seccomp profile applied, with AppArmor or SELinux beside it?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'patching',
      asks: 'Do engine, containerd, runc, kubelet and kernel hold no known hole?',
      toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
    },
    {
      name: 'access',
      asks: 'Who can reach the runtime, and is that no more than needed?',
      toKnow: 'Ask the engine itself: `plimsoll ask docker:`; in Kubernetes, the folder with its Roles and bindings.',
    },
  ],
  checks: [],
};

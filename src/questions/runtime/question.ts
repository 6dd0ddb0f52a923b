import { authorizationPlugin } from './access/authorization-plugin.ts';
import { dockerGroupTrusted } from './access/docker-group-trusted.ts';
import { engineNotRoot } from './access/engine-not-root.ts';
import { engineSocketNotOpen } from './access/engine-socket-not-open.ts';
import { engineTcpNeedsCertificate } from './access/engine-tcp-needs-certificate.ts';
import { fewHoldStrongRights } from './access/few-hold-strong-rights.ts';
import { noAnonymousBinding } from './access/no-anonymous-binding.ts';
import { noClusterAdminBinding } from './access/no-cluster-admin-binding.ts';
import { noInsecureRegistry } from './access/no-insecure-registry.ts';
import { noLastingToken } from './access/no-lasting-token.ts';
import { noRoleReadsSecrets } from './access/no-role-reads-secrets.ts';
import { noServiceAccountToken } from './access/no-service-account-token.ts';
import { noWildcardRole } from './access/no-wildcard-role.ts';
import { ownServiceAccount } from './access/own-service-account.ts';
import { projectedTokensShortLived } from './access/projected-tokens-short-lived.ts';
import { runtimeAccessSeen } from './access/runtime-access-seen.ts';
import { allCapabilitiesDropped } from './capabilities/all-capabilities-dropped.ts';
import { heldCapabilitiesAsAsked } from './capabilities/held-capabilities-as-asked.ts';
import { noRawSockets } from './capabilities/no-raw-sockets.ts';
import { noTakeoverCapability } from './capabilities/no-takeover-capability.ts';
import { onlyBaselineCapabilities } from './capabilities/only-baseline-capabilities.ts';
import { cpuShare } from './isolation/cpu-share.ts';
import { memoryLimit } from './isolation/memory-limit.ts';
import { noAdminDeviceClaim } from './isolation/no-admin-device-claim.ts';
import { noDangerousDevice } from './isolation/no-dangerous-device.ts';
import { noDebugContainer } from './isolation/no-debug-container.ts';
import { noHostIpc } from './isolation/no-host-ipc.ts';
import { noHostNetwork } from './isolation/no-host-network.ts';
import { noHostPath } from './isolation/no-host-path.ts';
import { noHostPid } from './isolation/no-host-pid.ts';
import { noHostUts } from './isolation/no-host-uts.ts';
import { noRuntimeSocket } from './isolation/no-runtime-socket.ts';
import { noSensitiveHostPath } from './isolation/no-sensitive-host-path.ts';
import { noSharedPropagation } from './isolation/no-shared-propagation.ts';
import { noVolumeRunByNode } from './isolation/no-volume-run-by-node.ts';
import { notOnControlPlane } from './isolation/not-on-control-plane.ts';
import { ownProcessIds } from './isolation/own-process-ids.ts';
import { pidsLimit } from './isolation/pids-limit.ts';
import { userNamespaceUsed } from './isolation/user-namespace-used.ts';
import { containerdWithoutKnownHoles } from './patching/containerd-without-known-holes.ts';
import { engineWithoutKnownHoles } from './patching/engine-without-known-holes.ts';
import { kernelWithoutKnownHoles } from './patching/kernel-without-known-holes.ts';
import { kubeletSupported } from './patching/kubelet-supported.ts';
import { runcWithoutKnownHoles } from './patching/runc-without-known-holes.ts';
import { apparmorNotUnconfined } from './seccomp/apparmor-not-unconfined.ts';
import { procMasked } from './seccomp/proc-masked.ts';
import { seccompNotUnconfined } from './seccomp/seccomp-not-unconfined.ts';
import { seccompProfileSet } from './seccomp/seccomp-profile-set.ts';
import { selinuxNotWeakened } from './seccomp/selinux-not-weakened.ts';
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
  checks: [
    noTakeoverCapability,
    onlyBaselineCapabilities,
    allCapabilitiesDropped,
    noRawSockets,
    heldCapabilitiesAsAsked,
    noHostPid,
    noHostIpc,
    noHostNetwork,
    noHostUts,
    noHostPath,
    noSensitiveHostPath,
    noRuntimeSocket,
    noSharedPropagation,
    noDangerousDevice,
    userNamespaceUsed,
    memoryLimit,
    cpuShare,
    pidsLimit,
    seccompNotUnconfined,
    seccompProfileSet,
    apparmorNotUnconfined,
    selinuxNotWeakened,
    procMasked,
    engineWithoutKnownHoles,
    containerdWithoutKnownHoles,
    runcWithoutKnownHoles,
    kernelWithoutKnownHoles,
    engineTcpNeedsCertificate,
    engineSocketNotOpen,
    noInsecureRegistry,
    authorizationPlugin,
    engineNotRoot,
    noServiceAccountToken,
    ownServiceAccount,
    noClusterAdminBinding,
    noAnonymousBinding,
    noWildcardRole,
    noRoleReadsSecrets,
    runtimeAccessSeen,
    noVolumeRunByNode,
    ownProcessIds,
    noDebugContainer,
    noAdminDeviceClaim,
    notOnControlPlane,
    noLastingToken,
    projectedTokensShortLived,
    kubeletSupported,
    dockerGroupTrusted,
    fewHoldStrongRights,
  ],
};

import { auditComplete } from './audits/audit-complete.ts';
import { auditRecent } from './audits/audit-recent.ts';
import { auditScheduled } from './audits/audit-scheduled.ts';
import { auditsRegular } from './audits/audits-regular.ts';
import { authenticationOn } from './defaults/authentication-on.ts';
import { dockerfileNoSecretFileCopied } from './defaults/dockerfile-no-secret-file-copied.ts';
import { dockerfileNoSecretInArgOrEnv } from './defaults/dockerfile-no-secret-in-arg-or-env.ts';
import { knownLoginReplaced } from './defaults/known-login-replaced.ts';
import { loginAskedFor } from './defaults/login-asked-for.ts';
import { noDefaultPassword } from './defaults/no-default-password.ts';
import { noLiteralSecret } from './defaults/no-literal-secret.ts';
import { noSecretInConfigMap } from './defaults/no-secret-in-config-map.ts';
import { apiServerAdmissionPlugins } from './guides/api-server-admission-plugins.ts';
import { apiServerAuthenticates } from './guides/api-server-authenticates.ts';
import { apiServerAuthorizes } from './guides/api-server-authorizes.ts';
import { apiServerRequestsEnd } from './guides/api-server-requests-end.ts';
import { apiServerVerifiesPeers } from './guides/api-server-verifies-peers.ts';
import { containersInUse } from './guides/containers-in-use.ts';
import { controlPlaneNoProfiling } from './guides/control-plane-no-profiling.ts';
import { controlPlaneOnLoopback } from './guides/control-plane-on-loopback.ts';
import { controllerManagerAccounts } from './guides/controller-manager-accounts.ts';
import { dockerDataOnOwnPartition } from './guides/docker-data-on-own-partition.ts';
import { dockerFilesNotOpen } from './guides/docker-files-not-open.ts';
import { dockerFilesOwnedByRoot } from './guides/docker-files-owned-by-root.ts';
import { engineBaseDeviceSize } from './guides/engine-base-device-size.ts';
import { engineCgroupParentDefault } from './guides/engine-cgroup-parent-default.ts';
import { engineDefaultUlimits } from './guides/engine-default-ulimits.ts';
import { engineLiveRestore } from './guides/engine-live-restore.ts';
import { engineLogLevelInfo } from './guides/engine-log-level-info.ts';
import { engineNoNewPrivileges } from './guides/engine-no-new-privileges.ts';
import { engineNoSwarm } from './guides/engine-no-swarm.ts';
import { engineNoUserlandProxy } from './guides/engine-no-userland-proxy.ts';
import { engineNotExperimental } from './guides/engine-not-experimental.ts';
import { engineNotOnAufs } from './guides/engine-not-on-aufs.ts';
import { engineNotOnDevicemapper } from './guides/engine-not-on-devicemapper.ts';
import { engineRootless } from './guides/engine-rootless.ts';
import { engineSeccompDefault } from './guides/engine-seccomp-default.ts';
import { etcdDemandsCertificates } from './guides/etcd-demands-certificates.ts';
import { etcdOwnAuthority } from './guides/etcd-own-authority.ts';
import { externalSecretStore } from './guides/external-secret-store.ts';
import { guideItemsRead } from './guides/guide-items-read.ts';
import { imagesInUse } from './guides/images-in-use.ts';
import { kubeletAuthorizes } from './guides/kubelet-authorizes.ts';
import { kubeletCertificates } from './guides/kubelet-certificates.ts';
import { kubeletLimits } from './guides/kubelet-limits.ts';
import { kubernetesFilesClosed } from './guides/kubernetes-files-closed.ts';
import { kubernetesFilesOwned } from './guides/kubernetes-files-owned.ts';
import { kubernetesStrongCiphers } from './guides/kubernetes-strong-ciphers.ts';
import { networkPluginEnforcesPolicies } from './guides/network-plugin-enforces-policies.ts';
import { noOwnCgroupParent } from './guides/no-own-cgroup-parent.ts';
import { noPrivilegedExec } from './guides/no-privileged-exec.ts';
import { noRootExec } from './guides/no-root-exec.ts';
import { noSshdProcess } from './guides/no-sshd-process.ts';
import { noWindowsHostProcess } from './guides/no-windows-host-process.ts';
import { podMeetsBaseline } from './guides/pod-meets-baseline.ts';
import { podMeetsRestricted } from './guides/pod-meets-restricted.ts';
import { publishedPortsExposed } from './guides/published-ports-exposed.ts';
import { secretsEncryptedAtRest } from './guides/secrets-encrypted-at-rest.ts';
import { swarmListensOnOneAddress } from './guides/swarm-listens-on-one-address.ts';
import { swarmManagersFew } from './guides/swarm-managers-few.ts';
import { swarmManagersLocked } from './guides/swarm-managers-locked.ts';
import { swarmNodeCertificatesShort } from './guides/swarm-node-certificates-short.ts';
import { ulimitsBounded } from './guides/ulimits-bounded.ts';
import { admissionGuarded } from './management/admission-guarded.ts';
import { admissionPoliciesDeny } from './management/admission-policies-deny.ts';
import { admissionPoliciesMet } from './management/admission-policies-met.ts';
import { admissionWebhooksHold } from './management/admission-webhooks-hold.ts';
import { allowedRepositoriesEnd } from './management/allowed-repositories-end.ts';
import { declaredEqualsAdmitted } from './management/declared-equals-admitted.ts';
import { declaredEqualsRunning } from './management/declared-equals-running.ts';
import { mutatingPoliciesLeaveSecurity } from './management/mutating-policies-leave-security.ts';
import { namespaceEnforcesPodSecurity } from './management/namespace-enforces-pod-security.ts';
import { namespaceUseLimited } from './management/namespace-use-limited.ts';
import { podsMeetTheirNamespace } from './management/pods-meet-their-namespace.ts';
import { referencesExist } from './management/references-exist.ts';
import { referencesLeadSomewhere } from './management/references-lead-somewhere.ts';
import { replicasHaveBudget } from './management/replicas-have-budget.ts';
import { volumesEncryptedAtRest } from './management/volumes-encrypted-at-rest.ts';
import { apiVersionServed } from './practices/api-version-served.ts';
import { autoscalerKeepsTwo } from './practices/autoscaler-keeps-two.ts';
import { cronJobBounded } from './practices/cron-job-bounded.ts';
import { disruptionBudgetLetsDrain } from './practices/disruption-budget-lets-drain.ts';
import { dockerfileAddNotForLocalCopies } from './practices/dockerfile-add-not-for-local-copies.ts';
import { dockerfileCopyAllNeedsIgnoreFile } from './practices/dockerfile-copy-all-needs-ignore-file.ts';
import { dockerfileFinalUserNotRoot } from './practices/dockerfile-final-user-not-root.ts';
import { dockerfileHealthcheck } from './practices/dockerfile-healthcheck.ts';
import { dockerfileNoCurlPipeShell } from './practices/dockerfile-no-curl-pipe-shell.ts';
import { dockerfileNoSudo } from './practices/dockerfile-no-sudo.ts';
import { dockerfileNoTlsVerificationOff } from './practices/dockerfile-no-tls-verification-off.ts';
import { dockerfileNoWorldWritableOrSetuid } from './practices/dockerfile-no-world-writable-or-setuid.ts';
import { dockerfileRunSecurityInsecure } from './practices/dockerfile-run-security-insecure.ts';
import { emptyDirBounded } from './practices/empty-dir-bounded.ts';
import { environmentNamedOnce } from './practices/environment-named-once.ts';
import { ephemeralStorageLimited } from './practices/ephemeral-storage-limited.ts';
import { healthChecked } from './practices/health-checked.ts';
import { highUserId } from './practices/high-user-id.ts';
import { imageBuiltWithCopy } from './practices/image-built-with-copy.ts';
import { imageHasHealthCheck } from './practices/image-has-health-check.ts';
import { imagePulledEachTime } from './practices/image-pulled-each-time.ts';
import { ingressNamesItsHost } from './practices/ingress-names-its-host.ts';
import { jobCleanedUp } from './practices/job-cleaned-up.ts';
import { memoryRequested } from './practices/memory-requested.ts';
import { noHostAliases } from './practices/no-host-aliases.ts';
import { noIngressSnippet } from './practices/no-ingress-snippet.ts';
import { noLowContainerPort } from './practices/no-low-container-port.ts';
import { noLowHostPort } from './practices/no-low-host-port.ts';
import { noPrivilegeEscalation } from './practices/no-privilege-escalation.ts';
import { noPrivilegedContainer } from './practices/no-privileged-container.ts';
import { noRetiredComponent } from './practices/no-retired-component.ts';
import { noRootGroup } from './practices/no-root-group.ts';
import { noSshd } from './practices/no-sshd.ts';
import { noSudoInCommand } from './practices/no-sudo-in-command.ts';
import { noUnsafeSysctls } from './practices/no-unsafe-sysctls.ts';
import { notInteractive } from './practices/not-interactive.ts';
import { ownNamespace } from './practices/own-namespace.ts';
import { packageListsUsedWhereUpdated } from './practices/package-lists-used-where-updated.ts';
import { podHasController } from './practices/pod-has-controller.ts';
import { podsSayWhatTheyAre } from './practices/pods-say-what-they-are.ts';
import { priorityClassSet } from './practices/priority-class-set.ts';
import { probeCommandsPlain } from './practices/probe-commands-plain.ts';
import { probePortsDeclared } from './practices/probe-ports-declared.ts';
import { readOnlyRoot } from './practices/read-only-root.ts';
import { readinessAsked } from './practices/readiness-asked.ts';
import { restartBounded } from './practices/restart-bounded.ts';
import { rollingUpdate } from './practices/rolling-update.ts';
import { runsAsNonRoot } from './practices/runs-as-non-root.ts';
import { secretsAsFiles } from './practices/secrets-as-files.ts';
import { selectorMatchesTemplate } from './practices/selector-matches-template.ts';
import { serviceAccountByCurrentName } from './practices/service-account-by-current-name.ts';
import { severalReplicas } from './practices/several-replicas.ts';
import { systemNamespacesLeftAlone } from './practices/system-namespaces-left-alone.ts';
import { timeToEnd } from './practices/time-to-end.ts';
import { windowsUserNotAdministrator } from './practices/windows-user-not-administrator.ts';
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
      toKnow: 'Record each run: `plimsoll ask TARGET --record`, or ask the folder with the jobs that run audits.',
    },
    {
      name: 'guides',
      asks: 'Is the platform hardened by the published guides, item by item?',
      toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
    },
  ],
  checks: [
    noPrivilegedContainer,
    noPrivilegeEscalation,
    runsAsNonRoot,
    readOnlyRoot,
    noUnsafeSysctls,
    healthChecked,
    restartBounded,
    ownNamespace,
    noLowHostPort,
    noSshd,
    noLiteralSecret,
    noDefaultPassword,
    authenticationOn,
    noSecretInConfigMap,
    declaredEqualsRunning,
    auditScheduled,
    engineLiveRestore,
    engineNoUserlandProxy,
    engineNoNewPrivileges,
    engineNotExperimental,
    engineNoSwarm,
    engineSeccompDefault,
    guideItemsRead,
    podMeetsBaseline,
    podMeetsRestricted,
    podsMeetTheirNamespace,
    dockerfileFinalUserNotRoot,
    dockerfileNoSecretInArgOrEnv,
    dockerfileNoCurlPipeShell,
    dockerfileNoTlsVerificationOff,
    dockerfileAddNotForLocalCopies,
    dockerfileNoSudo,
    dockerfileHealthcheck,
    dockerfileNoWorldWritableOrSetuid,
    dockerfileCopyAllNeedsIgnoreFile,
    dockerfileRunSecurityInsecure,
    highUserId,
    noRootGroup,
    windowsUserNotAdministrator,
    noHostAliases,
    noSudoInCommand,
    noLowContainerPort,
    probeCommandsPlain,
    notInteractive,
    noRetiredComponent,
    podHasController,
    emptyDirBounded,
    referencesExist,
    serviceAccountByCurrentName,
    secretsAsFiles,
    imagePulledEachTime,
    allowedRepositoriesEnd,
    memoryRequested,
    ephemeralStorageLimited,
    namespaceUseLimited,
    readinessAsked,
    probePortsDeclared,
    severalReplicas,
    disruptionBudgetLetsDrain,
    replicasHaveBudget,
    rollingUpdate,
    autoscalerKeepsTwo,
    priorityClassSet,
    selectorMatchesTemplate,
    referencesLeadSomewhere,
    jobCleanedUp,
    cronJobBounded,
    environmentNamedOnce,
    podsSayWhatTheyAre,
    timeToEnd,
    systemNamespacesLeftAlone,
    namespaceEnforcesPodSecurity,
    ingressNamesItsHost,
    noIngressSnippet,
    admissionGuarded,
    admissionWebhooksHold,
    admissionPoliciesDeny,
    mutatingPoliciesLeaveSecurity,
    apiVersionServed,
    volumesEncryptedAtRest,
    loginAskedFor,
    knownLoginReplaced,
    dockerfileNoSecretFileCopied,
    dockerDataOnOwnPartition,
    engineRootless,
    engineLogLevelInfo,
    engineNotOnAufs,
    engineNotOnDevicemapper,
    engineDefaultUlimits,
    engineCgroupParentDefault,
    engineBaseDeviceSize,
    dockerFilesOwnedByRoot,
    dockerFilesNotOpen,
    imageHasHealthCheck,
    packageListsUsedWhereUpdated,
    imageBuiltWithCopy,
    noSshdProcess,
    publishedPortsExposed,
    ulimitsBounded,
    noPrivilegedExec,
    noRootExec,
    noOwnCgroupParent,
    imagesInUse,
    containersInUse,
    swarmManagersFew,
    swarmListensOnOneAddress,
    swarmManagersLocked,
    swarmNodeCertificatesShort,
    kubernetesFilesClosed,
    kubernetesFilesOwned,
    apiServerAuthenticates,
    apiServerAuthorizes,
    apiServerAdmissionPlugins,
    apiServerVerifiesPeers,
    kubernetesStrongCiphers,
    secretsEncryptedAtRest,
    controlPlaneNoProfiling,
    apiServerRequestsEnd,
    controllerManagerAccounts,
    controlPlaneOnLoopback,
    etcdDemandsCertificates,
    etcdOwnAuthority,
    kubeletAuthorizes,
    kubeletCertificates,
    kubeletLimits,
    noWindowsHostProcess,
    networkPluginEnforcesPolicies,
    externalSecretStore,
    admissionPoliciesMet,
    declaredEqualsAdmitted,
    auditsRegular,
    auditRecent,
    auditComplete,
  ],
};

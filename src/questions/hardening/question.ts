import { auditScheduled } from './audits/audit-scheduled.ts';
import { authenticationOn } from './defaults/authentication-on.ts';
import { dockerfileNoSecretInArgOrEnv } from './defaults/dockerfile-no-secret-in-arg-or-env.ts';
import { noDefaultPassword } from './defaults/no-default-password.ts';
import { noLiteralSecret } from './defaults/no-literal-secret.ts';
import { noSecretInConfigMap } from './defaults/no-secret-in-config-map.ts';
import { engineLiveRestore } from './guides/engine-live-restore.ts';
import { engineNoNewPrivileges } from './guides/engine-no-new-privileges.ts';
import { engineNoSwarm } from './guides/engine-no-swarm.ts';
import { engineNoUserlandProxy } from './guides/engine-no-userland-proxy.ts';
import { engineNotExperimental } from './guides/engine-not-experimental.ts';
import { engineSeccompDefault } from './guides/engine-seccomp-default.ts';
import { guideItemsRead } from './guides/guide-items-read.ts';
import { podMeetsBaseline } from './guides/pod-meets-baseline.ts';
import { podMeetsRestricted } from './guides/pod-meets-restricted.ts';
import { declaredEqualsRunning } from './management/declared-equals-running.ts';
import { dockerfileAddNotForLocalCopies } from './practices/dockerfile-add-not-for-local-copies.ts';
import { dockerfileCopyAllNeedsIgnoreFile } from './practices/dockerfile-copy-all-needs-ignore-file.ts';
import { dockerfileFinalUserNotRoot } from './practices/dockerfile-final-user-not-root.ts';
import { dockerfileHealthcheck } from './practices/dockerfile-healthcheck.ts';
import { dockerfileNoCurlPipeShell } from './practices/dockerfile-no-curl-pipe-shell.ts';
import { dockerfileNoSudo } from './practices/dockerfile-no-sudo.ts';
import { dockerfileNoTlsVerificationOff } from './practices/dockerfile-no-tls-verification-off.ts';
import { dockerfileNoWorldWritableOrSetuid } from './practices/dockerfile-no-world-writable-or-setuid.ts';
import { dockerfileRunSecurityInsecure } from './practices/dockerfile-run-security-insecure.ts';
import { healthChecked } from './practices/health-checked.ts';
import { highUserId } from './practices/high-user-id.ts';
import { noHostAliases } from './practices/no-host-aliases.ts';
import { noLowContainerPort } from './practices/no-low-container-port.ts';
import { noLowHostPort } from './practices/no-low-host-port.ts';
import { noPrivilegeEscalation } from './practices/no-privilege-escalation.ts';
import { noPrivilegedContainer } from './practices/no-privileged-container.ts';
import { noRootGroup } from './practices/no-root-group.ts';
import { noSshd } from './practices/no-sshd.ts';
import { noSudoInCommand } from './practices/no-sudo-in-command.ts';
import { noUnsafeSysctls } from './practices/no-unsafe-sysctls.ts';
import { notInteractive } from './practices/not-interactive.ts';
import { ownNamespace } from './practices/own-namespace.ts';
import { probeCommandsPlain } from './practices/probe-commands-plain.ts';
import { readOnlyRoot } from './practices/read-only-root.ts';
import { restartBounded } from './practices/restart-bounded.ts';
import { runsAsNonRoot } from './practices/runs-as-non-root.ts';
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
      toKnow: 'Ask the folder with the jobs that run audits.',
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
  ],
};

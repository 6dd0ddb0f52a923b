import { defineCheck } from '../../../model/check.ts';
import { judge, type Judgement } from '../../../model/outcome.ts';
import { text } from '../kubernetes/flag.ts';
import {
  kubeletNeeds,
  kubeletDuration,
  kubelets,
  kubeletNumber,
  kubeletSwitch,
  ofNodes,
  unseenKubelets,
  type Kubelet,
} from '../kubernetes/kubelet.ts';
import { cis } from '../kubernetes/references.ts';

/** Events a second; the default until Kubernetes 1.26. */
const leastEvents = 5;

export const kubeletLimits = defineCheck({
  id: 'HRD-717',
  name: 'kubelet-limits',
  aspect: 'hardening/guides',
  title: 'A kubelet bounds what Pods and clients can take from its node',
  severity: 'low',
  since: '0.1.0',
  references: cis('4.2.5', '4.2.6', '4.2.7', '4.2.8', '4.2.13', '4.2.14'),
  remedy:
    'Set `podPidsLimit` and `seccompDefault: true`, and leave `streamingConnectionIdleTimeout`, `makeIPTablesUtilChains` and `eventRecordQPS` as they come.',
  toKnow: 'Ask the node as root: `plimsoll hardening audit host:`.',
  needs: kubeletNeeds,
  *evaluate(facts) {
    const found = kubelets(facts);
    for (const kubelet of found) yield* ofNodes(kubelet, judgeKubelet(kubelet));
    yield* unseenKubelets(found, facts.objects);
  },
});

function* judgeKubelet(kubelet: Kubelet): Generator<Judgement> {
  const idle = kubeletDuration(kubelet, {
    path: ['streamingConnectionIdleTimeout'],
    flag: 'streaming-connection-idle-timeout',
    byDefault: 4 * 3600,
  });
  // In a file 0 is read as absent: it still asks for what must not be.
  yield judge(kubelet, idle, (seconds) => (seconds <= 0 ? 'is told to let idle streams stay for ever' : null), {
    references: cis('4.2.5'),
  });
  const chains = kubeletSwitch(kubelet, {
    path: ['makeIPTablesUtilChains'],
    flag: 'make-iptables-util-chains',
    byDefault: true,
  });
  yield judge(kubelet, chains, (on) => (on ? null : 'leaves the firewall chains of Kubernetes to others'), {
    references: cis('4.2.6'),
  });
  // A flag alone sets it: a configuration without its kubelet says nothing of it.
  if (kubelet.component !== null) {
    const name = text(kubelet.component, 'hostname-override');
    yield judge(kubelet, name, (given) => (given === null || given === '' ? null : `goes by the name ${given}`), {
      references: cis('4.2.7'),
    });
  }
  const events = kubeletNumber(kubelet, { path: ['eventRecordQPS'], flag: 'event-qps', byDefault: 50 });
  const few = (rate: number): string | null =>
    rate === 0 || rate >= leastEvents ? null : `tells of ${rate} events a second at most, and drops the others`;
  yield judge(kubelet, events, few, { references: cis('4.2.8') });
  const processes = kubeletNumber(kubelet, { path: ['podPidsLimit'], flag: 'pod-max-pids', byDefault: -1 });
  const unbounded = 'sets no limit to the processes of a Pod';
  yield judge(kubelet, processes, (most) => (most > 0 ? null : unbounded), {
    references: cis('4.2.13'),
    severity: 'medium',
  });
  const seccomp = kubeletSwitch(kubelet, { path: ['seccompDefault'], flag: 'seccomp-default', byDefault: false });
  yield judge(kubelet, seccomp, (on) => (on ? null : 'runs Pods that name no seccomp profile without any'), {
    references: cis('4.2.14'),
    severity: 'medium',
  });
}

import { anyHandler, handlerKeys, handlersOf } from '../pod-settings/handlers.ts';
import { judgeContainers } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { type Judgement, fail, unknown } from '../../../model/outcome.ts';

const harms: readonly (readonly [RegExp, string])[] = [
  [/\b(curl|wget)\b[^;&]*\|\s*(sudo\s+)?(ba|da|k|z)?sh\b/, 'downloads a script and runs it'],
  [/\/dev\/(tcp|udp)\/|\b(nc|ncat|netcat)\b.*\s-\w*[ec]\b|\b(ba|z)?sh\s+-i\b/, 'opens a shell to elsewhere'],
  [/\/secrets\/kubernetes\.io\/serviceaccount/, 'reads the token of the cluster'],
  [/\b(nsenter|insmod|modprobe|chroot|mount|unshare)\b/, 'leaves the namespaces of its container'],
  [/\b(apt-get|apk|yum|dnf|pip3?|npm)\s+(-\S+\s+)*(add|install)\b/, 'installs packages'],
];

function harmOf(command: string): string | undefined {
  return harms.find(([pattern]) => pattern.test(command))?.[1];
}

export const probeCommandsPlain = defineCheck({
  id: 'HRD-408',
  name: 'probe-commands-plain',
  aspect: 'hardening/practices',
  title: 'Probes and hooks run nothing but a look at their container',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Ask with `httpGet`, `tcpSocket` or `grpc`, or run a program of the image that only looks.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgeContainers(workloads, handlerKeys, (about) => {
      if (!anyHandler(about.spec, ({ exec }) => exec !== undefined && exec !== null)) return about.fine;
      let doubt: Judgement | undefined;
      for (const { name, at } of handlersOf(about.spec)) {
        if (at.lacks('exec')) continue;
        const command = at.down('exec', 'command').strings();
        const harm = command.value === undefined ? undefined : harmOf(command.value.join(' '));
        if (harm !== undefined) return fail(about, command, `${name} ${harm}`);
        if (command.value === undefined)
          doubt ??= unknown(about, command, `the command of ${name} ${command.why ?? 'is not said'}`);
      }
      return doubt ?? about.fine;
    });
  },
});

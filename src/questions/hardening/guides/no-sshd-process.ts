import { engine } from '../../../facts/engine.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const noSshdProcess = defineCheck({
  id: 'HRD-630',
  name: 'no-sshd-process',
  aspect: 'hardening/guides',
  title: 'No SSH server runs in a container',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.7' }],
  remedy: 'Stop it, and use `docker exec`, which asks who you are and leaves a record.',
  toKnow: 'Ask `docker:` as root on the host, so that the processes of containers are seen.',
  needs: { engines: engine, processes: hostProcess },
  *evaluate({ engines, processes }) {
    const inside = processes.filter(({ value }) => value.container !== null);
    const servers = inside.filter(({ value }) => names.has(value.name));
    for (const { value, stage, subject } of servers) {
      const about = {
        stage,
        subject: { source: subject.source, kind: 'Container', name: value.container!.slice(0, 12) },
      };
      yield fail(about, value.at, `runs ${value.name} (process ${value.pid} of the host)`);
    }
    // Process 1 and dockerd: this is the host's own list, and not that of a container.
    const whole = [1, 'dockerd'].every((wanted) =>
      processes.some(({ value: { pid, name } }) => pid === wanted || name === wanted),
    );
    for (const about of engines) {
      if (servers.length > 0) continue;
      if (whole) yield pass(about, about.value.at, `none of ${inside.length} processes in containers is an SSH server`);
      else yield unknown(about, about.value.at, 'the processes of its host were not seen in full');
    }
  },
});

/** Names as the kernel knows them: OpenSSH, dropbear, tinyssh. */
const names = new Set(['sshd', 'sshd-session', 'dropbear', 'tinysshd']);

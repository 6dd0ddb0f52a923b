import { engine } from '../../../facts/engine.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknown } from '../../../model/outcome.ts';
import { hostOf } from '../programs/host.ts';

export const dockerHostAudited = defineCheck({
  id: 'MON-187',
  name: 'docker-host-audited',
  aspect: 'monitoring/audit-trail',
  title: 'The host records who uses the Docker engine and changes its files',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '1.1.3' },
    { standard: 'cis-docker', version: '1.8.0', item: '1.1.9' },
  ],
  remedy: 'Run auditd with rules for dockerd, its socket, /etc/docker and /var/lib/docker.',
  toKnow: 'Read the rules with `auditctl -l` as root on the host.',
  needs: { engines: engine, processes: hostProcess },
  *evaluate({ engines, processes }) {
    const host = hostOf(processes);
    const daemon = host.running([auditd]);
    for (const one of engines) {
      if (daemon !== undefined)
        yield unknown(one, daemon.process.at, 'auditd runs on its host; its rules are not read in this version');
      else if (host.whole)
        yield unknown(
          one,
          one.value.at,
          `no auditd is among the ${host.count} processes seen on its host; whether something else takes audit records is not seen`,
        );
      else
        yield unknown(
          one,
          one.value.at,
          'audit rules of its host are not read in this version, and its processes were not seen in full',
        );
    }
  },
});

const auditd = { name: 'auditd', images: [], processes: ['auditd'] };

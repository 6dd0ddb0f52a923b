import { engine } from '../../../facts/engine.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const swarmNodeCertificatesShort = defineCheck({
  id: 'HRD-654',
  name: 'swarm-node-certificates-short',
  aspect: 'hardening/guides',
  title: 'Certificates of swarm nodes are rotated',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '7.7' }],
  remedy: '`docker swarm update --cert-expiry 720h`, or shorter.',
  toKnow: 'Ask a manager of the swarm: `plimsoll ask docker:` there.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      if (value.swarmActive.value === false) {
        yield pass(about, value.swarmActive, 'swarm mode is off');
        continue;
      }
      const { swarm } = value;
      if (swarm.value === undefined) {
        yield unknown(about, swarm, swarm.why ?? 'the swarm was not seen');
        continue;
      }
      yield judge(about, swarm.value.nodeCertificateDays, (days) =>
        days > 90 ? `certificates of nodes are valid for ${Math.round(days)} days` : null,
      );
    }
  },
});

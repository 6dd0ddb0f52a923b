import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeSwarms } from '../docker-host/swarm.ts';

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
  evaluate: ({ engines }) =>
    judgeSwarms(
      engines,
      (swarm) => swarm.nodeCertificateDays,
      (days) => (days > 90 ? `certificates of nodes are valid for ${Math.round(days)} days` : null),
    ),
});

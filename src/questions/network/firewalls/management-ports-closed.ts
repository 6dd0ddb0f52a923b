import { hostFirewall } from '../../../facts/host-firewall.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { compareSeverity, type Severity } from '../../../model/severity.ts';
import { familiesOf, firewallsOf } from '../host-firewall/firewalls.ts';
import { openingsOf, type Opening } from '../host-firewall/openness.ts';
import { evidenceOf, familyName, missingOf } from '../host-firewall/wording.ts';

interface ManagementPort {
  readonly port: number;
  readonly name: string;
  /** The harm when it is open to the internet. */
  readonly severity: Severity;
}

const ports: readonly ManagementPort[] = [
  { port: 22, name: 'SSH', severity: 'medium' },
  { port: 23, name: 'Telnet', severity: 'high' },
  { port: 2375, name: 'the Docker API without TLS', severity: 'critical' },
  { port: 2376, name: 'the Docker API', severity: 'high' },
  { port: 2377, name: 'Swarm management', severity: 'high' },
  { port: 2379, name: 'etcd', severity: 'critical' },
  { port: 2380, name: 'etcd between its members', severity: 'critical' },
  { port: 3389, name: 'remote desktops', severity: 'high' },
  { port: 5900, name: 'VNC', severity: 'high' },
  { port: 6443, name: 'the Kubernetes API', severity: 'medium' },
  { port: 10250, name: 'the kubelet', severity: 'high' },
  { port: 10255, name: 'the kubelet without authentication', severity: 'high' },
  { port: 10257, name: 'the controller manager', severity: 'high' },
  { port: 10259, name: 'the scheduler', severity: 'high' },
];

export const managementPortsClosed = defineCheck({
  id: 'NET-503',
  name: 'management-ports-closed',
  aspect: 'network/firewalls',
  title: 'Ports by which the host is managed are closed to the internet',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Accept them only from the networks of those who manage the host.',
  toKnow: 'Give all rules: `iptables-save`, `ip6tables-save`, `ipset save` and `nft -j list ruleset` as root.',
  needs: { firewalls: hostFirewall },
  *evaluate({ firewalls }) {
    for (const firewall of firewallsOf(firewalls)) {
      for (const family of familiesOf(firewall)) {
        const openings = openingsOf(firewall, family).filter(({ protocol }) => protocol === 'TCP');
        const found = ports.map((one) => ({ ...one, opening: at(openings, one.port) }));
        const open = found.filter(({ opening }) => opening.openness === 'open');
        const unsure = found.filter(({ opening }) => opening.openness === 'unknown').map(({ opening }) => opening);
        if (open.length > 0) {
          const words = open.map(({ port, name }) => `${port} (${name})`).join(', ');
          const [severity] = open.map((one) => one.severity).toSorted((a, b) => compareSeverity(b, a));
          yield fail(
            firewall.about,
            evidenceOf(
              firewall,
              open.map(({ opening }) => opening),
            ),
            `over ${familyName(family)}, everywhere may reach TCP ${words}`,
            { severity: severity! },
          );
        } else if (unsure.length > 0)
          yield unknown(
            firewall.about,
            evidenceOf(firewall, unsure),
            `not known over ${familyName(family)}: ${missingOf(unsure)}`,
          );
        else
          yield pass(
            firewall.about,
            evidenceOf(
              firewall,
              found.map(({ opening }) => opening),
            ),
            `over ${familyName(family)}`,
          );
      }
    }
  },
});

function at(openings: readonly Opening[], port: number): Opening {
  return openings.find(({ first, last }) => first <= port && port <= last)!;
}

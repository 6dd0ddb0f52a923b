import { hostFirewall } from '../../../facts/host-firewall.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { familiesOf, firewallsOf } from '../host-firewall/firewalls.ts';
import { openingsOf, portsText } from '../host-firewall/openness.ts';
import { areMost, evidenceOf, familyName, missingOf } from '../host-firewall/wording.ts';

export const hostInputDeniedByDefault = defineCheck({
  id: 'NET-501',
  name: 'host-input-denied-by-default',
  aspect: 'network/firewalls',
  title: 'The firewall of the host lets in only the ports that its rules name',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy:
    'Let the chains of the input hook drop by policy, and accept by rules the ports that are meant, for both families.',
  toKnow: 'Give all rules: `iptables-save`, `ip6tables-save`, `ipset save` and `nft -j list ruleset` as root.',
  needs: { firewalls: hostFirewall },
  *evaluate({ firewalls }) {
    for (const firewall of firewallsOf(firewalls)) {
      for (const family of familiesOf(firewall)) {
        const openings = openingsOf(firewall, family);
        const open = openings.filter(({ openness }) => openness === 'open');
        const unsure = openings.filter(({ openness }) => openness === 'unknown');
        const words = `${portsText(open) || 'nothing'} of ${familyName(family)}`;
        if (areMost(open)) yield fail(firewall.about, evidenceOf(firewall, open), `lets in ${words} from everywhere`);
        else if (areMost([...open, ...unsure]))
          yield unknown(
            firewall.about,
            evidenceOf(firewall, unsure),
            `what it lets in by ${familyName(family)}: ${missingOf(unsure)}`,
          );
        else
          yield pass(
            firewall.about,
            evidenceOf(firewall, openings.filter(({ openness }) => openness === 'closed').slice(0, 1)),
            `lets in ${words} from everywhere`,
          );
      }
    }
  },
});

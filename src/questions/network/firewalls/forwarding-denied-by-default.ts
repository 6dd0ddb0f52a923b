import { hostFirewall } from '../../../facts/host-firewall.ts';
import { readAddress } from '../../../formats/packet-filter/addresses.ts';
import { everyPortOf } from '../../../formats/packet-filter/connection.ts';
import type { Family } from '../../../formats/packet-filter/rule-set.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { familiesOf, firewallsOf, type Firewall } from '../host-firewall/firewalls.ts';
import type { Opening } from '../host-firewall/openness.ts';
import { outerInterface, routeOf } from '../host-firewall/packets.ts';
import { areMost, evidenceOf, familyName, missingOf } from '../host-firewall/wording.ts';

export const forwardingDeniedByDefault = defineCheck({
  id: 'NET-504',
  name: 'forwarding-denied-by-default',
  aspect: 'network/firewalls',
  title: 'The firewall of the host does not pass on what comes from outside',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Let the chains of the forward hook drop by policy, and accept by rules what containers need.',
  toKnow: 'Give all rules: `iptables-save`, `ip6tables-save` and `nft -j list ruleset` as root.',
  needs: { firewalls: hostFirewall },
  *evaluate({ firewalls }) {
    for (const firewall of firewallsOf(firewalls)) {
      for (const family of familiesOf(firewall)) {
        const runs = passedOn(firewall, family);
        const open = runs.filter(({ openness }) => openness === 'open');
        const unsure = runs.filter(({ openness }) => openness === 'unknown');
        if (areMost(open))
          yield fail(
            firewall.about,
            evidenceOf(firewall, open),
            `passes on ${familyName(family)} from outside to any other machine, where forwarding is on`,
          );
        else if (areMost([...open, ...unsure]))
          yield unknown(
            firewall.about,
            evidenceOf(firewall, unsure),
            `what it passes on of ${familyName(family)}: ${missingOf(unsure)}`,
          );
        else
          yield pass(
            firewall.about,
            evidenceOf(firewall, runs.filter(({ openness }) => openness === 'closed').slice(0, 1)),
            familyName(family),
          );
      }
    }
  },
});

/** From a stranger to a machine that no rule will have meant. */
const ends: Readonly<Record<Family, readonly [from: string, to: string]>> = {
  4: ['187.137.91.203', '84.17.203.91'],
  6: ['2a01:4d3:9a1:7::c5', '2c0f:91:7:9a1::d3'],
};

function passedOn(firewall: Firewall, family: Family): Opening[] {
  const [src, dst] = ends[family].map((one) => ({ value: readAddress(one)!.first }));
  const route = { ...routeOf(firewall, 'outside'), local: () => false, out: () => ({ except: ['lo'] }) };
  return (['TCP', 'UDP'] as const).flatMap((protocol) =>
    everyPortOf(
      firewall.ruleSet,
      { family, protocol, src, dst, srcHere: false, dstHere: false, in: outerInterface(firewall) },
      route,
    ).map(({ first, last, verdict, path, missing }): Opening => ({
      protocol,
      first,
      last,
      openness: verdict === 'allowed' ? 'open' : verdict === 'denied' ? 'closed' : 'unknown',
      path,
      missing,
    })),
  );
}

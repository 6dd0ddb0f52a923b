import { hostFirewall } from '../../../facts/host-firewall.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { firewallsOf, usesIpv6 } from '../host-firewall/firewalls.ts';
import { openingsOf, portsText, type Opening } from '../host-firewall/openness.ts';
import { evidenceOf, missingOf } from '../host-firewall/wording.ts';

export const ipv6FilteredLikeIpv4 = defineCheck({
  id: 'NET-502',
  name: 'ipv6-filtered-like-ipv4',
  aspect: 'network/firewalls',
  title: 'What the firewall closes over IPv4 is closed over IPv6',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Give IPv6 the same rules: with ip6tables, or with tables of nftables of family inet.',
  toKnow: 'Give the rules of both families: `iptables-save` and `ip6tables-save`, or `nft -j list ruleset`.',
  needs: { firewalls: hostFirewall },
  *evaluate({ firewalls }) {
    for (const firewall of firewallsOf(firewalls)) {
      const { about, families, at } = firewall;
      if (usesIpv6(firewall) === false) {
        yield pass(about, at, 'no interface has an address of IPv6');
        continue;
      }
      if (!families.has(4)) continue;
      if (!families.has(6)) {
        yield unknown(about, at, 'the rules of IPv6 were not read');
        continue;
      }
      const [four, six] = [openingsOf(firewall, 4), openingsOf(firewall, 6)];
      const pairs = crossed(four, six);
      const wider = pairs.filter(([a, b]) => a.openness === 'closed' && b.openness === 'open').map(([, b]) => b);
      const unsure = pairs
        .filter(([a, b]) => b.openness === 'unknown' && a.openness !== 'open')
        .concat(pairs.filter(([a, b]) => a.openness === 'unknown' && b.openness === 'open'))
        .flat()
        .filter(({ openness }) => openness === 'unknown');
      if (wider.length > 0)
        yield fail(
          about,
          evidenceOf(firewall, wider),
          `lets in ${portsText(wider)} over IPv6, which it does not over IPv4`,
        );
      else if (unsure.length > 0)
        yield unknown(about, evidenceOf(firewall, unsure), `not known of ${portsText(unsure)}: ${missingOf(unsure)}`);
      else yield pass(about, evidenceOf(firewall, six.slice(0, 1)));
    }
  },
});

/** The runs of both, cut where either is cut. */
function crossed(four: readonly Opening[], six: readonly Opening[]): [Opening, Opening][] {
  return four.flatMap((a) =>
    six.flatMap((b): [Opening, Opening][] => {
      const [first, last] = [Math.max(a.first, b.first), Math.min(a.last, b.last)];
      return a.protocol === b.protocol && first <= last
        ? [
            [
              { ...a, first, last },
              { ...b, first, last },
            ],
          ]
        : [];
    }),
  );
}

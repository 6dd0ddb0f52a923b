import { hostFirewall } from '../../../facts/host-firewall.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { firewallsOf } from '../host-firewall/firewalls.ts';
import { shadowedIn } from '../host-firewall/shadows.ts';

const shown = 20;
/** Each rule is held against all before it. */
const maxRules = 2_000;

export const noShadowedRules = defineCheck({
  id: 'NET-506',
  name: 'no-shadowed-rules',
  aspect: 'network/firewalls',
  title: 'No rule of the firewall is without effect because of one before it',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Move the narrower rule before the wider one, or remove it.',
  toKnow: 'Compare the rules of the chain in their order.',
  needs: { firewalls: hostFirewall },
  *evaluate({ firewalls }) {
    for (const firewall of firewallsOf(firewalls)) {
      let count = 0;
      let large: string | undefined;
      const [problem] = firewall.ruleSet.problems;
      for (const table of firewall.ruleSet.tables) {
        for (const chain of table.chains) {
          if (chain.rules.length > maxRules) {
            large = `chain ${chain.name} of ${table.name} has more than ${maxRules} rules`;
            continue;
          }
          for (const { rule, by } of shadowedIn(chain)) {
            if (count++ >= shown) continue;
            const at = [rule, by].map(({ line, place }) =>
              firewall.evidence({ table: table.name, line, ...(place === undefined ? {} : { place }) }),
            );
            yield fail(
              firewall.about,
              at,
              `\`${rule.text}\` of chain ${chain.name} is never reached: \`${by.text}\` takes all of it`,
            );
          }
        }
      }
      if (large !== undefined) yield unknown(firewall.about, firewall.at, `${large}, which were not compared`);
      else if (count > 0) continue;
      else if (problem !== undefined) yield unknown(firewall.about, firewall.at, problem.because);
      else yield pass(firewall.about, firewall.at);
    }
  },
});

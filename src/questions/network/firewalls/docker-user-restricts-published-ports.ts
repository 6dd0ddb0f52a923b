import { hostFirewall } from '../../../facts/host-firewall.ts';
import type { Chain, Rule } from '../../../formats/packet-filter/rule-set.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { firewallsOf } from '../host-firewall/firewalls.ts';

const chainName = 'DOCKER-USER';

export const dockerUserRestrictsPublishedPorts = defineCheck({
  id: 'NET-505',
  name: 'docker-user-restricts-published-ports',
  aspect: 'network/firewalls',
  title: 'Rules of the host limit who reaches ports that Docker publishes',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Publish ports to an address (`127.0.0.1:8080:80`), or drop in the chain DOCKER-USER what may not come.',
  toKnow: 'Look where the rules of DOCKER-USER lead: `iptables -S DOCKER-USER` as root.',
  needs: { firewalls: hostFirewall },
  *evaluate({ firewalls }) {
    for (const firewall of firewallsOf(firewalls)) {
      for (const table of firewall.ruleSet.tables) {
        const user = table.chains.find(({ name }) => name === chainName);
        if (user === undefined) continue;
        const nat = firewall.ruleSet.tables.filter(
          ({ families, chains }) =>
            families.some((one) => table.families.includes(one)) && chains.some(({ base }) => base?.type === 'nat'),
        );
        const published = nat.flatMap(({ name, chains }) =>
          chains
            .filter((chain) => chain.name === 'DOCKER')
            .flatMap(({ rules }) => rules.filter(publishes).map((rule) => ({ name, rule }))),
        );
        const at = firewall.evidence({ table: table.name, line: user.line });
        const [first] = published;
        const about = { ...firewall.about, subject: { ...firewall.about.subject, container: table.name } };
        const restricts = restrictionOf(user);
        if (first === undefined) yield pass(about, at, 'no port is published');
        else if (restricts === true) yield pass(about, at, `${chainName} drops some of what comes`);
        else if (restricts === undefined)
          yield unknown(about, at, `what the rules of ${chainName} lead to is not followed`);
        else
          yield fail(
            about,
            [
              at,
              firewall.evidence({
                table: first.name,
                line: first.rule.line,
                ...(first.rule.place === undefined ? {} : { place: first.rule.place }),
              }),
            ],
            `${published.length === 1 ? 'a port is' : `${published.length} ports are`} published, and ${chainName} drops nothing: rules of the input chain do not see what goes to containers`,
          );
      }
    }
  },
});

/** A port that is published on an address of the loopback is reached from the host alone. */
function publishes({ steps }: Rule): boolean {
  const loopback = steps.some(
    (step) =>
      step.kind === 'field' &&
      step.field === 'dst' &&
      !step.negated &&
      step.ranges.every(({ first }) => Number(first) >>> 24 === 127 || first === 1n),
  );
  return !loopback && steps.some((step) => step.kind === 'translate' && step.side === 'dst');
}

/** Whether a rule of it drops; undefined: that depends on other chains. */
function restrictionOf({ rules }: Chain): boolean | undefined {
  const last = rules.flatMap(({ steps }) => steps.at(-1) ?? []);
  if (last.some(({ kind }) => kind === 'drop')) return true;
  return last.some(({ kind }) => kind === 'jump' || kind === 'goto' || kind === 'elsewhere' || kind === 'choose')
    ? undefined
    : false;
}

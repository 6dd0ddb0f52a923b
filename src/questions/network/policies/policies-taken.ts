import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass } from '../../../model/outcome.ts';
import { policiesOf } from '../reachability/kubernetes/network-policy.ts';

export const policiesTaken = defineCheck({
  id: 'NET-304',
  name: 'policies-taken',
  aspect: 'network/policies',
  title: 'The API server takes each NetworkPolicy',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Correct what is named; `kubectl apply --dry-run=server` says when it is taken.',
  toKnow: 'Ask the file of the policy.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const { fact, faults } of policiesOf(objects)) {
      // What a cluster holds was taken.
      if (fact.stage !== 'declared') continue;
      const [first] = faults;
      if (first === undefined) {
        yield pass(fact, fact.at);
        continue;
      }
      const grave = faults.filter(({ by }) => by === 'every');
      const told = grave.length > 0 ? grave : faults;
      const why = told.map(({ at, why }) => (at.place === undefined ? why : `${at.place} ${why}`));
      const places = told.slice(0, 5).map(({ at }) => at);
      const more = why.length > 3 ? `, and ${why.length - 3} more` : '';
      const who =
        grave.length > 0
          ? 'is refused'
          : told.some(({ by }) => by === 'strict')
            ? 'is refused by kubectl, and taken without its unknown fields by others'
            : 'is refused by servers from 1.36 on';
      const severity = grave.length > 0 ? {} : { severity: 'low' as const };
      yield fail(fact, places, `${who}: ${why.slice(0, 3).join(', ')}${more}`, severity);
    }
  },
});

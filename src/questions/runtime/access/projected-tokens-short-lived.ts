import { judgePods } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

/** Seconds. The kubelet takes one hour when nothing is said. */
const day = 86_400;

export const projectedTokensShortLived = defineCheck({
  id: 'RUN-407',
  name: 'projected-tokens-short-lived',
  aspect: 'runtime/access',
  title: 'Tokens that a Pod asks for are good for a day at most',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Lower `expirationSeconds`, or leave it out for one hour.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['volumes'], (about) => {
      const volumes = about.pod.get('volumes');
      if (!volumes.isList) return unknown(about, volumes.at, 'volumes is no list');
      // Nearly every Pod has none.
      if (!about.workload.volumes.some(({ kind }) => kind === 'projected')) return about.fine;
      const sources = volumes
        .items()
        .filter((volume) => !volume.lacks('projected'))
        .map((volume) => volume.down('projected', 'sources'));
      const tokens = sources
        .flatMap((list) => list.items())
        .map((source) => source.get('serviceAccountToken').get('expirationSeconds'))
        .filter(({ empty }) => !empty);
      const strange = sources.find((list) => !list.isList && !list.empty);
      const times = tokens.map((at) => at.number());
      const long = times.find(({ value }) => value !== undefined && value > day);
      const unread = times.find(({ value }) => value === undefined);
      if (long !== undefined)
        return fail(about, long, `asks for a token that is good for ${Math.round(long.value! / 3600)} hours`);
      if (strange !== undefined) return unknown(about, strange.at, 'the sources of a projected volume are no list');
      if (unread !== undefined) return unknown(about, unread, unread.why ?? 'cannot be read');
      return about.fine;
    });
  },
});

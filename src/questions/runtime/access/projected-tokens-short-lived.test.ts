import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { projectedTokensShortLived } from './projected-tokens-short-lived.ts';

const token = (settings: string): ReturnType<typeof inPod> =>
  inPod(
    `volumes: [{name: a, projected: {sources: [{configMap: {name: b}}, {serviceAccountToken: {path: t, ${settings}}}]}}]`,
  );

checkTable(projectedTokensShortLived, [
  { name: 'none', facts: inPod(''), verdicts: ['pass'] },
  { name: 'no sources', facts: inPod('volumes: [{name: a, projected: {sources: b}}]'), verdicts: ['unknown'] },
  { name: 'an hour', facts: token('audience: vault'), verdicts: ['pass'] },
  { name: 'a day', facts: token('expirationSeconds: 86400'), verdicts: ['pass'] },
  { name: 'a year', facts: token('expirationSeconds: 31536000'), verdicts: ['fail'], saw: /8760 hours/ },
  { name: 'no number', facts: token('expirationSeconds: 1h'), verdicts: ['unknown'] },
  { name: 'no list', facts: inPod('volumes: a'), verdicts: ['unknown'] },
]);

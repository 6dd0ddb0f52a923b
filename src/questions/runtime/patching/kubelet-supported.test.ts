import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable, factOf } from '../../../../test/checks/table.ts';
import { moment } from '../../../facts/moment.ts';
import { kubeletSupported } from './kubelet-supported.ts';

const node = (version: string): ReturnType<typeof manifests> =>
  manifests(`{apiVersion: v1, kind: Node, metadata: {name: a}, status: {nodeInfo: {kubeletVersion: "${version}"}}}`);
const now = factOf(moment, { now: '2026-11-24T00:00:00.000Z' });

checkTable(kubeletSupported, [
  { name: 'current', facts: [...node('v1.37.2'), now], verdicts: ['pass'] },
  { name: 'of a provider', facts: [...node('v1.35.4-gke.1036000'), now], verdicts: ['pass'] },
  { name: 'ended', facts: [...node('v1.34.1'), now], verdicts: ['fail'], saw: /2026-10-27/ },
  { name: 'long ended', facts: [...node('v1.19.0'), now], verdicts: ['fail'], saw: /any more/ },
  { name: 'newer than the table', facts: [...node('v1.50.0'), now], verdicts: ['unknown'], saw: /not known/ },
  { name: 'no version', facts: [...node('latest'), now], verdicts: ['unknown'] },
  {
    name: 'no status',
    facts: [...manifests('{apiVersion: v1, kind: Node, metadata: {name: a}}'), now],
    verdicts: ['unknown'],
  },
]);

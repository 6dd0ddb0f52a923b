import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { volumesEncryptedAtRest } from './volumes-encrypted-at-rest.ts';

const storage = (provisioner: string, parameters: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: a}, provisioner: ${provisioner}, parameters: ${parameters}}`,
  );

checkTable(volumesEncryptedAtRest, [
  { name: 'encrypted', facts: storage('ebs.csi.aws.com', '{encrypted: "true"}'), verdicts: ['pass'] },
  { name: 'not', facts: storage('ebs.csi.aws.com', '{encrypted: "false"}'), verdicts: ['fail'], saw: /not encrypted/ },
  { name: 'left to the account', facts: storage('ebs.csi.aws.com', '{}'), verdicts: ['unknown'], saw: /not said/ },
  { name: 'by the cloud', facts: storage('pd.csi.storage.gke.io', '{}'), verdicts: ['pass'] },
  { name: 'not readable', facts: storage('a', '{encrypted: perhaps}'), verdicts: ['unknown'] },
  {
    name: 'no provisioner',
    facts: manifests('{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: a}}'),
    verdicts: ['unknown'],
  },
]);

import { objects } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { externalSecretStore } from './external-secret-store.ts';

const one = (apiVersion: string, kind: string) =>
  objects(JSON.stringify({ apiVersion, kind, metadata: { name: 'a' } }));

checkTable(
  externalSecretStore,
  [
    { name: 'a store', facts: one('external-secrets.io/v1', 'ClusterSecretStore'), verdicts: ['pass'] },
    {
      name: 'a driver',
      facts: [...one('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass'), ...one('v1', 'Secret')],
      verdicts: ['pass'],
    },
    { name: 'Secrets alone', facts: [...one('v1', 'Secret'), ...one('v1', 'Secret')], verdicts: ['unknown'] },
    { name: 'another group', facts: one('example.io/v1', 'ExternalSecret'), verdicts: [] },
  ],
  { never: ['fail'], because: 'a cluster may take secrets from outside without any object that says so' },
);

import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

/** Objects by which Secrets come from a store outside the cluster. */
const stores: Readonly<Record<string, RegExp>> = {
  'external-secrets.io': /^(Cluster)?(ExternalSecret|SecretStore)$/,
  'secrets-store.csi.x-k8s.io': /^SecretProviderClass$/,
  'secrets.hashicorp.com': /^Vault(Static|Dynamic|PKI)Secret$/,
};

function isStore({ apiVersion, kind }: KubernetesObject): boolean {
  const group = apiVersion.split('/')[0]!;
  return Object.hasOwn(stores, group) && stores[group]!.test(kind);
}

export const externalSecretStore = defineCheck({
  id: 'HRD-721',
  name: 'external-secret-store',
  aspect: 'hardening/guides',
  title: 'Secrets come from a store outside the cluster',
  severity: 'info',
  since: '0.1.0',
  references: cis('5.4.2'),
  remedy: 'Keep secrets in a store that logs who reads them, and bring them in by an operator or a CSI driver.',
  toKnow: 'Ask who keeps the secrets of the cluster, and whether a store outside of it was considered.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    const found = objects.filter(({ value }) => isStore(value));
    for (const one of found) yield pass(one, one.at);
    if (found.length > 0) return;
    const secret = objects.find(({ value }) => value.kind === 'Secret' && value.apiVersion === 'v1');
    if (secret !== undefined)
      yield unknown(secret, secret.at, 'it was not seen to come from a store outside the cluster');
  },
});

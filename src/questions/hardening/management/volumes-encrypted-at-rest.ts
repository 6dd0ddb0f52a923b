import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

/** Disks of these clouds are always encrypted, as their documentation says: Google, Azure, DigitalOcean. */
const always = new Set([
  'pd.csi.storage.gke.io',
  'kubernetes.io/gce-pd',
  'disk.csi.azure.com',
  'kubernetes.io/azure-disk',
  'dobs.csi.digitalocean.com',
]);

export const volumesEncryptedAtRest = defineCheck({
  id: 'HRD-451',
  name: 'volumes-encrypted-at-rest',
  aspect: 'hardening/management',
  title: 'Volumes of the cluster are encrypted on their disk',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Set `encrypted: "true"` in the parameters of the StorageClass, and a key of your own.',
  toKnow: 'Look at what the provisioner does for the class, and at the encryption of the disks it uses.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'StorageClass')) {
      if (groupOf(one.value) !== 'storage.k8s.io') continue;
      const provisioner = one.value.root.get('provisioner').string();
      const encrypted = one.value.root
        .get('parameters')
        .entries()
        .find(([key]) => key.toLowerCase() === 'encrypted')?.[1];
      const name = provisioner.value;
      if (encrypted !== undefined) {
        const text = encrypted.text();
        if (text.value !== undefined && /^true$/i.test(text.value)) yield pass(one, text);
        else
          yield text.value !== undefined && /^false$/i.test(text.value)
            ? fail(one, text, 'makes volumes that are not encrypted')
            : unknown(one, text, 'whether it encrypts cannot be read');
      } else if (name === undefined) yield unknown(one, provisioner, provisioner.why ?? 'names no provisioner');
      else if (always.has(name)) yield pass(one, provisioner, 'this cloud encrypts every disk');
      else yield unknown(one, provisioner, `whether ${name} encrypts is not said here`);
    }
  },
});

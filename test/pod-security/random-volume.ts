import fc from 'fast-check';
import type { Plain } from '../real/kubernetes-client.ts';

/** A body that the API server takes for every volume source of core/v1. */
export const volumeSources: Readonly<Record<string, Plain>> = {
  configMap: { name: 'a' },
  csi: { driver: 'a.example.com' },
  downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] },
  emptyDir: {},
  ephemeral: {
    volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  },
  image: { reference: 'registry.example/a:1', pullPolicy: 'IfNotPresent' },
  persistentVolumeClaim: { claimName: 'a' },
  projected: { sources: [{ configMap: { name: 'a' } }] },
  secret: { secretName: 'a' },
  hostPath: { path: '/var' },
  nfs: { server: 'a', path: '/a' },
  iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:a', lun: 0 },
  fc: { targetWWNs: ['500a0982991b8dc5'], lun: 1 },
  rbd: { monitors: ['10.0.0.1:6789'], image: 'a', pool: 'a' },
  cephfs: { monitors: ['10.0.0.1:6789'] },
  cinder: { volumeID: 'a' },
  glusterfs: { endpoints: 'a', path: 'a' },
  flexVolume: { driver: 'a.example.com/a' },
  flocker: { datasetName: 'a' },
  gitRepo: { repository: 'https://example.com/a.git' },
  awsElasticBlockStore: { volumeID: 'a' },
  gcePersistentDisk: { pdName: 'a' },
  azureDisk: { diskName: 'a', diskURI: 'https://example.com/a', kind: 'Shared' },
  azureFile: { secretName: 'a', shareName: 'a' },
  vsphereVolume: { volumePath: 'a' },
  quobyte: { registry: '10.0.0.1:7861', volume: 'a' },
  portworxVolume: { volumeID: 'a' },
  scaleIO: { gateway: 'https://example.com', system: 'a', secretRef: { name: 'a' }, volumeName: 'a' },
  storageos: { volumeName: 'a', volumeNamespace: 'a' },
  photonPersistentDisk: { pdID: 'a' },
};

const allowed = 'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ');

/** Of every source; without any, which is an emptyDir; with others that are null. */
export const anyVolume: fc.Arbitrary<Plain> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...allowed).map((kind) => ({ [kind]: volumeSources[kind] })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...Object.keys(volumeSources)).map((kind) => ({ [kind]: volumeSources[kind] })),
  },
  { weight: 1, arbitrary: fc.constant({ hostPath: volumeSources['hostPath'] }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Plain>({}, { hostPath: null, emptyDir: {} }, { hostPath: null }, { nfs: null }),
  },
);

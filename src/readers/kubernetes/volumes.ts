import type { Mount, Volume } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { Report } from './problem.ts';

/** Volume sources of the core/v1 API; anything else is named `other: …`. */
const sources = new Set([
  'hostPath',
  'emptyDir',
  'secret',
  'configMap',
  'persistentVolumeClaim',
  'projected',
  'downwardAPI',
  'csi',
  'ephemeral',
  'image',
  'nfs',
  'iscsi',
  'fc',
  'rbd',
  'cephfs',
  'cinder',
  'glusterfs',
  'flexVolume',
  'flocker',
  'gitRepo',
  'awsElasticBlockStore',
  'gcePersistentDisk',
  'azureDisk',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'portworxVolume',
  'scaleIO',
  'storageos',
  'photonPersistentDisk',
]);

const touched = ['runtime', 'hardening'];

/** The volumes of a Pod spec, and the claims that a StatefulSet makes for each of its Pods. */
export function readVolumes(root: Located, spec: Located, kind: string, report: Report): Volume[] {
  const list = spec.get('volumes');
  if (!list.isList && !list.empty) report(list.at, 'volumes is no list', touched);
  const volumes: Volume[] = [];
  for (const item of list.items()) {
    if (item.isMap) volumes.push(readVolume(item));
    else report(item.at, 'an entry of volumes is no mapping', touched);
  }
  if (kind === 'StatefulSet') {
    for (const claim of root.down('spec', 'volumeClaimTemplates').items()) {
      const name = claim.down('metadata', 'name').text().value ?? '';
      volumes.push({ name, kind: 'persistentVolumeClaim', hostPath: null, at: claim.at });
    }
  }
  return volumes;
}

function readVolume(item: Located): Volume {
  const name = item.get('name').text().value ?? '';
  const hostPath = item.get('hostPath');
  // First, so that a volume with two sources (which the API server refuses) is not taken for the milder one.
  if (!hostPath.empty) {
    const path = hostPath.get('path');
    return {
      name,
      kind: 'hostPath',
      hostPath: path.empty ? seen<string>(undefined, path.at, 'hostPath has no path') : path.string(),
      at: item.at,
    };
  }
  const source = item.entries().find(([key, value]) => key !== 'name' && key !== 'hostPath' && !value.empty)?.[0];
  if (source === undefined)
    return { name, kind: 'emptyDir', hostPath: null, at: item.noted('absent: Kubernetes takes emptyDir') };
  const kind = sources.has(source) ? source : `other: ${source}`;
  const { at } = item.get(source);
  if (kind !== 'image') return { name, kind, hostPath: null, at };
  return { name, kind, hostPath: null, image: imageOf(item.get('image').get('reference')), at };
}

function imageOf(reference: Located): Seen<string> {
  const text = reference.string();
  return reference.empty || text.value === ''
    ? seen<string>(undefined, text.at, 'the image volume names no image')
    : text;
}

/** What the API calls its propagation modes, in the words of the kernel (core/v1 MountPropagationMode). */
const propagations: Readonly<Record<string, string>> = {
  None: 'rprivate',
  HostToContainer: 'rslave',
  Bidirectional: 'rshared',
};

export function readMounts(container: Located, readOnlyVolumes: ReadonlySet<string>, report: Report): Mount[] {
  const list = container.get('volumeMounts');
  if (!list.isList && !list.empty) report(list.at, 'volumeMounts is no list', touched);
  const mounts: Mount[] = [];
  for (const item of list.items()) {
    const target = item.get('mountPath').string();
    const volume = item.get('name').text().value ?? '';
    if (target.value === undefined) {
      report(item.at, 'an entry of volumeMounts has no mountPath', touched);
      continue;
    }
    const readOnly = item.get('readOnly');
    mounts.push({
      volume,
      target: target.value,
      readOnly: readOnlyVolumes.has(volume)
        ? seen(true, readOnly.noted('Kubernetes mounts volumes of this kind read-only'))
        : readOnly.orDefault(readOnly.boolean(), false, 'absent: Kubernetes takes false'),
      propagation: propagation(item.get('mountPropagation')),
      at: item.at,
    });
  }
  return mounts;
}

function propagation(at: Located): Seen<string> {
  if (at.empty) return seen('rprivate', at.noted('absent: Kubernetes takes None'));
  const mode = at.string();
  if (mode.value === undefined) return mode;
  const known = Object.hasOwn(propagations, mode.value) ? propagations[mode.value] : undefined;
  return known === undefined
    ? seen<string>(undefined, mode.at, `${JSON.stringify(mode.value)} is no propagation mode`)
    : seen(known, mode.at);
}

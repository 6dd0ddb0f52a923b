/**
 * Random manifests: what the API server makes of them is no drift, and one change of one setting always is.
 * PLIMSOLL_SEED repeats a run, PLIMSOLL_PODS sets how many; CI has one seed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { randomPod } from '../pod-security/random-pod.ts';
import { controllers } from '../pod-security/controllers.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { drift, told } from './hold.ts';
import { randomObject } from './random-object.ts';

const { CI: inCi, PLIMSOLL_SEED: given, PLIMSOLL_PODS: wanted = '1500' } = process.env;
const seed = Number(given ?? (inCi === undefined ? Math.floor(Math.random() * 2 ** 31) : 20_261_124));

/** What somebody may change in a Pod template; false where it is so already. */
type Change = (spec: Plain) => boolean;

function set(path: readonly (string | number)[], value: unknown): Change {
  return (spec) => {
    let here = spec;
    for (const key of path.slice(0, -1)) here = here[key] ??= {};
    const last = path.at(-1)!;
    if (JSON.stringify(here[last] ?? null) === JSON.stringify(value)) return false;
    here[last] = value;
    return true;
  };
}
const container = (path: readonly string[], value: unknown): Change => set(['containers', 0, ...path], value);
const security = (key: string, value: unknown): Change => container(['securityContext', key], value);
function push(path: readonly (string | number)[], value: unknown): Change {
  return (spec) => {
    let here = spec;
    for (const key of path.slice(0, -1)) here = here[key] ??= {};
    here[path.at(-1)!] = [...(here[path.at(-1)!] ?? []), value];
    return true;
  };
}
const toggle =
  (path: readonly (string | number)[]): Change =>
  (spec) => {
    let here = spec;
    for (const key of path.slice(0, -1)) here = here[key] ??= {};
    const last = path.at(-1)!;
    here[last] = here[last] !== true;
    return true;
  };

const changes: Readonly<Record<string, Change>> = {
  hostPID: toggle(['hostPID']),
  hostIPC: toggle(['hostIPC']),
  hostNetwork: toggle(['hostNetwork']),
  hostUsers: toggle(['hostUsers']),
  shareProcessNamespace: toggle(['shareProcessNamespace']),
  privileged: toggle(['containers', 0, 'securityContext', 'privileged']),
  allowPrivilegeEscalation: toggle(['containers', 0, 'securityContext', 'allowPrivilegeEscalation']),
  readOnlyRootFilesystem: toggle(['containers', 0, 'securityContext', 'readOnlyRootFilesystem']),
  runAsNonRoot: toggle(['containers', 0, 'securityContext', 'runAsNonRoot']),
  'runAsNonRoot of the Pod': toggle(['securityContext', 'runAsNonRoot']),
  runAsUser: security('runAsUser', 4242),
  runAsGroup: security('runAsGroup', 4242),
  'runAsUser of the Pod': set(['securityContext', 'runAsUser'], 4242),
  fsGroup: set(['securityContext', 'fsGroup'], 4242),
  supplementalGroups: push(['securityContext', 'supplementalGroups'], 4242),
  'a capability': push(['containers', 0, 'securityContext', 'capabilities', 'add'], 'SYS_PTRACE'),
  'capabilities dropped': push(['containers', 0, 'securityContext', 'capabilities', 'drop'], 'SYS_BOOT'),
  seccomp: security('seccompProfile', { type: 'Localhost', localhostProfile: 'other.json' }),
  appArmor: security('appArmorProfile', { type: 'Localhost', localhostProfile: 'other' }),
  seLinux: security('seLinuxOptions', { type: 'other_t' }),
  procMount: (spec) => {
    const own = (spec.containers[0].securityContext ??= {});
    own.procMount = own.procMount === 'Unmasked' ? 'Default' : 'Unmasked';
    return true;
  },
  'a sysctl': push(['securityContext', 'sysctls'], { name: 'kernel.sem', value: '9' }),
  'a hostPath': push(['volumes'], { name: 'of-host', hostPath: { path: '/etc' } }),
  'a volume': push(['volumes'], { name: 'of-secret', secret: { secretName: 'x' } }),
  'a mount': push(['containers', 0, 'volumeMounts'], { name: 'x', mountPath: '/new', readOnly: true }),
  // With the network of the node every port is one of it, said or not.
  'a port of the node': (spec) =>
    spec.hostNetwork !== true && push(['containers', 0, 'ports'], { containerPort: 4242, hostPort: 4242 })(spec),
  'an image': container(['image'], 'evil.example/web:1.2.3'),
  'a tag': container(['image'], 'registry.example/web:other'),
  command: container(['command'], ['sh']),
  args: container(['args'], ['x']),
  'a variable': push(['containers', 0, 'env'], { name: 'X', value: 'y' }),
  'a name within a variable': (spec) => {
    const env = (spec.containers[0].env ??= []);
    env.push({ name: 'Z', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } });
    return true;
  },
  'variables from': push(['containers', 0, 'envFrom'], { secretRef: { name: 'x' } }),
  'a container': push(['containers'], { name: 'more', image: 'x' }),
  'an init container': push(['initContainers'], { name: 'more', image: 'x' }),
  account: set(['serviceAccountName'], 'other'),
  token: toggle(['automountServiceAccountToken']),
  runtimeClassName: set(['runtimeClassName'], 'other'),
  'a limit': container(['resources', 'limits', 'memory'], '1Gi'),
  'a toleration': push(['tolerations'], { key: 'x', operator: 'Exists' }),
  nodeSelector: set(['nodeSelector', 'x'], 'y'),
  'an alias': push(['hostAliases'], { ip: '10.9.9.9', hostnames: ['x'] }),
  dnsConfig: set(['dnsConfig'], { nameservers: ['10.9.9.9'] }),
  lifecycle: container(['lifecycle'], { postStart: { exec: { command: ['other'] } } }),
  'a pull policy': (spec) => {
    const [first] = spec.containers;
    first.imagePullPolicy = first.imagePullPolicy === 'Never' ? 'Always' : 'Never';
    return true;
  },
  'host process': toggle(['containers', 0, 'securityContext', 'windowsOptions', 'hostProcess']),
};

function wrapped(kind: string, pod: Plain): Plain {
  const object = structuredClone(kind === 'Pod' ? pod : controllers[kind]!(pod));
  object.metadata = { ...object.metadata, name: 'x', namespace: 'shop' };
  return object;
}

function specOf(object: Plain): Plain {
  if (object.kind === 'Pod') return object.spec;
  if (object.kind === 'PodTemplate') return object.template.spec;
  return (object.spec.jobTemplate?.spec ?? object.spec).template.spec;
}

const kinds = fc.constantFrom('Pod', ...Object.keys(controllers));

describe(`drift of random manifests, seed ${seed}`, () => {
  it('one change of one setting is always told', () => {
    const change = fc.constantFrom(...Object.keys(changes));
    fc.assert(
      fc.property(randomPod, kinds, change, (pod, kind, name) => {
        const declared = wrapped(kind, pod);
        assert.equal(drift([declared], [structuredClone(declared)]).verdict, 'no drift');
        const live = structuredClone(declared);
        if (!changes[name]!(specOf(live))) return;
        // That nobody is there who puts containers into Pods is known.
        const listed = [kind, 'MutatingWebhookConfiguration'];
        const { items, verdict } = drift([declared], [live], { listed });
        assert.equal(verdict, 'drift', name);
        assert.ok(items[0]!.differences.length > 0, name);
      }),
      { seed, numRuns: Math.min(Number(wanted), 4000) },
    );
  });

  describe('as an API server takes them', { skip: noKubernetes() ?? false, timeout: 600_000 }, () => {
    let server: ApiServer;
    before(async () => {
      server = await startApiServer();
      await server.client.namespace('shop');
    });
    after(() => server?.stop());

    it('what it fills in is no drift', async () => {
      let [taken, refused] = [0, 0];
      await fc.assert(
        fc.asyncProperty(randomPod, kinds, async (pod, kind) => {
          const object = wrapped(kind, pod);
          const path = `${await server.client.collectionOf(object)}?dryRun=All`;
          const { status, body } = await server.client.ask('POST', path, object);
          if (status !== 201) {
            refused++;
            return;
          }
          taken++;
          assert.deepEqual(told(drift([object], [body])), []);
        }),
        { seed, numRuns: Number(wanted) },
      );
      assert.ok(taken > refused * 10, `${taken} were taken and ${refused} refused`);
    });

    it('the same of objects beside workloads', async () => {
      let [taken, refused] = [0, 0];
      await fc.assert(
        fc.asyncProperty(randomObject, async (object) => {
          const path = `${await server.client.collectionOf(object)}?dryRun=All`;
          const scoped = path.includes('/namespaces/') ? object : { ...object, metadata: { name: 'x' } };
          const { status, body } = await server.client.ask('POST', path, scoped);
          if (status !== 201) {
            refused++;
            return;
          }
          taken++;
          assert.deepEqual(told(drift([scoped], [body])), []);
        }),
        { seed, numRuns: Number(wanted) },
      );
      assert.ok(taken > refused * 2, `${taken} were taken and ${refused} refused`);
    });
  });
});

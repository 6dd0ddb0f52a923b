type Data = Readonly<Record<string, unknown>>;
type Fill = (data: Data) => Data;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `data` with what it leaves out. A null counts as left out, as the API server reads it. */
function withDefaults(data: Data, defaults: Data): Data {
  const filled: Record<string, unknown> = { ...data };
  for (const [key, value] of Object.entries(defaults))
    if (filled[key] === undefined || filled[key] === null) filled[key] = value;
  return filled;
}

/** The values under these keys changed, where they are there; lists item by item. */
function within(data: Data, changes: Readonly<Record<string, Fill>>): Data {
  const changed: Record<string, unknown> = { ...data };
  for (const [key, fill] of Object.entries(changes)) {
    const value = changed[key];
    if (Array.isArray(value)) changed[key] = value.map((item) => (isData(item) ? fill(item) : item));
    else if (isData(value)) changed[key] = fill(value);
  }
  return changed;
}

const probe: Fill = (data) =>
  within(withDefaults(data, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }), {
    httpGet: (get) => withDefaults(get, { path: '/', scheme: 'HTTP' }),
    grpc: (grpc) => withDefaults(grpc, { service: '' }),
  });

const handler: Fill = (data) => within(data, { httpGet: (get) => withDefaults(get, { path: '/', scheme: 'HTTP' }) });

/** `Always` for the tag `latest`, and where there is none. */
function pullPolicy(image: unknown): string {
  if (typeof image !== 'string' || image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/]*)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

const container: Fill = (data) =>
  within(
    withDefaults(data, {
      imagePullPolicy: pullPolicy(data['image']),
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    }),
    {
      ports: (port) => withDefaults(port, { protocol: 'TCP' }),
      livenessProbe: probe,
      readinessProbe: probe,
      startupProbe: probe,
      lifecycle: (lifecycle) => within(lifecycle, { postStart: handler, preStop: handler }),
      env: (one) =>
        within(one, {
          valueFrom: (from) => within(from, { fieldRef: (ref) => withDefaults(ref, { apiVersion: 'v1' }) }),
        }),
    },
  );

/** A Pod that names a limit requests as much; a template does so only when its Pods are made. */
const requested: Fill = (data) =>
  within(data, {
    resources: (resources) =>
      isData(resources['limits'])
        ? {
            ...resources,
            requests: withDefaults(isData(resources['requests']) ? resources['requests'] : {}, resources['limits']),
          }
        : resources,
  });

const mode = (data: Data): Data => withDefaults(data, { defaultMode: 420 });
const fieldItems: Fill = (item) => within(item, { fieldRef: (ref) => withDefaults(ref, { apiVersion: 'v1' }) });

const volume: Fill = (data) => {
  const sources = Object.keys(data).filter((key) => key !== 'name' && data[key] !== null);
  return within(sources.length === 0 ? { ...data, emptyDir: {} } : data, {
    secret: mode,
    configMap: mode,
    downwardAPI: (source) => within(mode(source), { items: fieldItems }),
    projected: (source) =>
      within(mode(source), {
        sources: (one) =>
          within(one, {
            serviceAccountToken: (token) => withDefaults(token, { expirationSeconds: 3600 }),
            downwardAPI: (api) => within(api, { items: fieldItems }),
          }),
      }),
    hostPath: (path) => withDefaults(path, { type: '' }),
    iscsi: (iscsi) => withDefaults(iscsi, { iscsiInterface: 'default' }),
    rbd: (rbd) => withDefaults(rbd, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  });
};

function podSpec(restart: string): Fill {
  return (data) => {
    const account = data['serviceAccountName'] ?? data['serviceAccount'];
    return within(
      withDefaults(data, {
        restartPolicy: restart,
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
        schedulerName: 'default-scheduler',
        ...(account === undefined || account === null ? {} : { serviceAccountName: account, serviceAccount: account }),
      }),
      {
        containers: container,
        initContainers: container,
        ephemeralContainers: container,
        volumes: volume,
      },
    );
  };
}

const template =
  (restart = 'Always'): Fill =>
  (data) =>
    within(withDefaults(data, { metadata: {} }), { spec: podSpec(restart) });

const rolling = { maxUnavailable: '25%', maxSurge: '25%' };

function updateStrategy(defaults: Data): Fill {
  return (data) => {
    const typed = withDefaults(data, { type: 'RollingUpdate' });
    if (typed['type'] !== 'RollingUpdate') return typed;
    return within(withDefaults(typed, { rollingUpdate: defaults }), {
      rollingUpdate: (one) => withDefaults(one, defaults),
    });
  };
}

const jobSpec: Fill = (data) =>
  within(
    withDefaults(data, {
      ...(data['completions'] === undefined && data['parallelism'] === undefined ? { completions: 1 } : {}),
      parallelism: 1,
      backoffLimit: data['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: data['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    }),
    { template: template() },
  );

const specs: Readonly<Record<string, Fill>> = {
  'apps/Deployment': (data) =>
    within(
      withDefaults(data, {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: rolling },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      }),
      {
        template: template(),
        strategy: (strategy) => {
          const typed = withDefaults(strategy, { type: 'RollingUpdate' });
          if (typed['type'] !== 'RollingUpdate') return typed;
          return within(withDefaults(typed, { rollingUpdate: rolling }), {
            rollingUpdate: (one) => withDefaults(one, rolling),
          });
        },
      },
    ),
  'apps/ReplicaSet': (data) => within(withDefaults(data, { replicas: 1 }), { template: template() }),
  'apps/DaemonSet': (data) =>
    within(withDefaults(data, { updateStrategy: {}, revisionHistoryLimit: 10 }), {
      template: template(),
      updateStrategy: updateStrategy({ maxUnavailable: 1, maxSurge: 0 }),
    }),
  'apps/StatefulSet': (data) =>
    within(
      withDefaults(data, {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: {},
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      }),
      {
        template: template(),
        updateStrategy: updateStrategy({ partition: 0, maxUnavailable: 1 }),
        volumeClaimTemplates: (claim) =>
          within(
            withDefaults(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } }),
            { spec: (spec) => withDefaults(spec, { volumeMode: 'Filesystem' }) },
          ),
      },
    ),
  'batch/Job': jobSpec,
  'batch/CronJob': (data) =>
    within(
      withDefaults(data, {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      }),
      // The Job that it makes gets its own defaults when it is made; only its Pod template has them here.
      {
        jobTemplate: (job) =>
          within(withDefaults(job, { metadata: {} }), { spec: (spec) => within(spec, { template: template() }) }),
      },
    ),
  '/Pod': (data) =>
    within(withDefaults(podSpec('Always')(data), { enableServiceLinks: true }), {
      containers: requested,
      initContainers: requested,
    }),
};

/** Kinds to which the server adds nothing outside their metadata and status. */
const plain = new Set([
  '/ConfigMap',
  '/ServiceAccount',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/ClusterRole',
]);

/** Fields of `spec` that the server fills in from other objects of the cluster, or by chance. */
const fromCluster: Readonly<Record<string, readonly string[]>> = {
  '/Pod':
    `serviceAccountName serviceAccount tolerations priority preemptionPolicy nodeSelector overhead runtimeClassName
    priorityClassName`.split(/\s+/),
  'batch/Job': ['selector'],
};

/** Fields that are mappings of anything to anything: left out when they are empty, and what they hold is kept as it is. */
const mappings = new Set(
  'data binaryData stringData labels annotations matchLabels nodeSelector limits requests overhead volumeAttributes'.split(
    ' ',
  ),
);
/** Truth values and numbers that are left out when they are false or zero; elsewhere both are kept. */
const leftOutWhenZero = new Set(
  `hostNetwork hostPID hostIPC stdin stdinOnce tty readOnly paused hostPort minReadySeconds initialDelaySeconds
  timeoutSeconds periodSeconds successThreshold failureThreshold namespace`.split(/\s+/),
);
const keptWhenEmpty = new Set([
  'containers',
  'rules',
  'verbs',
  'type',
  'storageClassName',
  'apiGroup',
  'mountPath',
  'image',
]);

/** What the server's own types leave out (`omitempty`): nulls, and most of what is empty. */
function withoutEmpty(data: Data): Data {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (value === null) continue;
    if (mappings.has(key) && isData(value)) {
      if (Object.keys(value).length > 0) kept[key] = value;
    } else if (Array.isArray(value)) {
      if (value.length > 0 || keptWhenEmpty.has(key))
        kept[key] = value.map((item) => (isData(item) ? withoutEmpty(item) : item));
    } else if (isData(value)) kept[key] = withoutEmpty(value);
    else if (value === '' ? keptWhenEmpty.has(key) : !((value === false || value === 0) && leftOutWhenZero.has(key)))
      kept[key] = value;
  }
  return kept;
}

/** A declared object as the API server completes it before policies see it. */
export interface Completed {
  readonly data: Data;
  /** False: which fields the server would add to this kind is not known, so what is left out is not either. */
  readonly complete: boolean;
  /** Fields of `spec` that are not known where they are left out. */
  readonly unknown: readonly string[];
}

/** Defaults of the API server 1.37 for the kinds that policies speak of most (pkg/apis/…/v1/defaults.go). */
export function completed(group: string, kind: string, data: Data): Completed {
  const name = `${group}/${kind}`;
  const fill = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (fill === undefined) {
    if (!plain.has(name)) return { data, complete: false, unknown: [] };
    return { data: withoutEmpty(data), complete: true, unknown: [] };
  }
  return { data: within(withoutEmpty(data), { spec: fill }), complete: true, unknown: fromCluster[name] ?? [] };
}

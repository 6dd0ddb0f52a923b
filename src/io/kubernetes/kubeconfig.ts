import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { load } from 'js-yaml';
import { Failure } from '../../model/failure.ts';
import type { ExecPlugin } from './exec-credential.ts';

/** One user, cluster and context of kubeconfig files, chosen and merged as kubectl does. */
export interface ChosenContext {
  readonly context: string;
  readonly cluster: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
  /** Undefined where the context names none. */
  readonly namespace: string | undefined;
  /** Folders of the files that the cluster and the user stand in: relative paths start there. */
  readonly clusterFolder: string;
  readonly userFolder: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Named {
  readonly value: Readonly<Record<string, unknown>>;
  readonly folder: string;
}

/** A kubeconfig of a large fleet has a few hundred KB. */
const fileBytes = 16 << 20;

/** Where a Pod finds what it needs to ask its own cluster. */
const podFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * What kubectl would talk to: KUBECONFIG (several files: the first that says something wins), else
 * `~/.kube/config`, else the ServiceAccount of the Pod that Plimsoll runs in.
 *
 * @param wanted the context; undefined for the current one
 * @param pod where a Pod's ServiceAccount lies
 * @throws Failure KUBECONFIG_INVALID, NO_SUCH_TARGET for a context that no file has
 */
export function chooseContext(wanted: string | undefined, environment: Environment, pod = podFolder): ChosenContext {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const home = environment['HOME'] ?? homedir();
  // kubectl leaves out what KUBECONFIG names and is not there.
  const files = (named.length > 0 ? named : [join(home, '.kube/config')]).filter((path) => existsSync(path));
  if (files.length === 0) {
    const inside = inCluster(environment, pod);
    if (inside !== null && wanted === undefined) return inside;
    const where = named.length > 0 ? named.join(', ') : '~/.kube/config';
    throw new Failure(
      'KUBECONFIG_INVALID',
      `There is no kubeconfig (${where}), and this is no Pod with a ServiceAccount. Set KUBECONFIG, or log in to the cluster.`,
    );
  }
  const clusters = new Map<string, Named>();
  const users = new Map<string, Named>();
  const contexts = new Map<string, Named>();
  let current: string | undefined;
  for (const file of files) {
    const config = readConfig(file);
    const folder = dirname(file);
    add(clusters, config['clusters'], 'cluster', folder);
    add(users, config['users'], 'user', folder);
    add(contexts, config['contexts'], 'context', folder);
    const said = config['current-context'];
    if (current === undefined && typeof said === 'string' && said !== '') current = said;
  }
  const context = wanted ?? current;
  const known = [...contexts.keys()].map((name) => JSON.stringify(name)).join(', ') || 'none';
  if (context === undefined)
    throw new Failure('KUBECONFIG_INVALID', `${files.join(', ')}: no current-context. Name one of ${known}.`);
  const chosen = contexts.get(context);
  if (chosen === undefined)
    throw new Failure('NO_SUCH_TARGET', `There is no context ${JSON.stringify(context)}; the kubeconfig has ${known}.`);
  const { cluster: clusterName, user: userName, namespace } = chosen.value;
  const cluster = typeof clusterName === 'string' ? clusters.get(clusterName) : undefined;
  if (cluster === undefined) throw invalid(context, `its cluster ${JSON.stringify(clusterName)} is in no file`);
  const user = typeof userName === 'string' ? users.get(userName) : undefined;
  if (user === undefined && userName !== undefined && userName !== '')
    throw invalid(context, `its user ${JSON.stringify(userName)} is in no file`);
  return {
    context,
    cluster: cluster.value,
    user: user?.value ?? {},
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
    clusterFolder: cluster.folder,
    userFolder: user?.folder ?? cluster.folder,
  };
}

export function invalid(context: string, because: string): Failure {
  return new Failure('KUBECONFIG_INVALID', `Context ${JSON.stringify(context)} of the kubeconfig: ${because}.`);
}

/** A path of a kubeconfig, from the folder of its file. */
export function pathIn(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** The `exec` of a user; null when it has none. */
export function execPluginOf(chosen: ChosenContext): ExecPlugin | null {
  const exec = chosen.user['exec'];
  if (exec === undefined || exec === null) return null;
  const { command, args, env, apiVersion, provideClusterInfo } = exec as Record<string, unknown>;
  if (typeof command !== 'string' || command === '') throw invalid(chosen.context, 'its exec plugin has no command');
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const pairs = list(env).flatMap((one): [string, string][] => {
    const { name, value } = Object(one) as Record<string, unknown>;
    return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
  });
  return {
    command: command.includes('/') ? pathIn(chosen.userFolder, command) : command,
    args: list(args).map(String),
    environment: Object.fromEntries(pairs),
    apiVersion: typeof apiVersion === 'string' ? apiVersion : 'client.authentication.k8s.io/v1',
    ...(provideClusterInfo === true ? { cluster: chosen.cluster } : {}),
  };
}

function readConfig(file: string): Record<string, unknown> {
  let config: unknown;
  try {
    if (statSync(file).size > fileBytes) throw new Error(`has more than ${fileBytes} bytes`);
    config = load(readFileSync(file, 'utf8'));
  } catch (error) {
    // The parser's own message quotes the text around a fault, and that may be a key.
    const { code, reason, message } = error as { code?: string; reason?: string; message: string };
    const because = code === undefined ? (reason ?? message.split('\n')[0]!.slice(0, 100)) : `cannot be read (${code})`;
    throw new Failure('KUBECONFIG_INVALID', `${file}: ${because}.`);
  }
  if (config === null || config === undefined) return {};
  if (typeof config !== 'object' || Array.isArray(config))
    throw new Failure('KUBECONFIG_INVALID', `${file}: is no kubeconfig.`);
  return config as Record<string, unknown>;
}

function add(known: Map<string, Named>, list: unknown, key: string, folder: string): void {
  if (!Array.isArray(list)) return;
  for (const entry of list) {
    const { name, [key]: value } = Object(entry) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof value !== 'object' || value === null || known.has(name)) continue;
    known.set(name, { value: value as Record<string, unknown>, folder });
  }
}

function inCluster(environment: Environment, pod: string): ChosenContext | null {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
  if (host === undefined || host === '' || !existsSync(join(pod, 'token'))) return null;
  const namespaceFile = join(pod, 'namespace');
  const namespace = existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : undefined;
  return {
    context: 'in-cluster',
    cluster: {
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      'certificate-authority': join(pod, 'ca.crt'),
    },
    user: { tokenFile: join(pod, 'token') },
    namespace,
    clusterFolder: pod,
    userFolder: pod,
  };
}

import type { OutgoingHttpHeaders } from 'node:http';
import type { Agent, RequestOptions } from 'node:https';
import { Failure } from '../../model/failure.ts';
import { proxyFor } from '../http/proxy.ts';
import { isLoopback } from '../http/url.ts';
import { runExecPlugin, type ExecCredential } from './exec-credential.ts';
import { chooseContext, execPluginOf, invalid, pathIn, type ChosenContext } from './kubeconfig.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a request to the cluster carries. */
export interface Credentials {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** Where a cluster is and how it is asked. */
export interface ClusterAccess {
  readonly server: URL;
  readonly context: string;
  readonly namespace: string | undefined;
  /** False where the kubeconfig says that any certificate will do. */
  readonly verified: boolean;
  /** For each request anew: tokens expire. */
  credentials(): Promise<Credentials>;
  /** After a 401: what a plugin gave is not used again. */
  renew(): void;
  close(): void;
}

export interface AccessOptions {
  readonly context: string | undefined;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Some time before a credential expires a new one is asked for: the answer to a request takes time. */
const early = 10_000;

/**
 * Reads the kubeconfig; the cluster is not asked yet. Tokens, token files, passwords, certificates and
 * the deprecated auth providers (OIDC among them) are put into requests by Kubernetes' own client.
 *
 * @throws Failure KUBECONFIG_INVALID, NO_SUCH_TARGET
 */
export async function accessTo(options: AccessOptions): Promise<ClusterAccess> {
  const chosen = chooseContext(options.context, options.environment);
  const server = serverOf(chosen);
  // Loaded when first needed: it is large.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const plugin = execPluginOf(chosen);
  let credential: ExecCredential | null = null;
  let config: InstanceType<typeof KubeConfig> | null = null;
  const agents = new Set<Agent>();

  const configOf = async (): Promise<InstanceType<typeof KubeConfig>> => {
    const expired = (credential?.expires ?? Infinity) - early < Date.now();
    if (config !== null && !expired) return config;
    if (plugin !== null) credential = await runExecPlugin(plugin, options.environment, options.signal);
    config = new KubeConfig();
    config.loadFromOptions({
      clusters: [clusterOf(chosen, server, options.environment)],
      users: [userOf(chosen, credential)],
      contexts: [{ name: 'chosen', cluster: 'chosen', user: 'chosen' }],
      currentContext: 'chosen',
    });
    return config;
  };

  return {
    server,
    context: chosen.context,
    namespace: chosen.namespace,
    verified: server.protocol === 'http:' || chosen.cluster['insecure-skip-tls-verify'] !== true,
    credentials: async () => {
      const asked: RequestOptions = {};
      try {
        await (await configOf()).applyToHTTPSOptions(asked);
      } catch (error) {
        if (error instanceof Failure || options.signal.aborted) throw error;
        throw invalid(chosen.context, faultOf(error));
      }
      const agent = asked.agent as Agent & { keepAlive?: boolean };
      if (!agents.has(agent)) {
        agent.keepAlive = true;
        agents.add(agent);
      }
      return { agent, headers: { ...headersOf(asked), ...impersonation(chosen) } };
    },
    renew: () => {
      config = null;
      credential = null;
    },
    close: () => {
      for (const agent of agents) agent.destroy();
    },
  };
}

function serverOf(chosen: ChosenContext): URL {
  const text = chosen.cluster['server'];
  const server = typeof text === 'string' ? URL.parse(text) : null;
  if (server === null || (server.protocol !== 'https:' && server.protocol !== 'http:'))
    throw invalid(chosen.context, 'the server of its cluster is no http or https address');
  if (server.username !== '' || server.password !== '')
    throw invalid(chosen.context, 'the address of its server holds a password, which belongs to a user');
  // `kubectl proxy` listens so. Elsewhere a token would be there to read for everyone on the way.
  if (server.protocol === 'http:' && !isLoopback(server.hostname))
    throw invalid(chosen.context, 'its server is another machine, and the connection is not encrypted (http:)');
  return server;
}

function clusterOf(chosen: ChosenContext, server: URL, environment: Environment) {
  const { cluster, clusterFolder } = chosen;
  const proxy = text(cluster['proxy-url']) ?? proxyFor(server, environment) ?? undefined;
  return {
    name: 'chosen',
    server: server.href.replace(/\/$/, ''),
    skipTLSVerify: server.protocol === 'http:' || cluster['insecure-skip-tls-verify'] === true,
    ...optional('caFile', fileOf(cluster['certificate-authority'], clusterFolder)),
    ...optional('caData', text(cluster['certificate-authority-data'])),
    ...optional('proxyUrl', proxy),
    ...optional('tlsServerName', text(cluster['tls-server-name'])),
  };
}

function userOf(chosen: ChosenContext, credential: ExecCredential | null) {
  const { user, userFolder } = chosen;
  const base64 = (pem: string | undefined): string | undefined =>
    pem === undefined ? undefined : Buffer.from(pem).toString('base64');
  const tokenFile = fileOf(user['tokenFile'] ?? user['token-file'], userFolder);
  // "If both Token and TokenFile are specified, the TokenFile will be periodically read and the last
  // successfully read content takes precedence over Token" (client-go, AuthInfo).
  const token = tokenFile === undefined ? (credential?.token ?? text(user['token'])) : undefined;
  return {
    name: 'chosen',
    ...optional('certData', base64(credential?.certificate) ?? text(user['client-certificate-data'])),
    ...optional('keyData', base64(credential?.key) ?? text(user['client-key-data'])),
    ...optional('certFile', fileOf(user['client-certificate'], userFolder)),
    ...optional('keyFile', fileOf(user['client-key'], userFolder)),
    ...optional('token', token),
    ...optional('username', text(user['username'])),
    ...optional('password', text(user['password'])),
    ...(tokenFile !== undefined
      ? { authProvider: { name: 'tokenFile', config: { tokenFile } } }
      : optional('authProvider', user['auth-provider'])),
  };
}

/** A kubeconfig may act as another user; without its groups it would be a third one. */
function impersonation({ user }: ChosenContext): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  const as = text(user['as']);
  const uid = text(user['as-uid']);
  const groups = user['as-groups'];
  if (as !== undefined) headers['impersonate-user'] = as;
  if (uid !== undefined) headers['impersonate-uid'] = uid;
  if (Array.isArray(groups)) headers['impersonate-group'] = groups.map(String);
  for (const [key, values] of Object.entries(Object(user['as-user-extra']) as Record<string, unknown>)) {
    if (Array.isArray(values)) headers[`impersonate-extra-${encodeURIComponent(key)}`] = values.map(String);
  }
  return headers;
}

function headersOf(asked: RequestOptions): Record<string, string> {
  const given = (asked.headers ?? {}) as OutgoingHttpHeaders;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name.toLowerCase()] = String(value).trim();
  }
  if (typeof asked.auth === 'string') headers['authorization'] = `Basic ${Buffer.from(asked.auth).toString('base64')}`;
  return headers;
}

/** Without what an error of a library may quote. */
function faultOf(error: unknown): string {
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (typeof code === 'string' && typeof path === 'string') return `${path} cannot be read (${code})`;
  return typeof code === 'string' ? `its credentials cannot be used (${code})` : 'its credentials cannot be used';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function fileOf(value: unknown, folder: string): string | undefined {
  const path = text(value);
  return path === undefined ? undefined : pathIn(folder, path);
}
function optional<K extends string>(key: K, value: unknown): { readonly [P in K]?: never } {
  return (value === undefined || value === null ? {} : { [key]: value }) as object;
}

import { execFile } from 'node:child_process';
import { Failure } from '../../model/failure.ts';

/** A program that gives credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  /** The `cluster` of the kubeconfig, for a plugin that asks for it. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly key?: string;
  /** Milliseconds since 1970; null when it does not expire. */
  readonly expires: number | null;
}

/** A person may have to log in by a browser that the plugin opens. */
const patience = 120_000;
const outputBytes = 1 << 20;

/**
 * Runs a plugin, without a shell and without input, and takes what it prints.
 *
 * @throws Failure KUBECONFIG_INVALID; the reason of `signal` when it is aborted
 */
export function runExecPlugin(
  plugin: ExecPlugin,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<ExecCredential> {
  const spec = {
    interactive: false,
    ...(plugin.cluster === undefined ? {} : { cluster: clusterInfo(plugin.cluster) }),
  };
  const info = JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec });
  const options = {
    encoding: 'utf8',
    env: { ...environment, ...plugin.environment, KUBERNETES_EXEC_INFO: info },
    timeout: patience,
    killSignal: 'SIGKILL',
    maxBuffer: outputBytes,
    signal,
    windowsHide: true,
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(plugin.command, [...plugin.args], options, (error, output, complaint) => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (error !== null) reject(pluginFault(plugin, reasonOf(error, complaint)));
      else {
        const credential = parseCredential(output);
        if (typeof credential === 'string') reject(pluginFault(plugin, credential));
        else resolve(credential);
      }
    });
    child.stdin?.end();
  });
}

function parseCredential(output: string): ExecCredential | string {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    return 'prints no JSON';
  }
  const { kind, status } = Object(answer) as { kind?: unknown; status?: Record<string, unknown> };
  if (kind !== 'ExecCredential' || typeof status !== 'object' || status === null) return 'prints no ExecCredential';
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const token = text(status['token']);
  const certificate = text(status['clientCertificateData']);
  const key = text(status['clientKeyData']);
  if (token === undefined && (certificate === undefined || key === undefined))
    return 'gives neither a token nor a certificate with its key';
  const expires = Date.parse(text(status['expirationTimestamp']) ?? '');
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    expires: Number.isNaN(expires) ? null : expires,
  };
}

/** Of the kubeconfig's cluster, under the names that the API has for the fields. */
function clusterInfo(cluster: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority-data', 'proxy-url'];
  const config = Array.isArray(cluster['extensions'])
    ? (cluster['extensions'] as { name?: unknown; extension?: unknown }[]).find(
        (one) => one?.name === 'client.authentication.k8s.io/exec',
      )?.extension
    : undefined;
  const kept = Object.fromEntries(names.flatMap((name) => (name in cluster ? [[name, cluster[name]]] : [])));
  return config === undefined ? kept : { ...kept, config };
}

function pluginFault(plugin: ExecPlugin, because: string): Failure {
  return new Failure('KUBECONFIG_INVALID', `The credential plugin ${JSON.stringify(plugin.command)} ${because}.`);
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }, complaint: string): string {
  if (error.code === 'ENOENT') return 'is not installed';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `prints more than ${outputBytes} bytes`;
  if (error.killed === true) return `did not end within ${patience / 1000} seconds`;
  // Nothing that could be a token or a key goes into a message.
  const said = complaint
    .replaceAll(/[\w+/=.~-]{24,}/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  return `failed${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}`;
}

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { ClientCertificate } from './kubernetes-keys.ts';

/** A Kubernetes object, as plain as it travels. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Plain = any;

export interface ClusterAnswer {
  readonly status: number;
  /** Parsed when it is JSON, else its text. */
  readonly body: Plain;
  /** Of `Warning` headers. */
  readonly warnings: readonly string[];
}

export interface AskOptions {
  /** A bearer token in place of the client's certificate. */
  readonly token?: string;
  /** Impersonates this user. */
  readonly as?: string;
  readonly contentType?: string;
}

/** A small client for tests: plain requests, no retries, no limits. */
export class ClusterClient {
  readonly #url: string;
  readonly #agent: Agent;
  readonly #anonymous: Agent;
  readonly #resources = new Map<string, Promise<readonly Plain[]>>();

  constructor(url: string, ca: string, user: ClientCertificate) {
    this.#url = url;
    const usual = { ca: readFileSync(ca), keepAlive: true, maxSockets: 32 };
    this.#agent = new Agent({ ...usual, cert: readFileSync(user.cert), key: readFileSync(user.key) });
    this.#anonymous = new Agent(usual);
  }

  ask(method: string, path: string, body?: unknown, options: AskOptions = {}): Promise<ClusterAnswer> {
    const agent = options.token === undefined ? this.#agent : this.#anonymous;
    const headers = {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.as === undefined ? {} : { 'impersonate-user': options.as }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#url}${path}`, { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = answer.headers['content-type']?.startsWith('application/json') === true;
          const warnings = answer.rawHeaders.flatMap((name, at, all) =>
            at % 2 === 0 && name.toLowerCase() === 'warning' ? [all[at + 1] ?? ''] : [],
          );
          resolve({ status: answer.statusCode ?? 0, body: isJson ? JSON.parse(text) : text, warnings });
        });
      });
      asked.once('error', reject);
      asked.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  /** Throws with what the server said unless it answered with 2xx. */
  async want(method: string, path: string, body?: unknown, options: AskOptions = {}): Promise<Plain> {
    const answer = await this.ask(method, path, body, options);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.message ?? answer.body}`);
  }
  get(path: string): Promise<Plain> {
    return this.want('GET', path);
  }

  /**
   * Where objects of its kind and namespace lie: `/apis/apps/v1/namespaces/x/deployments`.
   *
   * @throws when the server does not know the kind
   */
  async collectionOf(object: Plain): Promise<string> {
    const { apiVersion, kind } = object;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resources = await this.#resourcesOf(root);
    const found = resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (found === undefined) {
      this.#resources.delete(root);
      throw new Error(`the API server knows no ${apiVersion} ${kind}`);
    }
    const namespace = found.namespaced ? `/namespaces/${object.metadata?.namespace ?? 'default'}` : '';
    return `${root}${namespace}/${found.name}`;
  }
  async create(object: Plain, options: AskOptions = {}): Promise<Plain> {
    return this.want('POST', await this.collectionOf(object), object, options);
  }
  async delete(object: Plain): Promise<Plain> {
    return this.want('DELETE', `${await this.collectionOf(object)}/${object.metadata.name}`);
  }

  /** Makes a namespace, and the ServiceAccount that a controller would make in it. */
  async namespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    await this.serviceAccount(name, 'default');
  }
  /** Makes a ServiceAccount where there is none of its name. */
  async serviceAccount(namespace: string, name: string): Promise<void> {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
    const { status, body } = await this.ask('POST', await this.collectionOf(account), account);
    if (status !== 201 && status !== 409) throw new Error(`ServiceAccount ${namespace}/${name}: ${body?.message}`);
  }
  /** A token of a ServiceAccount, as a Pod would hold it. */
  async token(namespace: string, name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
    return (await this.want('POST', path, asked)).status.token;
  }

  /** The first line of an answer that goes on: an event of a watch. */
  firstLine(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#url}${path}`, { agent: this.#agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
          const end = text.indexOf('\n');
          if (end === -1) return;
          resolve(text.slice(0, end));
          answer.destroy();
        });
        answer.once('error', () => {});
      });
      asked.once('error', reject);
      asked.end();
    });
  }

  close(): void {
    this.#agent.destroy();
    this.#anonymous.destroy();
  }

  async #resourcesOf(root: string): Promise<readonly Plain[]> {
    let known = this.#resources.get(root);
    if (known === undefined) {
      known = this.get(root).then(({ resources }) => resources);
      known.catch(() => this.#resources.delete(root));
      this.#resources.set(root, known);
    }
    return known;
  }
}

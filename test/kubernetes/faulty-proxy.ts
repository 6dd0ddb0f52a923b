import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ApiServer } from '../real/kubernetes.ts';

/** What happens to a request in place of passing it on; nothing: it is passed on. */
export type Fault = (response: ServerResponse, pass: () => Promise<Buffer>) => void | Promise<void>;

/** Stands before an API server and does wrong as a test says. */
export interface FaultyProxy {
  readonly url: string;
  /** Path and query of every request, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * @param faultOf for each request: its path with query, and how often that path was asked before
 */
export async function faultyProxy(
  server: ApiServer,
  faultOf: (url: string, before: number) => Fault | null,
): Promise<FaultyProxy> {
  const agent = new Agent({
    ca: readFileSync(server.keys.ca),
    cert: readFileSync(server.keys.admin.cert),
    key: readFileSync(server.keys.admin.key),
    keepAlive: true,
  });
  const asked: string[] = [];
  const counts = new Map<string, number>();
  const pass = (from: IncomingMessage, to: ServerResponse | null): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const headers = { accept: from.headers.accept ?? 'application/json' };
      const onward = request(`${server.url}${from.url}`, { method: from.method ?? 'GET', agent, headers }, (answer) => {
        const parts: Buffer[] = [];
        to?.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? '' });
        answer.on('data', (part: Buffer) => {
          parts.push(part);
          to?.write(part);
        });
        answer.once('end', () => {
          to?.end();
          resolve(Buffer.concat(parts));
        });
        answer.once('error', reject);
        to?.once('close', () => answer.destroy());
      });
      onward.once('error', reject);
      onward.end();
    });
  const proxy = createServer((from, to) => {
    const url = from.url ?? '';
    const before = counts.get(url) ?? 0;
    counts.set(url, before + 1);
    asked.push(url);
    const fault = faultOf(url, before);
    const done = fault === null ? pass(from, to) : fault(to, () => pass(from, null));
    Promise.resolve(done).catch(() => to.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      agent.destroy();
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

export const status =
  (code: number, body = '', headers: Readonly<Record<string, string>> = {}): Fault =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body);
  };

/** Sends the head and half of the real answer, then ends the connection. */
export const cut: Fault = async (response, pass) => {
  const whole = await pass();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': `${whole.length}` });
  response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
};

/** The same with a proper end, as some proxies do. */
export const cutQuietly: Fault = async (response, pass) => {
  const whole = await pass();
  response.writeHead(200, { 'content-type': 'application/json' }).end(whole.subarray(0, whole.length / 2));
};

/** Takes the question and says nothing. */
export const silence: Fault = () => {};

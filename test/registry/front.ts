import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A server of a test's own before a registry, that does what servers do on bad days. */
export interface Front {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Every request: method, path and what was shown with it. */
  readonly seen: {
    readonly path: string;
    readonly authorization: string | undefined;
    readonly range: string | undefined;
  }[];
  stop(): void;
}

export async function startFront(listener: RequestListener): Promise<Front> {
  const seen: Front['seen'] = [];
  const server = createServer((asked, response) => {
    const { authorization, range } = asked.headers;
    seen.push({ path: asked.url ?? '', authorization, range });
    listener(asked, response);
  });
  return { seen, ...(await listening(server)) };
}

/** Passes a request on to a registry on this machine, and lets its answer be changed. */
export function passOn(
  asked: IncomingMessage,
  response: ServerResponse,
  port: number,
  change: (answer: IncomingMessage, response: ServerResponse) => void = relay,
  more: Readonly<Record<string, string>> = {},
): void {
  const { authorization: _, ...headers } = asked.headers;
  const options = { host: '127.0.0.1', port, path: asked.url, method: asked.method, headers: { ...headers, ...more } };
  const onward = request(options, (answer) => change(answer, response));
  onward.on('error', () => response.destroy());
  onward.end();
}

export function relay(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  answer.pipe(response);
}

/** Sends so many bytes of an answer that promises all, then cuts the connection. */
export function cutAfter(bytes: number): (answer: IncomingMessage, response: ServerResponse) => void {
  return (answer, response) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    let left = bytes;
    answer.on('data', (piece: Buffer) => {
      if (left <= 0) return;
      response.write(piece.subarray(0, left));
      left -= piece.length;
      if (left <= 0) setTimeout(() => response.destroy(), 5);
    });
    answer.on('end', () => left > 0 && response.end());
  };
}

/** A proxy that leads every name to this machine; `tunnels` and `plain` list what was asked. */
export async function startProxy(): Promise<{
  readonly url: string;
  readonly tunnels: string[];
  readonly plain: string[];
  readonly authorizations: (string | undefined)[];
  stop(): void;
}> {
  const tunnels: string[] = [];
  const plain: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((asked, response) => {
    plain.push(asked.url ?? '');
    const url = new URL(asked.url ?? '');
    asked.url = url.pathname + url.search;
    passOn(asked, response, Number(url.port));
  });
  server.on('connect', (asked: IncomingMessage, socket: Socket) => {
    tunnels.push(asked.url ?? '');
    authorizations.push(asked.headers['proxy-authorization']);
    const target = connect(Number(asked.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  const { host, stop } = await listening(server);
  return { url: `http://${host}`, tunnels, plain, authorizations, stop };
}

async function listening(server: Server): Promise<{ host: string; stop: () => void }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

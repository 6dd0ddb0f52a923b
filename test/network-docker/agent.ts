/**
 * Runs in one network namespace: listens, and tries connections for the test, told on stdin and told of on
 * stdout, a line of JSON each. Who answers says its name, so that a proxy that only takes a connection does
 * not count as the container behind it.
 */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

export type Command =
  | { readonly listen: { readonly protocol: 'TCP' | 'UDP'; readonly port: number; readonly name: string } }
  | {
      readonly probe: {
        readonly protocol: 'TCP' | 'UDP';
        readonly host: string;
        readonly port: number;
        readonly patience: number;
      };
    };

async function listen({ protocol, port, name }: Extract<Command, { listen: unknown }>['listen']): Promise<string> {
  if (protocol === 'TCP') {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(name);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      // No address: IPv6 and IPv4, or IPv4 alone where there is no IPv6.
      server.listen(port, resolve);
    });
    return 'listens';
  }
  for (const type of ['udp4', 'udp6'] as const) {
    const socket = createSocket({ type, ipv6Only: type === 'udp6' });
    socket.on('error', () => {});
    socket.on('message', (_message, from) => socket.send(name, from.port, from.address));
    await new Promise<void>((resolve) => {
      socket.once('error', () => resolve());
      socket.bind(port, () => resolve());
    });
  }
  return 'listens';
}

async function probe({
  protocol,
  host,
  port,
  patience,
}: Extract<Command, { probe: unknown }>['probe']): Promise<string> {
  return new Promise((resolve) => {
    const stop = setTimeout(() => end(''), patience);
    let close = (): void => {};
    let ended = false;
    const end = (name: string): void => {
      if (ended) return;
      ended = true;
      clearTimeout(stop);
      close();
      resolve(name);
    };
    if (protocol === 'TCP') {
      const socket = connect({ host, port });
      close = () => socket.destroy();
      socket.on('data', (data) => end(String(data)));
      socket.on('error', () => end(''));
      socket.on('end', () => end(''));
    } else {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      close = () => socket.close();
      // From whichever address: a proxy may answer by another one of the host.
      socket.on('message', (data) => end(String(data)));
      socket.on('error', () => end(''));
      socket.send('who', port, host, (error) => (error === null ? undefined : end('')));
    }
  });
}

if (process.argv[1] === import.meta.filename) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, command } = JSON.parse(line) as { id: number; command: Command };
    void ('listen' in command ? listen(command.listen) : probe(command.probe))
      .catch((error: unknown) => `failed: ${String(error)}`)
      .then((answer) => process.stdout.write(`${JSON.stringify({ id, answer })}\n`));
  }
  process.exit(0);
}

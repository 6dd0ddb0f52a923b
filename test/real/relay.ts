import { connect, type Server } from 'node:net';

/**
 * Runs inside a cluster's network namespace and takes calls on a socket that was opened outside of it,
 * which its parent hands over: so the machine reaches the cluster, and nothing else of either changes.
 */
const port = Number(process.argv[2]);

process.on('message', (_message, server: unknown) => {
  const listening = server as Server;
  listening.on('connection', (outside) => {
    const inside = connect(port, '127.0.0.1');
    inside.pipe(outside).pipe(inside);
    inside.on('error', () => outside.destroy());
    outside.on('error', () => inside.destroy());
    inside.on('close', () => outside.destroy());
    outside.on('close', () => inside.destroy());
  });
  process.send?.('ready');
});
process.on('disconnect', () => process.exit());

import { hostFileFact } from '../../../../test/checks/host.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerFilesNotOpen } from './docker-files-not-open.ts';

checkTable(dockerFilesNotOpen, [
  { name: 'the most', facts: [hostFileFact('daemon.json', { type: 'file', mode: 0o644 })], verdicts: ['pass'] },
  { name: 'less', facts: [hostFileFact('daemon.json', { type: 'file', mode: 0o400 })], verdicts: ['pass'] },
  {
    name: 'others write',
    facts: [hostFileFact('daemon.json', { type: 'file', mode: 0o646 })],
    verdicts: ['fail'],
    saw: /0646.*whoever writes it configures the engine/,
  },
  {
    name: 'runs what is only read',
    facts: [hostFileFact('daemon.json', { type: 'file', mode: 0o755 })],
    verdicts: ['fail'],
    saw: /0755, and 0644 is the most$/,
  },
  { name: 'a folder', facts: [hostFileFact('Docker folder', { type: 'folder', mode: 0o755 })], verdicts: ['pass'] },
  { name: 'a key', facts: [hostFileFact('TLS server key', { type: 'file', mode: 0o440 })], verdicts: ['fail'] },
  {
    name: 'a setuid bit',
    facts: [hostFileFact('daemon.json', { type: 'file', mode: 0o4644 })],
    verdicts: ['fail'],
    saw: /04644/,
  },
  {
    name: 'a socket',
    facts: [hostFileFact('Docker socket', { type: 'socket', mode: 0o666 })],
    verdicts: ['fail'],
    saw: /is root/,
  },
  { name: 'none', facts: [hostFileFact('daemon.json', { type: 'absent' })], verdicts: ['pass'] },
  { name: 'not seen', facts: [hostFileFact('daemon.json')], verdicts: ['unknown'] },
]);

import { hostFileFact } from '../../../../test/checks/host.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerFilesOwnedByRoot } from './docker-files-owned-by-root.ts';

checkTable(dockerFilesOwnedByRoot, [
  { name: 'root', facts: [hostFileFact('daemon.json', { type: 'file' })], verdicts: ['pass'] },
  {
    name: 'a user',
    facts: [hostFileFact('docker.service', { type: 'file', owner: 'ann' })],
    verdicts: ['fail'],
    saw: /ann, who decides what root starts/,
  },
  {
    name: 'a user without a name',
    facts: [hostFileFact('daemon.json', { type: 'file', owner: '1234' })],
    verdicts: ['fail'],
    saw: /1234/,
  },
  {
    name: 'a group',
    facts: [hostFileFact('daemon.json', { type: 'file', group: 'staff' })],
    verdicts: ['fail'],
    saw: /staff/,
  },
  {
    name: 'the socket is of the docker group',
    facts: [hostFileFact('Docker socket', { type: 'socket', group: 'docker' })],
    verdicts: ['pass'],
  },
  {
    name: 'and of no other',
    facts: [hostFileFact('Docker socket', { type: 'socket', group: 'users' })],
    verdicts: ['fail'],
  },
  {
    name: 'the socket of containerd is of root alone',
    facts: [hostFileFact('containerd socket', { type: 'socket', group: 'docker' })],
    verdicts: ['fail'],
  },
  {
    name: 'one of several certificates',
    facts: [
      hostFileFact('registry certificate', { path: '/a', type: 'file' }),
      hostFileFact('registry certificate', { path: '/b', type: 'file', owner: 'ann' }),
    ],
    verdicts: ['pass', 'fail'],
  },
  { name: 'none', facts: [hostFileFact('daemon.json', { type: 'absent' })], verdicts: ['pass'], saw: /no such file/ },
  { name: 'not seen', facts: [hostFileFact('daemon.json')], verdicts: ['unknown'], saw: /permission denied/ },
  {
    name: 'files of other guides',
    facts: [hostFileFact('kubelet.conf', { type: 'file', owner: 'ann' })],
    verdicts: [],
  },
]);

import { engineFact, processes } from '../../../../test/checks/engine.ts';
import { auditFact, hostFileFact } from '../../../../test/checks/host.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerHostAudited } from './docker-host-audited.ts';

const json = hostFileFact('daemon.json', { path: '/etc/docker/daemon.json', type: 'file' });
const inRoot = { ...json, stage: 'declared' as const };
const rule = '-w /etc/docker -p wa -k docker';

checkTable(dockerHostAudited, [
  { name: 'loaded', facts: [json, auditFact({ declared: [rule], loaded: [rule] })], verdicts: ['pass'] },
  {
    name: 'loaded by hand',
    facts: [json, auditFact({ declared: [], loaded: [rule] })],
    verdicts: ['pass'],
    saw: /ends with the next start/,
  },
  {
    name: 'not loaded',
    facts: [json, auditFact({ declared: [rule], loaded: [] })],
    verdicts: ['fail'],
    saw: /no rule/,
  },
  {
    name: 'loaded, and the audit off',
    facts: [json, auditFact({ declared: [rule], loaded: [rule], enabled: false })],
    verdicts: ['fail'],
    saw: /off/,
  },
  {
    name: 'in a file, and what is loaded not seen',
    facts: [json, auditFact({ declared: [rule] })],
    verdicts: ['unknown'],
    saw: /whether it is loaded/,
  },
  { name: 'in no file, and nothing else records', facts: [json, auditFact({ declared: [] })], verdicts: ['fail'] },
  {
    name: 'in no file, and another program records',
    facts: [json, auditFact({ declared: [] }), ...processes('auditbeat')],
    verdicts: ['unknown'],
    saw: /auditbeat/,
  },
  { name: 'in a file of a root file system', facts: [inRoot, auditFact({ declared: [rule] })], verdicts: ['pass'] },
  { name: 'in no file of it', facts: [inRoot, auditFact({ declared: [] })], verdicts: ['fail'] },
  { name: 'rules not read', facts: [inRoot, auditFact({})], verdicts: ['unknown'] },
  { name: 'rules not seen', facts: [json], verdicts: ['unknown'] },
  {
    name: 'a file that could not be looked at',
    facts: [hostFileFact('daemon.json'), auditFact({ loaded: [rule] })],
    verdicts: ['unknown'],
  },
  { name: 'a file that is not there', facts: [hostFileFact('daemon.json', { type: 'absent' })], verdicts: ['pass'] },
  {
    name: 'a program that must be somewhere',
    facts: [hostFileFact('runc', { type: 'absent' })],
    verdicts: ['unknown'],
  },
  {
    name: 'files of other guides',
    facts: [hostFileFact('kubelet.conf', { type: 'file' }), auditFact({ loaded: [] })],
    verdicts: [],
  },
  { name: 'the host not seen', facts: [engineFact()], verdicts: ['unknown'], saw: /not seen/ },
  { name: 'no engine', facts: processes('auditd'), verdicts: [] },
]);

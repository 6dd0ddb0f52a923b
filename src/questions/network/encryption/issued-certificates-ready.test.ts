import { today } from '../../../../test/checks/certificates.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { issuedCertificatesReady } from './issued-certificates-ready.ts';

const issued = (status: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: web}, spec: {}, status: ${status}}`);
const ready = (times: string, status = '"True"'): ReturnType<typeof objects> =>
  issued(`{conditions: [{type: Ready, status: ${status}, message: the order failed}], ${times}}`);

checkTable(issuedCertificatesReady, [
  {
    name: 'ready',
    facts: [...ready('notAfter: "2027-01-30T00:00:00Z", renewalTime: "2026-12-30T00:00:00Z"'), today()],
    verdicts: ['pass'],
  },
  {
    name: 'not ready',
    facts: [...ready('notAfter: null', '"False"'), today()],
    verdicts: ['fail'],
    saw: /the order failed/,
  },
  {
    name: 'over, though it says that it is ready',
    facts: [...ready('notAfter: "2026-11-20T00:00:00Z"'), today()],
    verdicts: ['fail'],
    saw: /ended on 2026-11-20/,
  },
  {
    name: 'due',
    facts: [...ready('notAfter: "2026-12-20T00:00:00Z", renewalTime: "2026-11-20T00:00:00Z"'), today()],
    verdicts: ['fail'],
    saw: /was to be renewed/,
  },
  {
    name: 'a time of renewal that is none',
    facts: [...ready('notAfter: "2027-01-30T00:00:00Z", renewalTime: [1]'), today()],
    verdicts: ['unknown'],
  },
  { name: 'without an end', facts: [...ready('revision: 1'), today()], verdicts: ['unknown'] },
  { name: 'without a day', facts: ready('notAfter: "2027-01-30T00:00:00Z"'), verdicts: ['unknown'] },
  { name: 'declared', facts: [...issued('null'), today()], verdicts: ['unknown'] },
  { name: 'waiting', facts: [...ready('revision: 1', 'Unknown'), today()], verdicts: ['unknown'] },
  {
    name: 'of another group',
    facts: objects('{apiVersion: networking.internal.knative.dev/v1, kind: Certificate, metadata: {name: web}}'),
    verdicts: [],
  },
]);

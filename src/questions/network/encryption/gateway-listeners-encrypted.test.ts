import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { gatewayListenersEncrypted } from './gateway-listeners-encrypted.ts';

const gateway = (listeners: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g}, spec: {listeners: ${listeners}}}`,
  );
const istio = (servers: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: g}, spec: {servers: ${servers}}}`);

checkTable(gatewayListenersEncrypted, [
  { name: 'HTTPS', facts: gateway('[{protocol: HTTPS}]'), verdicts: ['pass'] },
  { name: 'HTTP only', facts: gateway('[{protocol: HTTP}]'), verdicts: ['fail'], saw: /HTTP in plain only/ },
  {
    name: 'both',
    facts: gateway('[{protocol: HTTPS}, {protocol: HTTP}]'),
    verdicts: ['pass', 'unknown'],
    saw: /only redirects/,
  },
  { name: 'TCP', facts: gateway('[{protocol: TCP}]'), verdicts: ['unknown'] },
  { name: 'no protocol', facts: gateway('[{port: 80}]'), verdicts: ['unknown'] },
  { name: 'Istio in plain', facts: istio('[{port: {protocol: HTTP}}]'), verdicts: ['fail'] },
  {
    name: 'Istio redirects',
    facts: istio('[{port: {protocol: HTTP}, tls: {httpsRedirect: true}}, {port: {protocol: HTTPS}}]'),
    verdicts: ['pass', 'pass'],
  },
  {
    name: 'another Gateway',
    facts: objects('{apiVersion: acme.io/v1, kind: Gateway, metadata: {name: g}}'),
    verdicts: [],
  },
]);

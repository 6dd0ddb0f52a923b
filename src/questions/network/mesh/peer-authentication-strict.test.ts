import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { peerAuthenticationStrict } from './peer-authentication-strict.ts';

const policy = (namespace: string, spec: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: ${namespace}}, spec: ${spec}}`,
  );

checkTable(peerAuthenticationStrict, [
  { name: 'strict', facts: policy('shop', '{mtls: {mode: STRICT}}'), verdicts: ['pass'] },
  { name: 'permissive', facts: policy('shop', '{mtls: {mode: PERMISSIVE}}'), verdicts: ['fail'], saw: /PERMISSIVE/ },
  { name: 'off', facts: policy('istio-system', '{mtls: {mode: DISABLE}}'), verdicts: ['fail'], saw: /off/ },
  { name: 'unset for the mesh is permissive', facts: policy('istio-system', '{}'), verdicts: ['fail'] },
  {
    name: 'unset inherits',
    facts: [...policy('istio-system', '{mtls: {mode: STRICT}}'), ...policy('shop', '{}')],
    verdicts: ['pass', 'pass'],
  },
  { name: 'unset inherits what was not read', facts: policy('shop', '{}'), verdicts: ['unknown'] },
  {
    name: 'a selector in the root namespace',
    facts: policy('istio-system', '{selector: {matchLabels: {a: b}}, mtls: {mode: STRICT}}'),
    verdicts: ['fail'],
    saw: /looks at none/,
  },
  {
    name: 'a port in plain',
    facts: policy(
      'shop',
      '{selector: {matchLabels: {a: b}}, mtls: {mode: STRICT}, portLevelMtls: {"80": {mode: DISABLE}}}',
    ),
    verdicts: ['pass', 'fail'],
    saw: /port 80/,
  },
  { name: 'a mode that is none', facts: policy('shop', '{mtls: {mode: strict}}'), verdicts: ['unknown'] },
  { name: 'an unreadable mode', facts: policy('shop', '{mtls: STRICT}'), verdicts: ['unknown'] },
]);

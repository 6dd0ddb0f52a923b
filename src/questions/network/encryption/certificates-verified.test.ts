import { seen } from '../../../model/seen.ts';
import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { certificatesVerified } from './certificates-verified.ts';

const env = (name: string, value: string | undefined): ReturnType<typeof containers> =>
  containers({ environment: [{ name, value: seen(value, here), from: null }] });

checkTable(certificatesVerified, [
  { name: 'on by variable', facts: env('NODE_TLS_REJECT_UNAUTHORIZED', '1'), verdicts: ['pass'] },
  {
    name: 'off by variable',
    facts: env('NODE_TLS_REJECT_UNAUTHORIZED', '0'),
    verdicts: ['fail'],
    saw: /turns the verification/,
  },
  { name: 'a variable from elsewhere', facts: env('GIT_SSL_NO_VERIFY', undefined), verdicts: ['unknown'] },
  {
    name: 'off by argument',
    facts: containers({ arguments: ['--kubelet-insecure-tls'] }),
    verdicts: ['fail'],
    saw: /--kubelet-insecure-tls/,
  },
  {
    name: 'on by argument',
    facts: containers({ command: ['x', '--insecure-skip-tls-verify=false'] }),
    verdicts: ['pass'],
  },
  {
    name: 'off in a configuration',
    facts: configured('prometheus', 'scrape_configs: [{tls_config: {insecure_skip_verify: true}}]'),
    verdicts: ['fail'],
  },
  {
    name: 'on in a configuration',
    facts: configured('prometheus', 'scrape_configs: [{tls_config: {insecure_skip_verify: false}}]'),
    verdicts: [],
  },
  {
    name: 'no word for it',
    facts: configured('prometheus', 'a: {insecure_skip_verify: maybe}'),
    verdicts: ['unknown'],
  },
  { name: 'nothing set', facts: containers({ arguments: ['--port=80'] }), verdicts: [] },
]);

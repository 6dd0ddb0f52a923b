import { checkTable } from '../../../../test/checks/table.ts';
import { kept } from '../../../../test/checks/certificates.ts';
import { certificateKeysStrong } from './certificate-keys-strong.ts';

const key = (kind: string, bits: number | null, curve: string | null = null): ReturnType<typeof kept>[] => [
  kept([{ key: { kind, bits, curve } }]),
];

checkTable(certificateKeysStrong, [
  { name: 'P-256', facts: key('EC', 256, 'P-256'), verdicts: ['pass'] },
  { name: 'RSA 2048', facts: key('RSA', 2048), verdicts: ['pass'] },
  { name: 'Ed25519', facts: key('Ed25519', null), verdicts: ['pass'] },
  { name: 'RSA 1024', facts: key('RSA', 1024), verdicts: ['fail'], saw: /RSA key of 1024 bits/ },
  { name: 'P-224', facts: key('EC', 224, 'P-224'), verdicts: ['fail'], saw: /P-224/ },
  { name: 'DSA', facts: key('DSA', 2048), verdicts: ['fail'] },
  { name: 'a curve without a name', facts: key('EC', null), verdicts: ['unknown'] },
  { name: 'a kind that nobody knows', facts: key('1.2.3', null), verdicts: ['unknown'] },
]);

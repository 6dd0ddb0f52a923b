import { checkTable } from '../../../../test/checks/table.ts';
import { kept } from '../../../../test/checks/certificates.ts';
import { certificateSignaturesStrong } from './certificate-signatures-strong.ts';

const signed = (name: string, hash: string | null): ReturnType<typeof kept>[] => [
  kept([{ signature: { name, hash } }]),
];

checkTable(certificateSignaturesStrong, [
  { name: 'SHA-256', facts: signed('ecdsa-with-SHA256', 'SHA-256'), verdicts: ['pass'] },
  { name: 'Ed25519', facts: signed('Ed25519', null), verdicts: ['pass'] },
  { name: 'SHA-1', facts: signed('sha1WithRSAEncryption', 'SHA-1'), verdicts: ['fail'], saw: /signed with SHA-1/ },
  { name: 'MD5', facts: signed('md5WithRSAEncryption', 'MD5'), verdicts: ['fail'] },
  {
    name: 'a root, which is trusted for itself',
    facts: [kept([{ signature: { name: 'x', hash: 'SHA-1' }, selfIssued: true, authority: true }])],
    verdicts: ['pass'],
  },
  { name: 'an algorithm that nobody knows', facts: signed('1.2.3', null), verdicts: ['unknown'] },
]);

import type { Staple } from '../../model/tls.ts';
import {
  childrenOf,
  derAt,
  derTags,
  expect,
  identifierOf,
  Malformed,
  sequenceOf,
  timeOf,
  type Der,
} from '../x509/der.ts';
import { serialOf } from '../x509/certificate.ts';

const maxBytes = 128 * 1024;
const refusals: Readonly<Record<number, string>> = {
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
};

/** An OCSP response (RFC 6960 §4.2.1) as it is stapled: what it says of one certificate. Its signature is not verified. */
export function readOcspResponse(bytes: Buffer, serial: string | null): Staple {
  try {
    if (bytes.length > maxBytes) throw new Malformed(`is longer than ${maxBytes} bytes`);
    return read(bytes, serial);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { status: 'unreadable', because: error.message, serial: null, thisUpdate: null, nextUpdate: null };
  }
}

function read(bytes: Buffer, wanted: string | null): Staple {
  const whole = derAt(bytes, 0);
  if (whole.whole.length !== bytes.length) throw new Malformed('is followed by other bytes');
  const [status, holder] = sequenceOf(whole);
  const code = expect(status, derTags.enumerated, 'status').content[0] ?? -1;
  if (code !== 0) throw new Malformed(`the responder refused: ${refusals[code] ?? `status ${code}`}`);
  const [kind, response] = sequenceOf(childrenOf(expect(holder, 0xa0, 'response'))[0]);
  if (identifierOf(kind) !== '1.3.6.1.5.5.7.48.1.1') throw new Malformed('is no basic response');
  const [data] = sequenceOf(derAt(expect(response, derTags.octetString, 'response').content, 0));
  // The version is left out when it is the first; then follow who answers, when, and the answers.
  const answers = sequenceOf(data).find(({ tag }) => tag === derTags.sequence);
  const all = sequenceOf(answers).map(answerOf);
  const answer = all.find(({ serial }) => serial === wanted) ?? all[0];
  if (answer === undefined) throw new Malformed('holds no answer');
  return { ...answer, because: '' };
}

function answerOf(single: Der): Omit<Staple, 'because'> & { readonly serial: string } {
  const [certificate, status, thisUpdate, ...others] = sequenceOf(single);
  const next = others.find(({ tag }) => tag === 0xa0);
  return {
    serial: serialOf(sequenceOf(certificate)[3]),
    status: status?.tag === 0x80 ? 'good' : status?.tag === 0xa1 ? 'revoked' : 'unknown',
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: next === undefined ? null : timeOf(childrenOf(next)[0]),
  };
}

import { readHead } from '../../io/files.ts';
import type { Sighting } from '../../model/collector.ts';
import { certificatesOfFile } from '../../readers/certificates/certificates-of-file.ts';
import { gap, source } from './gaps.ts';

export { certificatesOf } from '../../readers/certificates/certificates-of-object.ts';

/** The largest bundle of authorities that systems have is a quarter of it. */
const maxBytes = 1024 * 1024;

/** What a file that is named like one of certificates holds; nothing when it is a key. */
export function* readCertificateFile(path: string, shown: string): Generator<Sighting> {
  const head = readHead(path, maxBytes + 1);
  const touches = { touches: ['network/encryption'] };
  if (head === '') yield gap('FILE_UNREADABLE', shown, 'is empty, no file, or cannot be read', touches);
  else if (head.length > maxBytes) yield gap('FILE_TOO_LARGE', shown, `has more than ${maxBytes} bytes`, touches);
  else {
    const about = { subject: { source, kind: 'File', name: shown }, stage: 'declared' } as const;
    const found = certificatesOfFile(Buffer.from(head, 'latin1'), about, { source, file: shown });
    if (found !== null) yield { fact: found };
  }
}

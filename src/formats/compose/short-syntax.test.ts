import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPortRange, readShortPort } from './short-port.ts';
import { hostPath, isHostPath, joinPath, readShortVolume } from './short-volume.ts';
import { splitShellWords } from './shell-words.ts';
import { readBoolean, readBytes, readDecimal, readInteger } from './sizes.ts';

/** Each row is `input | output`; `!` stands for what Compose refuses. */
function table(name: string, rows: string, read: (input: string) => string | null): void {
  describe(name, () => {
    for (const row of rows.trim().split('\n')) {
      const at = row.lastIndexOf(' | ');
      const [input, wanted] = [row.slice(0, at).trim(), row.slice(at + 3).trim()];
      it(row.trim(), () => assert.equal(read(input) ?? '!', wanted));
    }
  });
}

const range = (one: { first: number; last: number } | null): string =>
  one === null ? '*' : `${one.first}-${one.last}`;

table(
  'short ports: address published target protocol',
  `
8080:80                 | - 8080-8080 80-80 tcp
127.0.0.1:53:53/udp     | 127.0.0.1 53-53 53-53 udp
[::1]:90:91             | ::1 90-90 91-91 tcp
3000-3002               | - * 3000-3002 tcp
4000-4002:5000-5002     | - 4000-4002 5000-5002 tcp
6000-6010:60            | - 6000-6010 60-60 tcp
443                     | - * 443-443 tcp
127.0.0.1::80           | 127.0.0.1 * 80-80 tcp
0:80                    | - * 80-80 tcp
80:80/SCTP              | - 80-80 80-80 sctp
1-65535:1-65535         | - 1-65535 1-65535 tcp
::1:80:80               | !
localhost:80:80         | !
127.0.0.1:80            | !
80:80/xyz               | !
80:3000-3005            | !
3000-3002:80-81         | !
70000:80                | !
0                       | !
a:b                     | !
-1                      | !
`,
  (text) => {
    const port = readShortPort(text);
    if (typeof port === 'string') return null;
    return `${port.address ?? '-'} ${range(port.published)} ${range(port.target)} ${port.protocol}`;
  },
);

table(
  'short volumes: source target options',
  `
./a:/b:ro,z             | ./a /b ro,z
data:/data              | data /data -
/anon                   | - /anon -
C:\\x:/y                | C:\\x /y -
C:/x:/y:ro              | C:/x /y ro
\${A:-b}:/x             | \${A:-b} /x -
:/x                     | !
/a:/b:ro:z              | !
`,
  (text) => {
    const volume = readShortVolume(text);
    if (typeof volume === 'string') return null;
    return `${volume.source ?? '-'} ${volume.target} ${volume.options.join() || '-'}`;
  },
);

table(
  'host paths from the folder sub',
  `
/a/../b/                | /b
/var/run//docker.sock   | /var/run/docker.sock
/../etc                 | /etc
/                       | /
./a                     | ./sub/a
.                       | ./sub
..                      | ./
../a/./b                | ./a/b
../../a                 | ../a
~/x                     | /home/me/x
~                       | /home/me
C:\\x                   | C:\\x
`,
  (text) => hostPath(text, 'sub', '/home/me'),
);

table(
  'command strings',
  `
a "b c" d\\ e           | a·b c·d e
a ''b'' "" c            | a·b··c
a && b                  | a
a 'x;y' > out           | a·x;y
a 2>&1 b                | a
bash -c "(a)"           | bash·-c·(a)
a \`b c\` d             | a·\`b c\`·d
a $(b c) d              | a·$(b c)·d
a)b)c                   | a)b)c
a (b)                   | !
a "b                    | !
a \\                    | !
`,
  (text) => splitShellWords(text)?.join('·') ?? null,
);

table(
  'sizes',
  `
64m                     | 67108864
1.5G                    | 1610612736
512MB                   | 536870912
1GiB                    | 1073741824
1.5 g                   | 1610612736
64                      | 64
xx                      | !
-1                      | !
1e9                     | !
`,
  (text) => readBytes(text)?.toString() ?? null,
);

describe('scalars', () => {
  it('casts as Compose does', () => {
    assert.deepEqual(['true', 'Yes', 'on', 'FALSE', 'n', 'maybe', '1'].map(readBoolean), [
      true,
      true,
      true,
      false,
      false,
      undefined,
      undefined,
    ]);
    assert.deepEqual(['0.5', '.5', '-2', '2.', 'x', '1e3', ''].map(readDecimal), [
      0.5,
      0.5,
      -2,
      2,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(['-1', '10', '1.5'].map(readInteger), [-1, 10, undefined]);
  });
  it('knows a path from a name', () => {
    assert.deepEqual(['./a', '/a', '~/a', '..', 'C:/a', '\\\\x', 'a', 'a/b'].map(isHostPath), [
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    assert.equal(hostPath('~/x', '', undefined), '~/x');
    assert.equal(joinPath('../base', './d'), '../base/d');
  });
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readShortPort(text);
        readPortRange(text);
        readShortVolume(text);
        splitShellWords(text);
        readBytes(text);
        hostPath(text, '../a', undefined);
      }),
    );
    assert.ok(splitShellWords('a '.repeat(500_000))?.length === 500_000);
  });
});

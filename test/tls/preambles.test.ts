/** What is said before TLS by protocols for which no server is at hand, and what servers of all may say instead. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { after, describe, it } from 'node:test';
import type { EndpointSeen, Preamble } from '../../src/model/tls.ts';
import { freePort, LabAuthority, look, sent, stated } from './lab.ts';

const lab = new LabAuthority();
const identity = lab.leaf({ name: 'fake' });
const context = createSecureContext({
  cert: readFileSync(identity.chain),
  key: readFileSync(identity.key),
  minVersion: 'TLSv1.2',
});
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
  lab.end();
});

/** A pattern of what is waited for (null: nothing), and what is answered. */
type Script = readonly (readonly [waits: RegExp | null, answer: string | Buffer])[];

/** Plays a script in clear on each connection, and speaks TLS after its end. */
async function fake(script: Script): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    play(socket, script);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  servers.push(server);
  return port;
}

function play(socket: Socket, script: Script): void {
  let step = 0;
  let held = '';
  const go = (): void => {
    while (step < script.length) {
      const [waits, answer] = script[step]!;
      if (waits !== null && !waits.test(held)) return;
      held = '';
      step++;
      socket.write(answer);
    }
    socket.off('data', onData);
    socket.pause();
    const secure = new TLSSocket(socket, { isServer: true, secureContext: context });
    secure.on('error', () => {});
  };
  const onData = (bytes: Buffer): void => {
    held += bytes.toString('latin1');
    go();
  };
  socket.on('data', onData);
  go();
}

async function seenOf(preamble: Preamble, script: Script, milliseconds = 5000): Promise<EndpointSeen> {
  return look(await fake(script), { preamble, milliseconds });
}

const agreeing: readonly (readonly [Preamble, Script])[] = [
  [
    'smtp',
    [
      [null, '220-one\r\n220 mail ESMTP\r\n'],
      [/^EHLO \S+\r\n/, '250-mail\r\n250-SIZE 1\r\n250 STARTTLS\r\n'],
      [/^STARTTLS\r\n/, '220 go\r\n'],
    ],
  ],
  [
    'lmtp',
    [
      [null, '220 lmtp\r\n'],
      [/^LHLO \S+\r\n/, '250-lmtp\r\n250-STARTTLS\r\n250 PIPELINING\r\n'],
      [/^STARTTLS\r\n/, '220 go\r\n'],
    ],
  ],
  [
    'nntp',
    [
      [null, '201 news\r\n'],
      [/^STARTTLS\r\n/, '382 go\r\n'],
    ],
  ],
  [
    'sieve',
    [
      [null, '"IMPLEMENTATION" "lab"\r\n"STARTTLS"\r\nOK "ready"\r\n'],
      [/^STARTTLS\r\n/, 'OK "go"\r\n'],
    ],
  ],
  [
    'xmpp-server',
    [
      [
        /<stream:stream .*xmlns='jabber:server'.*>/s,
        "<?xml version='1.0'?><stream:stream xmlns='jabber:server'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
      ],
      [/<starttls /, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
    ],
  ],
  [
    'imap',
    [
      [null, '* OK ready\r\n'],
      [/^a1 STARTTLS\r\n/, '* CAPABILITY IMAP4rev1\r\na1 OK go\r\n'],
    ],
  ],
  ['ldap', [[/1\.3\.6\.1\.4\.1\.1466\.20037/, Buffer.from('300c02010178070a010004000400', 'hex')]]],
];

describe('a server that agrees', () => {
  for (const [preamble, script] of agreeing) {
    it(preamble, async () => {
      const seen = await seenOf(preamble, script);
      assert.equal(seen.speaks, 'tls', seen.because);
      assert.equal(sent(seen)[0]!.fingerprint, stated(identity.certificate).fingerprint);
    });
  }
});

const refusing: readonly (readonly [name: string, preamble: Preamble, script: Script, because: RegExp])[] = [
  [
    'SMTP without STARTTLS',
    'smtp',
    [
      [null, '220 mail\r\n'],
      [/^EHLO/, '250-mail\r\n250 SIZE\r\n'],
    ],
    /does not offer STARTTLS/,
  ],
  [
    'SMTP that refuses it',
    'smtp',
    [
      [null, '220 mail\r\n'],
      [/^EHLO/, '250 STARTTLS\r\n'],
      [/^STARTTLS/, '454 not now\r\n'],
    ],
    /refuses STARTTLS: 454 not now/,
  ],
  ['SMTP that sends no mail', 'smtp', [[null, '554 no\r\n']], /answers 554/],
  [
    'an answer in clear behind the agreement',
    'imap',
    [
      [null, '* OK\r\n'],
      [/^a1/, 'a1 OK go\r\n* injected\r\n'],
    ],
    /more in clear/,
  ],
  [
    'IMAP that refuses',
    'imap',
    [
      [null, '* OK\r\n'],
      [/^a1/, 'a1 BAD what\r\n'],
    ],
    /refuses STARTTLS: a1 BAD what/,
  ],
  [
    'POP3 that refuses',
    'pop3',
    [
      [null, '+OK\r\n'],
      [/^STLS/, '-ERR no\r\n'],
    ],
    /refuses STLS/,
  ],
  [
    'FTP that refuses',
    'ftp',
    [
      [null, '220 ftp\r\n'],
      [/^AUTH TLS/, '530 log in\r\n'],
    ],
    /refuses AUTH TLS: 530/,
  ],
  ['LDAP that refuses', 'ldap', [[/1466/, Buffer.from('300c02010178070a010204000400', 'hex')]], /result code 2/],
  [
    'MySQL that is full',
    'mysql',
    [[null, Buffer.concat([Buffer.from([9, 0, 0, 0, 0xff, 0x10, 0x04]), Buffer.from('Sorry!')])]],
    /the server refuses: Sorry!/,
  ],
  ['another protocol', 'postgres', [[/./s, 'HTTP/1.1 400 Bad Request\r\n']], /not of this protocol/],
];

describe('a server that does not', () => {
  for (const [name, preamble, script, because] of refusing) {
    it(name, async () => {
      const seen = await seenOf(preamble, script);
      assert.equal(seen.speaks, 'plaintext', seen.because);
      assert.match(seen.because, because);
    });
  }
  it('TLS that begins at once is neither', async () => {
    for (const preamble of ['postgres', 'ldap'] as const) {
      const seen = await seenOf(preamble, [[/./s, Buffer.from('15030300020246', 'hex')]]);
      assert.equal(seen.speaks, 'unknown', preamble);
      assert.match(seen.because, /answers with TLS/);
    }
  });
  it('silence is neither', async () => {
    const seen = await seenOf('smtp', [[/never/, '']], 200);
    assert.deepEqual([seen.speaks, seen.because], ['unknown', 'no answer within 200 ms']);
  });
  it('lines without end are neither', async () => {
    const seen = await seenOf('imap', [[null, 'x'.repeat(20_000)]]);
    assert.equal(seen.speaks, 'unknown');
    assert.match(seen.because, /longer than 8192/);
  });
});

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';

/** Does something else with a request than to answer it; true when it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;

/** A server of feeds on this machine: ETag, 304, Range and If-Range as real ones have them, and faults at will. */
export class FeedServer {
  readonly files = new Map<string, string | Buffer>();
  readonly faults = new Map<string, Fault>();
  /** What was asked, with the status it got. */
  readonly log: string[] = [];
  /** Called with each request, before it is answered. */
  onRequest: () => void = () => {};
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** It is closed after the tests of the file. */
  static async start(): Promise<FeedServer> {
    const served = new FeedServer();
    served.#server.listen(0, '127.0.0.1');
    await once(served.#server, 'listening');
    after(() => {
      served.#server.closeAllConnections();
      served.#server.close();
    });
    return served;
  }

  /** Stands for all of https: the host is the first part of the path. */
  get mirror(): readonly [string, string] {
    return ['https://', `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`];
  }

  put(url: string, content: string | Buffer): void {
    this.files.set(url.replace('https://', '/'), content);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.onRequest();
    const path = decodeURIComponent(request.url!);
    const content = this.files.get(path);
    response.on('close', () => this.log.push(`${response.statusCode} ${path}`));
    const bytes = Buffer.from(content ?? '');
    if (this.faults.get(path)?.(request, response, bytes) === true) return;
    if (content === undefined) {
      response.writeHead(404).end('<html>not found</html>');
      return;
    }
    const etag = etagOf(bytes);
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start > 0 && request.headers['if-range'] === etag) {
      response.writeHead(206, {
        etag,
        'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
        'content-length': bytes.length - start,
      });
      response.end(bytes.subarray(start));
    } else response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
  }
}

export function etagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
}

export interface OsvRecord {
  readonly id: string;
  readonly modified: string;
  readonly [key: string]: unknown;
}

export function osvRecord(id: string, name: string, modified: string, over: object = {}): OsvRecord {
  return { id, modified, affected: [{ package: { ecosystem: 'npm', name }, versions: ['1.0.0'] }], ...over };
}

const host = 'https://osv-vulnerabilities.storage.googleapis.com';

/** Serves an export of OSV that holds these records, and no others. */
export function putOsv(server: FeedServer, ecosystem: string, records: readonly OsvRecord[]): void {
  const base = `${host}/${ecosystem}`;
  const prefix = `${base}/`.replace('https://', '/');
  for (const path of server.files.keys()) if (path.startsWith(prefix)) server.files.delete(path);
  const texts = records.map((record): [string, string] => [`${record.id}.json`, JSON.stringify(record, null, 2)]);
  for (const [name, text] of texts) server.put(`${base}/${name}`, text);
  server.put(`${base}/all.zip`, zipOf(texts));
  const listed = records.toSorted((a, b) => (a.modified > b.modified ? -1 : 1));
  server.put(`${base}/modified_id.csv`, listed.map(({ id, modified }) => `${modified},${id}\n`).join(''));
}

/** PKWARE APPNOTE §4.3, without zip64. */
export function zipOf(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const bytes = Buffer.from(text);
    const stored = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(stored.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    bodies.push(Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), stored);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), fields, rest, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + stored.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listing, Buffer.from('PK\u0005\u0006'), end]);
}

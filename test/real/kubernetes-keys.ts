import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Paths of PEM files. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The authority of a test's cluster and what it has signed. All are paths of PEM files. */
export class ClusterKeys {
  readonly folder: string;
  readonly ca: string;
  readonly serviceAccount: string;
  readonly serviceAccountPublic: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.ca = join(folder, 'ca.pem');
    this.serviceAccount = join(folder, 'service-account.key');
    this.serviceAccountPublic = join(folder, 'service-account.pub');
  }
  get api(): ClientCertificate {
    return this.#pair('api');
  }
  get admin(): ClientCertificate {
    return this.#pair('admin');
  }

  static async make(folder: string): Promise<ClusterKeys> {
    mkdirSync(folder, { recursive: true });
    const keys = new ClusterKeys(folder);
    const words = ['req', '-x509', ...newKey, '-keyout', join(folder, 'ca.key'), '-out', keys.ca];
    await run('openssl', [...words, '-days', '2', '-subj', '/CN=test-ca']);
    await run('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', keys.serviceAccount]);
    await run('openssl', ['ec', '-in', keys.serviceAccount, '-pubout', '-out', keys.serviceAccountPublic]);
    const names = 'IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc';
    await keys.#sign('api', '/CN=kube-apiserver', `subjectAltName=${names}`);
    await keys.client('admin', 'admin', ['system:masters']);
    return keys;
  }

  /** A certificate that the API server takes for this user of these groups. */
  client(name: string, user: string, groups: readonly string[] = []): Promise<ClientCertificate> {
    const subject = [...groups.map((group) => `/O=${group}`), `/CN=${user}`].join('');
    return this.#sign(name, subject, 'extendedKeyUsage=clientAuth');
  }
  /** A certificate of a server at this address. */
  server(name: string, commonName: string, address: string): Promise<ClientCertificate> {
    return this.#sign(name, `/CN=${commonName}`, `subjectAltName=IP:${address}`);
  }

  async #sign(name: string, subject: string, extension: string): Promise<ClientCertificate> {
    const pair = this.#pair(name);
    const request = join(this.folder, `${name}.csr`);
    const extensions = join(this.folder, `${name}.ext`);
    writeFileSync(extensions, `${extension}\n`);
    await run('openssl', ['req', ...newKey, '-keyout', pair.key, '-out', request, '-subj', subject]);
    const by = ['-CA', this.ca, '-CAkey', join(this.folder, 'ca.key'), '-CAcreateserial'];
    const asked = ['x509', '-req', '-in', request, ...by];
    await run('openssl', [...asked, '-extfile', extensions, '-out', pair.cert, '-days', '2']);
    return pair;
  }

  #pair(name: string): ClientCertificate {
    return { cert: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

import { registeredSuites } from './suite-registry.ts';

/**
 * What a suite is worth, by what its name says:
 * `good`: forward secrecy and authenticated encryption (what Mozilla's "intermediate" is made of).
 * `dated`: forward secrecy with CBC, which NIST SP 800-52r2 still lets be used and Mozilla does not.
 * `weak`: no forward secrecy, or a cipher whose blocks are too short.
 * `broken`: what is sent can be read or changed: no encryption, no authentication, export strength, RC4, DES.
 */
export type Strength = 'good' | 'dated' | 'weak' | 'broken';

export interface Suite {
  readonly code: number;
  readonly name: string;
  readonly strength: Strength;
  /** Of anything but `good`: `no forward secrecy`. */
  readonly because: string;
}

let table: ReadonlyMap<number, Suite> | undefined;

/** Every suite that has a name, by its code. */
export function suites(): ReadonlyMap<number, Suite> {
  table ??= new Map(
    registeredSuites
      .trim()
      .split('\n')
      .map((line) => {
        const [code, name] = line.split(' ') as [string, string];
        return [Number.parseInt(code, 16), { code: Number.parseInt(code, 16), name, ...worthOf(name) }];
      }),
  );
  return table;
}

/** The suite of a code; one that is not registered is weak, for nobody vouches for it. */
export function suiteOf(code: number): Suite {
  const name = `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return suites().get(code) ?? { code, name, strength: 'weak', because: 'not registered' };
}

/** The suite that is called so; the same for a name that is not registered. */
export function suiteCalled(name: string): Suite {
  for (const suite of suites().values()) if (suite.name === name) return suite;
  return { code: -1, name, strength: 'weak', because: 'not registered' };
}

/** TLS 1.3 has suites of its own (RFC 8446 §B.4), which no other version can use. */
export function isOfTls13({ code }: Pick<Suite, 'code'>): boolean {
  return (
    code >> 8 === 0x13 ||
    code === 0xc0b4 ||
    code === 0xc0b5 ||
    (code >= 0xc103 && code <= 0xc106) ||
    code === 0xc6 ||
    code === 0xc7
  );
}

function worthOf(name: string): Pick<Suite, 'strength' | 'because'> {
  const broken = brokenBy.find(([pattern]) => pattern.test(name));
  if (broken !== undefined) return { strength: 'broken', because: broken[1] };
  if (!name.includes('_WITH_')) {
    // TLS 1.3: RFC 9150 has suites that only authenticate.
    if (/^TLS_SHA\d+_SHA\d+$/.test(name)) return { strength: 'broken', because: 'no encryption' };
    return listedOrDated(name);
  }
  if (/3DES|IDEA|RC2|MAGMA|28147/.test(name)) return { strength: 'weak', because: 'blocks of 64 bits (SWEET32)' };
  if (!/^TLS_(PSK_)?(EC)?DHE_|^TLS_ECCPWD_/.test(name)) return { strength: 'weak', because: 'no forward secrecy' };
  if (/_DSS_/.test(name)) return { strength: 'weak', because: 'DSA, which is no longer used to sign' };
  if (/SEED|CBC/.test(name)) return { strength: 'dated', because: 'CBC mode' };
  return listedOrDated(name);
}

function listedOrDated(name: string): Pick<Suite, 'strength' | 'because'> {
  if (/CCM_8/.test(name)) return { strength: 'dated', because: 'a short authentication tag' };
  if (/AES_\d+_(GCM|CCM)|CHACHA20/.test(name)) return { strength: 'good', because: '' };
  return { strength: 'dated', because: 'a cipher that neither Mozilla nor NIST lists' };
}

const brokenBy: readonly (readonly [pattern: RegExp, because: string])[] = [
  [/_NULL_(SHA|MD5|NULL)|_WITH_NULL/, 'no encryption'],
  [/_anon_/i, 'no authentication'],
  [/EXPORT/, 'export strength'],
  [/RC4/, 'RC4 (RFC 7465)'],
  [/_DES(40)?_/, 'DES'],
];

/** Ciphers of SSLv2 by their three bytes (draft-hickman-netscape-ssl-00). */
export const ssl2Suites: Readonly<Record<number, string>> = {
  0x010080: 'SSL_CK_RC4_128_WITH_MD5',
  0x020080: 'SSL_CK_RC4_128_EXPORT40_WITH_MD5',
  0x030080: 'SSL_CK_RC2_128_CBC_WITH_MD5',
  0x040080: 'SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5',
  0x050080: 'SSL_CK_IDEA_128_CBC_WITH_MD5',
  0x060040: 'SSL_CK_DES_64_CBC_WITH_MD5',
  0x0700c0: 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5',
  0x080080: 'SSL_CK_RC4_64_WITH_MD5',
};

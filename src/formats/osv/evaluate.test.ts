import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateVersion } from './evaluate.ts';
import { readRecord } from './read-record.ts';

/**
 * ecosystem | range type | events | versions | version → state, fixes.
 * Events: i introduced, f fixed, a last affected, l limit.
 */
const vectors = `
Go        SEMVER    i0                       -            1.0.0      affected
Go        SEMVER    i0 f1.0.2                -            1.0.1      affected 1.0.2
Go        SEMVER    i0 f1.0.2                -            1.0.2      fixed-by-version 1.0.2
Go        SEMVER    i0 f1.0.2                -            v1.0.1     affected 1.0.2
Go        SEMVER    i0 f1.0.2                -            1.0.2-rc.1 affected 1.0.2
Go        SEMVER    i0 f1.0.2                -            1.0.2+x    fixed-by-version 1.0.2
Go        SEMVER    i1.0.0 f1.0.2 i3.0.0 f3.2.5  -        1.0.1      affected 1.0.2
Go        SEMVER    i1.0.0 f1.0.2 i3.0.0 f3.2.5  -        2.0.0      fixed-by-version 1.0.2
Go        SEMVER    i1.0.0 f1.0.2 i3.0.0 f3.2.5  -        3.0.0      affected 3.2.5
Go        SEMVER    i1.0.0 f1.0.2 i3.0.0 f3.2.5  -        0.9.0      not-affected
Go        SEMVER    f3.2.5 i3.0.0 f1.0.2 i1.0.0  -        3.1.0      affected 3.2.5
Go        SEMVER    i0 f1.17.12 i1.18.0-0 f1.18.4 -       go1.15     affected 1.17.12
Go        SEMVER    i0 f1.17.12 i1.18.0-0 f1.18.4 -       go1.18rc1  affected 1.18.4
Go        SEMVER    i0 f1.17.12 i1.18.0-0 f1.18.4 -       go1.18.4   fixed-by-version 1.18.4
Go        SEMVER    i0 f1.0.2                -            (devel)    unknown
npm       SEMVER    i0 a2.1.0                -            2.1.0      affected
npm       SEMVER    i0 a2.1.0                -            2.1.1      not-affected
npm       SEMVER    i1.0.0 a1.0.0            -            1.0.0      affected
npm       SEMVER    i1.0.0 a1.0.0            -            1.0.1      not-affected
npm       SEMVER    i1.0.0 a1.0.0            -            0.9.9      not-affected
npm       SEMVER    i0 f1.0.0 i1.0.0 f2.0.0  -            1.0.0      affected 2.0.0
npm       SEMVER    i0 l2.0.0                -            1.9.9      affected
npm       SEMVER    i0 l2.0.0                -            2.0.0      not-affected
npm       SEMVER    i0 l2.0.0 l3.0.0         -            2.5.0      affected
npm       SEMVER    i0 l*                    -            9.0.0      affected
npm       SEMVER    i0 f10.0.0               -            9.9.9      affected 10.0.0
npm       SEMVER    i0 f1.0.0-alpha.10       -            1.0.0-alpha.9   affected 1.0.0-alpha.10
npm       SEMVER    i0 f1.0.0                -            garbage    unknown
npm       SEMVER    i0 fgarbage              -            1.0.0      unknown
npm       SEMVER    f1.0.0                   -            0.9.0      unknown
Packagist ECOSYSTEM i1.0.0 f1.0.3            -            1.0        affected 1.0.3
Packagist ECOSYSTEM i1.0.0 f1.0.3            -            v1.0.0.0   affected 1.0.3
Packagist ECOSYSTEM i0 a2.0                  -            2.0.0      affected
Packagist ECOSYSTEM i0 f2.0.0                -            2.0        fixed-by-version 2.0.0
npm       -         -                        1.0.0,1.0.1  1.0.1      affected
npm       -         -                        1.0.0,1.0.1  1.0.2      not-affected
npm       -         -                        -            1.0.2      unknown
npm       -         -                        weird        weird      affected
npm       -         -                        weird        weirder    unknown
npm       SEMVER    i0 f1.0.0                1.0.0        1.0.0      affected
PyPI      ECOSYSTEM i0 f2.0                  -            2.0.0      fixed-by-version 2.0
PyPI      ECOSYSTEM i0 f2.0                  -            2.0rc1     affected 2.0
PyPI      -         -                        1.0          1.0.0      affected
PyPI      GIT       i0 fabcdef               1.0          1.0        affected
PyPI      GIT       i0 fabcdef               1.0          1.1        not-affected
PyPI      GIT       i0 fabcdef               -            1.1        unknown
Debian:12 ECOSYSTEM i0 f1:1.0-1+deb12u1      -            2.0-1      affected 1:1.0-1+deb12u1
Debian:12 ECOSYSTEM i0 f1:1.0-1+deb12u1      -            1:1.0-1    affected 1:1.0-1+deb12u1
Debian:12 ECOSYSTEM i0 f1.0~rc1-1            -            1.0~beta-1 affected 1.0~rc1-1
Alpine:v3.20 ECOSYSTEM i0 f3.3.2-r1          -            3.3.2-r0   affected 3.3.2-r1
Alpine:v3.20 ECOSYSTEM i0 f3.3.2-r1          -            3.3.2-r10  fixed-by-version 3.3.2-r1
AlmaLinux:9 ECOSYSTEM i0 f1:3.0.7-27.el9     -            1:3.0.7-6.el9  affected 1:3.0.7-27.el9
Bitnami   SEMVER    i0 f1.2.3                -            1.2.3-4    fixed-by-version 1.2.3
nowhere   ECOSYSTEM i0 f2                    -            1          unknown
nowhere   SEMVER    i0 f2.0.0                -            1.0.0      affected 2.0.0
`;

const kinds: Readonly<Record<string, string>> = { i: 'introduced', f: 'fixed', a: 'last_affected', l: 'limit' };

describe('evaluateVersion', () => {
  for (const line of vectors.trim().split('\n')) {
    it(line, () => {
      const match = /^(\S+)\s+(\S+)\s+((?:[ifal]\S+ ?)+|-)\s+(\S+)\s+(\S+)\s+(\S+)(?: (.*))?$/.exec(line)!;
      const [, ecosystem, type, events, versions, version, state, fixed] = match;
      const record = readRecord({
        id: 'X-1',
        affected: [
          {
            package: { ecosystem, name: 'p' },
            ranges:
              type === '-'
                ? undefined
                : [
                    {
                      type,
                      events: events!
                        .trim()
                        .split(' ')
                        .map((event) => ({ [kinds[event[0]!]!]: event.slice(1) })),
                    },
                  ],
            versions: versions === '-' ? undefined : versions!.split(','),
          },
        ],
      });
      assert.notEqual(typeof record, 'string');
      const found = evaluateVersion((record as Exclude<typeof record, string>).record.affected[0]!, version!);
      assert.equal(found.state, state);
      assert.deepEqual('fixed' in found ? found.fixed : [], fixed === undefined ? [] : fixed.split(','));
      assert.notEqual(found.comparison, '');
    });
  }
});

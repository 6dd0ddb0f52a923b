import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modeFault } from './file-mode.ts';

/** Mode, and whether it is set-id, writable for everyone or fine. */
const vectors = `
755 fine
0644 fine
775 fine
777 writable
666 writable
0002 writable
1777 fine
4755 set-id
2755 set-id
6777 set-id
u+s set-id
g+s set-id
+s set-id
ug=rwxs set-id
a-s fine
o+w writable
a+rwx writable
a=rw writable
go=w writable
+w fine
u+w fine
g+w fine
o-w fine
a+rwxt fine
a+rwx,+t fine
u=rwx,o=rw writable
u-s+x fine
+x fine
o+s fine
u=g fine
`;

describe('modeFault', () => {
  for (const line of vectors.split('\n').filter((text) => text !== '')) {
    const [mode = '', wanted] = line.split(' ');
    it(line, () => {
      const fault = modeFault(mode);
      assert.equal(fault === null ? 'fine' : fault.includes('setuid') ? 'set-id' : 'writable', wanted);
    });
  }
});

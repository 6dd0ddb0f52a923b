import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trustList } from './trust-list.ts';

/** Entry, repository, trusted or not. */
const vectors = `
ghcr.io/acme/ ghcr.io/acme/web yes
ghcr.io/acme/ ghcr.io/acme/web/api yes
ghcr.io/acme/ ghcr.io/acme no
ghcr.io/acme/ ghcr.io/acme-evil/web no
ghcr.io/acme ghcr.io/acme/web no
ghcr.io/acme/web ghcr.io/acme/web yes
ghcr.io/acme/web ghcr.io/acme/web2 no
ghcr.io/ ghcr.io/x/y yes
ghcr.io/ ghcr.io.evil/x no
nginx docker.io/library/nginx yes
docker.io/library/ docker.io/library/nginx yes
library/ docker.io/library/nginx yes
docker.io/ docker.io/acme/web yes
docker.io/ docker.io.evil/acme/web no
acme/ docker.io/acme/web yes
nginx:1 docker.io/library/nginx no
/ docker.io/library/nginx no
Bad docker.io/library/bad no
`;

describe('trustList', () => {
  for (const line of vectors.split('\n').filter((text) => text !== '')) {
    const [entry = '', name = '', wanted] = line.split(' ');
    it(line, () => assert.equal(trustList([entry])(name), wanted === 'yes'));
  }
});

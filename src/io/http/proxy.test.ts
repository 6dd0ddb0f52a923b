import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyFor } from './proxy.ts';

/** URL, NO_PROXY, and whether the proxy is passed by. */
const exceptions = `
https://registry.example/v2 registry.example direct
https://registry.example/v2 example direct
https://registry.example/v2 .example direct
https://registry.example/v2 *.example direct
https://registry.example/v2 .registry.example proxied
https://registry.example/v2 other.example,registry.example direct
https://registry.example/v2 ample proxied
https://registry.example/v2 registry.example:443 direct
https://registry.example:5000/v2 registry.example:443 proxied
https://registry.example/v2 * direct
https://REGISTRY.example/v2 Registry.Example direct
https://10.1.2.3/v2 10.0.0.0/8 direct
https://10.1.2.3/v2 10.1.2.3 direct
https://10.1.2.3/v2 2.3 proxied
https://11.1.2.3/v2 10.0.0.0/8 proxied
https://[2001:db8::1]/v2 2001:db8::/32 direct
https://[2001:db8::1]/v2 2001:db8::1 direct
https://[2001:db8::1]:5000/v2 [2001:db8::1]:5000 direct
https://registry.example/v2 10.0.0.0/99 proxied
https://localhost:5000/v2 nothing direct
http://127.0.0.1:5000/v2 nothing direct
https://[::1]/v2 nothing direct
`;

describe('proxyFor', () => {
  for (const line of exceptions.trim().split('\n')) {
    const [url = '', list = '', verdict = ''] = line.split(' ');
    it(line, () => {
      const proxy = proxyFor(new URL(url), { ALL_PROXY: 'http://proxy.example:3128', NO_PROXY: list });
      assert.equal(proxy, verdict === 'direct' ? null : 'http://proxy.example:3128');
    });
  }
  it('takes the proxy of the scheme, lower case first', () => {
    const environment = { HTTP_PROXY: 'a', HTTPS_PROXY: 'b', https_proxy: 'https://c', ALL_PROXY: 'd' };
    assert.equal(proxyFor(new URL('https://x.example'), environment), 'https://c');
    assert.equal(proxyFor(new URL('http://x.example'), environment), 'http://a');
    assert.equal(proxyFor(new URL('http://x.example'), { HTTP_PROXY: ' ', HTTPS_PROXY: 'b' }), null);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { connectionOf, isConnectionName } from './connection.ts';

// name | value | on, off or open, with ! when a password travels; or none
const vectors = `
API_URL      | https://api.example/v1                                | on
API_URL      | http://api:8080                                       | off
API_URL      | http://user:pa@api:8080/x                             | off!
API_URL      | http://user@api:8080/x                                | off
API_URL      | http://localhost:8080                                 | none
API_URL      | http://127.0.0.1:8080                                 | none
API_URL      | http://[::1]:8080                                     | none
CORS_ORIGIN  | http://shop.example                                   | none
ASPNETCORE_URLS | http://+:80                                     | none
LISTEN_URL   | http://0.0.0.0:80                                     | none
CACHE        | redis://:pa@cache:6379/0                              | off!
CACHE        | rediss://cache:6379                                   | on
CACHE        | REDIS://cache                                         | off
DATABASE_URL | postgres://app:pa@db/app                              | open!
DATABASE_URL | postgres://app:pa@db/app?sslmode=disable              | off!
DATABASE_URL | postgres://app:pa@db/app?a=b&sslmode=require          | on!
DATABASE_URL | postgresql+psycopg://db/app?sslmode=verify-full       | on
DATABASE_URL | postgres://db/app?sslmode=prefer                      | open
DATABASE_URL | jdbc:mysql://db/app?useSSL=false                      | off
DATABASE_URL | jdbc:sqlserver://db:1433;encrypt=true                 | on
DATABASE_URL | mongodb://db/app?tls=true                             | on
DATABASE_URL | mongodb+srv://db.example/app                          | on
DATABASE_URL | mongodb+srv://db.example/app?tls=false                | off
API_URL      | http://user:p@ss@api                                  | off!
DSN          | host=db user=app password=pa sslmode=disable          | off!
DSN          | host=db sslmode=verify-ca                             | on
PGSSLMODE    | disable                                               | off
PGSSLMODE    | verify-full                                           | on
NOTE         | see http://x                                          | none
NOTE         | sslmode=disable                                       | none
PATH         | /usr/bin                                              | none
URL          | unix:///run/x.sock                                    | none
URL          | custom://host                                         | none
`;

describe('connection strings', () => {
  for (const line of vectors.trim().split('\n')) {
    const [name, value, expected] = line.split(' | ').map((part) => part.trim()) as [string, string, string];
    it(`${name}=${value}`, () => {
      const found = connectionOf(name, value);
      assert.equal(found === null ? 'none' : `${found.tls}${found.secret ? '!' : ''}`, expected);
    });
  }
  it('never repeats a password', () => {
    const word = fc.stringMatching(/^[A-Z0-9]{8}$/);
    fc.assert(
      fc.property(word, fc.constantFrom('http', 'redis', 'postgres', 'amqps'), (password, scheme) => {
        const found = connectionOf('A_URL', `${scheme}://user:${password}@host/db?sslmode=disable`);
        assert.ok(found !== null && !found.says.includes(password));
      }),
    );
  });
  it('reads anything without a throw', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (name, value) => void connectionOf(name, value)));
  });
  it('knows variables by name', () => {
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'DB_DSN', 'POSTGRES_PRIMARY_URI'])
      assert.ok(isConnectionName(name), name);
    for (const name of ['API_URL', 'DATABASE', 'URL']) assert.ok(!isConnectionName(name), name);
  });
});

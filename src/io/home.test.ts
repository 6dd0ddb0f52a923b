import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { advisoriesPath, homeOf } from './home.ts';

describe('homeOf', () => {
  const cases: readonly [what: string, environment: Record<string, string>, expected: readonly string[]][] = [
    ['the home folder', { HOME: '/h' }, ['/h/.cache/plimsoll', '/h/.local/share/plimsoll', '/h/.local/state/plimsoll']],
    [
      'the XDG folders',
      { HOME: '/h', XDG_CACHE_HOME: '/c', XDG_DATA_HOME: '/d', XDG_STATE_HOME: '/s' },
      ['/c/plimsoll', '/d/plimsoll', '/s/plimsoll'],
    ],
    [
      'no relative or empty XDG folder',
      { HOME: '/h', XDG_CACHE_HOME: 'c', XDG_DATA_HOME: '', XDG_STATE_HOME: './s' },
      ['/h/.cache/plimsoll', '/h/.local/share/plimsoll', '/h/.local/state/plimsoll'],
    ],
    [
      'PLIMSOLL_HOME before them',
      { HOME: '/h', XDG_CACHE_HOME: '/c', PLIMSOLL_HOME: '/p' },
      ['/p/cache', '/p/data', '/p/state'],
    ],
    [
      'a relative PLIMSOLL_HOME from the current folder',
      { PLIMSOLL_HOME: 'p' },
      [resolve('p/cache'), resolve('p/data'), resolve('p/state')],
    ],
    [
      'an empty PLIMSOLL_HOME as none, and the home of the user without HOME',
      { PLIMSOLL_HOME: '' },
      [`${homedir()}/.cache/plimsoll`, `${homedir()}/.local/share/plimsoll`, `${homedir()}/.local/state/plimsoll`],
    ],
  ];
  for (const [what, environment, expected] of cases) {
    it(`takes ${what}`, () => {
      const { cache, data, state } = homeOf(environment);
      assert.deepEqual([cache, data, state], expected);
    });
  }
  it('names one database', () => {
    assert.equal(advisoriesPath(homeOf({ PLIMSOLL_HOME: '/p' })), '/p/data/advisories/advisories.db');
  });
});

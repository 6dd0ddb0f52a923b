import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { interpolate, type Lookup } from './interpolate.ts';

const variables: Readonly<Record<string, string>> = { TAG: '1.2.3', EMPTY: '', _u: 'under' };
const lookup: Lookup = (name) =>
  Object.hasOwn(variables, name) ? { value: variables[name]!, from: '.env:1' } : undefined;

/** Text and what Compose makes of it; where it has no value, `!` and a part of the reason. */
const vectors = `
$TAG                             | 1.2.3
\${TAG}                          | 1.2.3
\${_u}                           | under
pre\${TAG}post                   | pre1.2.3post
$TAG$TAG                         | 1.2.31.2.3
\${TAG:-d}                       | 1.2.3
\${NOPE:-d}                      | d
\${NOPE-d}                       | d
\${EMPTY:-d}                     | d
\${EMPTY-d}                      |
\${TAG:+r}                       | r
\${NOPE:+r}                      |
\${EMPTY:+r}                     |
\${EMPTY+r}                      | r
\${NOPE+\${TAG}}                 |
\${TAG:?err}                     | 1.2.3
\${EMPTY?err}                    |
$$TAG                            | $TAG
$\${TAG}                         | \${TAG}
\${NOPE:-$$x}                    | $x
\${NOPE:-\${TAG}}                | 1.2.3
\${NOPE:-$TAG}                   | 1.2.3
\${NOPE:-\${NOPE2:-x}}           | x
\${NOPE:-a}\${TAG}               | a1.2.3
\${NOPE:-{"a":1}}                | {"a":1}
\${NOPE:-http://x:80/a?b-c}      | http://x:80/a?b-c
\${NOPE:-}                       |
\${NOPE--}                       | -
\${tag:-lower}                   | lower
\${TAG:-\${NOPE:?unused}}        | 1.2.3
}\${TAG}{                        | }1.2.3{
$5 and $                         | $5 and $
$NOPE                            | ! NOPE is not set
a\${NOPE}b                       | ! NOPE is not set
\${NOPE:?say $TAG}               | ! required variable NOPE is not set: say 1.2.3
\${EMPTY:?err}                   | ! required variable EMPTY is empty: err
\${NOPE:-\${NOPE2}}              | ! NOPE2 is not set
\${}                             | ! malformed
\${1a}                           | ! malformed
\${TAG                           | ! malformed
\${TAG:}                         | ! malformed
\${TAG!b}                        | ! malformed
\${TAG:=b}                       | ! malformed
\${TAG }                         | ! malformed
`;

describe('interpolate', () => {
  const rows = vectors.trim().split('\n');
  it('has its vectors', () => assert.ok(rows.length > 40));
  for (const row of rows) {
    const [text = '', wanted = ''] = row.split('|').map((part) => part.trim());
    it(row.trim(), () => {
      const { text: got, problems } = interpolate(text, lookup);
      if (wanted.startsWith('! ')) assert.ok(problems.join().includes(wanted.slice(2)), problems.join());
      else assert.deepEqual({ got, problems }, { got: wanted, problems: [] });
    });
  }

  it('says where values come from', () => {
    const { notes, origins } = interpolate('${TAG}-${NOPE:-x}', lookup);
    assert.deepEqual(notes, ['TAG from .env:1', 'NOPE is not set: its default is taken']);
    assert.deepEqual(origins, ['.env:1']);
  });

  it('stops at a depth that no person writes', () => {
    const { problems } = interpolate('${A:-'.repeat(100_000) + '}'.repeat(100_000), lookup);
    assert.ok(problems.length > 0);
  });

  it('takes a long text in one go', () => {
    for (const part of ['$', '${', '$TAG', '${TAG:-', '${NOPE:-{', '{', '}']) {
      const { text, problems } = interpolate(part.repeat(1_000_000 / part.length), lookup);
      assert.ok(text.length > 0 || problems.length > 0);
    }
  });

  it('takes any text', () => {
    const hostile = fc.array(fc.constantFrom('$', '{', '}', ':', '-', '?', '+', 'A', 'TAG', ' ', '\n', '$$', '${'));
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = parts.join('');
        const result = interpolate(text, lookup);
        assert.ok(text.includes('$') || result.text === text);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expand, unquote, type Lookup } from './expand.ts';

const lookup: Lookup = (name) => {
  if (name === 'A') return { state: 'set', value: 'a' };
  if (name === 'E') return { state: 'set', value: '' };
  if (name === 'U') return { state: 'unset', why: 'U has no value' };
  return { state: 'unknown', why: `${name} is not known` };
};

/** Word => value, or `! why`. */
const vectors = `
$A => a
\${A} => a
x\${A}y => xay
$A-1 => a-1
"$A b" => a b
'$A' => $A
\\$A => $A
"\\$A" => $A
"\\n" => \\n
a\\ b => a b
\${A:-d} => a
\${E:-d} => d
\${E-d} => 
\${U:-d} => d
\${U-d} => d
\${U:-} => 
\${A:+r} => r
\${E:+r} => 
\${E+r} => r
\${U:+r} => 
\${U:-\${A}} => a
\${U:-"x y"} => x y
\${A:-$X} => a
\${U:+$X} => 
\${A:?e} => a
$ => $
$$x => ! $ is not known
$1 => ! 1 is not known
$U => ! U has no value
$X => ! X is not known
\${X:-d} => ! X is not known
\${U:?say why} => ! U must be set: say why
\${A => ! the substitution in "\${A" is not understood
\${A:-b => ! a substitution in "\${A:-b" is not closed
\${} => ! the substitution in "\${}" is not understood
\${A#x} => ! the substitution in "\${A#x}" is not understood
\${A/x/y} => ! the substitution in "\${A/x/y}" is not understood
'a => ! a single quote is not closed
"a => ! a double quote is not closed
`;

describe('expand', () => {
  for (const line of vectors.split('\n').filter((text) => text !== '')) {
    const [word = '', wanted] = line.split(' => ');
    it(line, () => {
      const got = expand(word, lookup, '\\');
      assert.equal(got.value === undefined ? `! ${got.why}` : got.value, wanted);
    });
  }
  it('the escape character is the file’s', () => {
    assert.deepEqual(expand('`$A\\$A', lookup, '`').value, '$A\\a');
  });
  it('says that a default was taken', () => {
    const got = expand('${U:-d}', lookup, '\\');
    assert.deepEqual(got, { value: 'd', notes: ['U has no value; taken as not set'] });
  });
  it('stops where values grow without end', () => {
    const long: Lookup = () => ({ state: 'set', value: 'x'.repeat(60_000) });
    assert.equal(expand('$A$A', long, '\\').value, undefined);
  });
  it('stops where substitutions stand too deep', () => {
    assert.equal(expand(`${'${U:-'.repeat(5000)}x${'}'.repeat(5000)}`, lookup, '\\').value, undefined);
  });
  it('never throws, and a word without marks stays', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('$', '{', '}', 'A', ':', '-', '+', '"', "'", '\\', 'x'), { maxLength: 30 }),
        (parts) => {
          const word = parts.join('');
          const got = expand(word, lookup, '\\');
          unquote(word, '\\');
          if (/^[Ax:+-]*$/.test(word)) assert.equal(got.value, word);
        },
      ),
    );
  });
});

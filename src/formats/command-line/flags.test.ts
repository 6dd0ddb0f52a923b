import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { flagsGiven, flagValue, goBoolean } from './flags.ts';

const values = (words: string[], names: string[], kind: 'boolean' | 'value'): string[] =>
  flagsGiven(words, names, kind).map(({ value }) => value);

describe('flags of a command line', () => {
  it('reads each way to write them', () => {
    assert.deepEqual(values(['d', '--host=a', '--host', 'b', '-Hc', '-H=d', '-H', 'e'], ['-H', '--host'], 'value'), [
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
  });
  it('takes no value for a boolean but after =', () => {
    assert.deepEqual(values(['d', '--icc', 'false', '--icc=false'], ['--icc'], 'boolean'), ['true', 'false']);
  });
  it('does not take the beginning of another flag for it', () => {
    assert.deepEqual(values(['d', '--hosts=a', '--ho'], ['--host'], 'value'), []);
  });
  it('does not read the value of the flag as a flag', () => {
    assert.deepEqual(values(['d', '--a', '--a', '--a'], ['--a'], 'value'), ['--a']);
  });
  it('ends at --', () => assert.deepEqual(values(['d', '--', '--a=1'], ['--a'], 'value'), []));
  it('the last one counts', () => assert.equal(flagValue(['d', '--a=1', '--a=2'], ['--a'], 'value')?.value, '2'));
  it('the program itself is no flag', () => assert.deepEqual(values(['--a=1'], ['--a'], 'value'), []));
  it('reads truth as Go does', () => {
    assert.equal(goBoolean('T'), true);
    assert.equal(goBoolean('0'), false);
    assert.equal(goBoolean('yes'), undefined);
  });
  it('finds any value that was put in, however it is written', () => {
    const value = fc.string({ minLength: 1 });
    const written = fc
      .tuple(value, fc.boolean())
      .map(([text, joined]) => ({ text, words: joined ? [`--x=${text}`] : ['--x', text] }));
    fc.assert(
      fc.property(fc.array(written), (all) => {
        const words = ['program', ...all.flatMap((one) => one.words)];
        assert.deepEqual(
          values(words, ['--x'], 'value'),
          all.map(({ text }) => text),
        );
      }),
    );
  });
});

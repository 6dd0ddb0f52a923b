import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareLists, compareNumbers, compareText, isDigits, withoutLeadingZeros } from './digits.ts';

export interface PythonVersion {
  readonly epoch: string;
  /** Without the zeros at its end. */
  readonly release: readonly string[];
  readonly pre: { readonly phase: 'a' | 'b' | 'rc'; readonly number: string } | undefined;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[];
}

const separator = '[-_.]?';
const shape = new RegExp(
  '^v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*)' +
    `(?:${separator}(alpha|a|beta|b|preview|pre|c|rc)${separator}([0-9]*))?` +
    `(?:-([0-9]+)|${separator}(post|rev|r)${separator}([0-9]*))?` +
    `(?:${separator}(dev)${separator}([0-9]*))?` +
    '(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
);

const phases: Readonly<Record<string, 'a' | 'b' | 'rc'>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/**
 * Python packages: PEP 440 with its normalisation (Appendix B). A "legacy" version, which PEP 440 does
 * not know, is null: pip and packaging have refused them since packaging 22.
 */
export const pypiOrder = defineOrder<PythonVersion>('PyPI', read, compare);

function read(text: string): PythonVersion | null {
  const match = shape.exec(text.replaceAll(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '').toLowerCase());
  if (match === null) return null;
  const [, epoch, numbers, phase, pre, implicitPost, post, postNumber, dev, devNumber, local] = match;
  const release = numbers!.split('.').map(withoutLeadingZeros);
  return {
    epoch: epoch ?? '0',
    release: release.slice(0, release.findLastIndex((number) => number !== '') + 1),
    pre: phase === undefined ? undefined : { phase: phases[phase]!, number: pre! },
    post: post === undefined ? implicitPost : postNumber!,
    dev: dev === undefined ? undefined : devNumber!,
    local: local?.split(/[-_.]/) ?? [],
  };
}

function compare(a: PythonVersion, b: PythonVersion): Order {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareLists(a.release, b.release, compareDigits) ||
    comparePre(a, b) ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    compareLists(a.local, b.local, compareLocal)
  );
}

/** PEP 440, "Summary of permitted suffixes and relative ordering": `.devN` alone stands before `aN`. */
function comparePre(a: PythonVersion, b: PythonVersion): Order {
  return (
    compareNumbers(rank(a), rank(b)) ||
    (a.pre === undefined || b.pre === undefined ? 0 : compareDigits(a.pre.number, b.pre.number))
  );
}

function rank(version: PythonVersion): number {
  if (version.pre !== undefined) return ['a', 'b', 'rc'].indexOf(version.pre.phase);
  return version.post === undefined && version.dev !== undefined ? -1 : 3;
}

/** `absent`: where a version without the suffix stands beside one with it. */
function compareOptional(a: string | undefined, b: string | undefined, absent: Order): Order {
  if (a !== undefined && b !== undefined) return compareDigits(a, b);
  if (a === b) return 0;
  return a === undefined ? absent : (-absent as Order);
}

/** PEP 440, "Local version identifiers": numbers stand after words. */
function compareLocal(a: string, b: string): Order {
  const numeric = isDigits(a);
  if (numeric !== isDigits(b)) return numeric ? 1 : -1;
  return numeric ? compareDigits(a, b) : compareText(a, b);
}

import { parseAddress, parseBlock, type Block } from '../../../../formats/connections/blocks.ts';

/** What a text is as a block of addresses to the API server. */
export interface ReadBlock {
  /** Absent when no server takes it, or its meaning is not certain. */
  readonly block?: Block;
  /** Prefix length, to tell a block from a part of it. */
  readonly prefix?: number;
  readonly fault?: { readonly why: string; readonly by: 'every' | '1.36' };
}

const mapped = parseBlock('::ffff:0.0.0.0/96')!;

/**
 * Reads a block as ipBlock has it. Servers before 1.36 take zeros in front of a number (which other programs
 * read as octal), IPv4 addresses written as IPv6, and bits below the prefix; servers since refuse all three
 * (StrictIPCIDRValidation, k8s.io/apimachinery util/validation ip.go). Only the last leaves no doubt about what
 * is meant.
 */
export function readBlock(text: string): ReadBlock {
  // No valid block is longer, and what follows is not to work on what is hostile.
  const plain = text.length > 200 ? '' : withoutZeros(text);
  const block = parseBlock(plain);
  if (block === null) return { fault: { why: `"${text.slice(0, 60)}" is no block of addresses`, by: 'every' } };
  const prefix = Number(plain.slice(plain.indexOf('/') + 1));
  if (plain !== text)
    return { prefix, fault: { why: `"${text.slice(0, 60)}" has zeros in front of a number`, by: '1.36' } };
  const [address] = plain.split('/');
  const bits = parseAddress(address!)!.first;
  if (block.family === 6 && bits >= mapped.first && bits <= mapped.last) {
    return { prefix, fault: { why: `"${text}" is an IPv4 address written as IPv6`, by: '1.36' } };
  }
  return bits === block.first
    ? { block, prefix }
    : { block, prefix, fault: { why: `"${text}" has bits below its prefix`, by: '1.36' } };
}

/** Zeros in front of decimal numbers, and in front of more than four hexadecimal digits. */
function withoutZeros(text: string): string {
  const [address = '', ...rest] = text.split('/');
  const bare = (number: string): string => number.replace(/^0+(?=[\da-f])/i, '');
  const groups = address.split(':').map((group) => {
    if (group.includes('.')) return group.split('.').map(bare).join('.');
    return group.length > 4 ? bare(group) : group;
  });
  return [groups.join(':'), ...rest.map(bare)].join('/');
}

/** Whether one block lies inside another and is smaller, as `except` must. */
export function isStrictPart(part: ReadBlock, whole: ReadBlock): boolean {
  if (part.block === undefined || whole.block === undefined) return true;
  if (part.block.family !== whole.block.family || part.prefix! <= whole.prefix!) return false;
  return part.block.first >= whole.block.first && part.block.last <= whole.block.last;
}

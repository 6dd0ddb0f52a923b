import { parseAddress, parseBlock, type Block } from '../../../../formats/connections/blocks.ts';

/** What a text is as a block of addresses to the API server. */
export interface ReadBlock {
  /** Absent when no server takes it. */
  readonly block?: Block;
  /** Prefix length as written. */
  readonly prefix?: number;
  /** False where programs read it differently: `block` is only what the server compares then. */
  readonly certain: boolean;
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
  let found = known.get(text);
  if (found === undefined) {
    found = makeBlock(text);
    if (known.size >= maxKnown) known.clear();
    known.set(text, found);
  }
  return found;
}

/** The same few blocks stand in thousands of policies. */
const known = new Map<string, ReadBlock>();
const maxKnown = 4096;

function makeBlock(text: string): ReadBlock {
  // No valid block is longer, and what follows is not to work on what is hostile.
  const plain = text.length > 200 ? '' : withoutZeros(text);
  const said = `"${text.slice(0, 60)}"`;
  const block = parseBlock(plain);
  if (block === null) return { certain: false, fault: { why: `${said} is no block of addresses`, by: 'every' } };
  const [address = '', length] = plain.split('/');
  const prefix = Number(length);
  const { first } = parseAddress(address)!;
  const isMapped = block.family === 6 && first >= mapped.first && first <= mapped.last;
  const why =
    plain !== text
      ? `${said} has zeros in front of a number`
      : isMapped
        ? `${said} is an IPv4 address written as IPv6`
        : first !== block.first
          ? `${said} has bits below its prefix`
          : undefined;
  if (why === undefined) return { block, prefix, certain: true };
  const certain = plain === text && !isMapped;
  return { block: isMapped ? asIpv4(block) : block, prefix, certain, fault: { why, by: '1.36' } };
}

/** Go's `net.IPNet` holds such a block as IPv4 as long as its prefix leaves the address what it is. */
function asIpv4(block: Block): Block {
  const { first, last } = block;
  return first < mapped.first ? block : { family: 4, first: first - mapped.first, last: last - mapped.first };
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

/** Whether `except` is taken: by its first address and a longer prefix, as the server compares (`ValidateIPBlock`). */
export function isStrictPart(part: ReadBlock, whole: ReadBlock): boolean {
  if (part.block === undefined || whole.block === undefined) return true;
  if (part.block.family !== whole.block.family || part.prefix! <= whole.prefix!) return false;
  return part.block.first >= whole.block.first && part.block.first <= whole.block.last;
}

import type { CloudInterface, CloudRule, CloudSubnet } from '../../../../facts/cloud-network.ts';
import { holds, overlaps, parseAddress, parseBlock, type Block } from '../../../../formats/connections/blocks.ts';
import { everyPort, type PortRange } from '../../../../formats/connections/connections.ts';
import { protocols } from '../../../../model/connections.ts';
import type { Fit } from '../tiers/pod-view.ts';

/** The other end of a connection, as a rule of the cloud sees it. */
export interface Other {
  /** Its addresses, or a block that they lie in. */
  readonly blocks: readonly Block[];
  /** False: it has some addresses of `blocks`, not known which. */
  readonly exact: boolean;
  /** Groups it is in; undefined: not known. */
  readonly groups: readonly string[] | undefined;
}

/** A machine by its addresses, or by its subnet where these are not known. */
export function otherOf(
  { addresses, groups, subnet }: CloudInterface,
  subnets: ReadonlyMap<string, CloudSubnet>,
): Other {
  const known = addresses.value?.map(parseAddress).filter((one) => one !== null) ?? [];
  const around = subnet.value === undefined ? undefined : subnets.get(subnet.value)?.blocks.value;
  const blocks =
    known.length > 0 ? known : (around ?? ['0.0.0.0/0', '::/0']).map(parseBlock).filter((one) => one !== null);
  return { blocks, exact: known.length > 0, groups: groups.value };
}

/** Whether a rule means the other end. */
export function fits(rule: CloudRule, other: Other): Fit {
  const fit = meant(rule, other);
  return fit === 'yes' && rule.uncertain === true ? 'maybe' : fit;
}

/** Of a machine of several addresses, whichever is used: only what fits each of them decides. */
export function fitsEach(rule: CloudRule, other: Other): Fit {
  const each = new Set(other.blocks.map((block) => fits(rule, { ...other, blocks: [block] })));
  return each.size === 1 ? [...each][0]! : each.size === 0 ? fits(rule, other) : 'maybe';
}

function meant(rule: CloudRule, { blocks, exact, groups }: Other): Fit {
  if (rule.groups.length > 0 && groups?.some((group) => rule.groups.includes(group))) return 'yes';
  const own = rule.blocks.map(parseBlock);
  const read = own.filter((one) => one !== null);
  const touching = blocks.filter((block) => read.some((one) => overlaps(one, block)));
  // Of several addresses one is used, of whichever family; of a subnet all must lie within.
  const within = exact
    ? blocks.some((block) => read.some((one) => holds(one, block)))
    : blocks.length > 0 && blocks.every((block) => read.some((one) => holds(one, block)));
  if (within) return 'yes';
  if (touching.length > 0 || own.includes(null) || rule.unread !== null) return 'maybe';
  return rule.groups.length > 0 && groups === undefined ? 'maybe' : 'no';
}

/** The ports a rule speaks of. */
export function rangesOf({ protocol, first, last }: CloudRule): PortRange[] {
  if (protocol === 'other') return [];
  if (protocol === 'all') return protocols.map((one) => everyPort[one]);
  const { first: low, last: high } = everyPort[protocol];
  return [{ protocol, first: Math.max(first, low), last: Math.min(last, high) }];
}

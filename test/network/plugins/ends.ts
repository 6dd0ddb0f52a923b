import { addresses, type Dice } from '../random-cluster.ts';
import type { End, Pod } from '../reference.ts';

/** Two Pods, or a Pod and an address outside, either way. */
export function ends(dice: Dice, pods: readonly Pod[]): [End, End] {
  const outside = { address: dice.one(addresses) };
  const choice = dice.below(4);
  if (choice === 0) return [outside, dice.one(pods)];
  if (choice === 1) return [dice.one(pods), outside];
  return [dice.one(pods), dice.one(pods)];
}

export function idOf(end: End): string {
  return 'address' in end ? `ip:${end.address}` : `Pod/${end.namespace}/${end.name}`;
}

/** Before, equal or after. */
export type Order = -1 | 0 | 1;

/** The order of one ecosystem's versions, as its own tools have it. `V` is a version as read. */
export interface VersionOrder<V = unknown> {
  readonly ecosystem: string;
  /** Null for a text that is no version of this ecosystem: where it stands is unknown. Never throws. */
  parse(text: string): V | null;
  /** Null for two versions that the ecosystem itself does not order, such as two branches. */
  compare(a: V, b: V): Order | null;
}

/** In characters. No registry takes a longer version; the limit bounds every step below, on hostile input too. */
export const longestVersion = 1024;

/** An order whose reader sees neither empty nor overlong text. */
export function defineOrder<V>(
  ecosystem: string,
  read: (text: string) => V | null,
  compare: (a: V, b: V) => Order | null,
): VersionOrder<V> {
  return {
    ecosystem,
    parse: (text) => (text === '' || text.length > longestVersion ? null : read(text)),
    compare,
  };
}

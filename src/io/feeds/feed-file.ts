/** One document of a feed, or why it, or a part of the feed, was not read. `name` is its path inside the feed. */
export type FeedFile =
  | { readonly name: string; readonly bytes: Buffer; readonly modified: number }
  | { readonly name: string; readonly problem: string };

export interface FeedLimits {
  /** Bytes of one document, unpacked: V8 holds no longer text than 512 MB. */
  readonly documentBytes: number;
  readonly documents: number;
  readonly depth: number;
}

export const feedLimits: FeedLimits = { documentBytes: 400_000_000, documents: 5_000_000, depth: 40 };

export function tooLarge(name: string, limits: FeedLimits): FeedFile {
  return { name, problem: `has more than the ${limits.documentBytes} bytes that are read` };
}

/** What one archive, with all archives in it, may cost. Every limit that is hit is a problem. */
export const limits = {
  /** Archives in archives; an EAR with a WAR with a library is 3. */
  depth: 8,
  /** Archives in one file. */
  archives: 10_000,
  /** Entries of all of them. */
  entries: 2_000_000,
  /** Bytes of the directory of one. */
  directoryBytes: 128 << 20,
  /** Bytes of one that is compressed and must be held to be read, and of those that are held at once. */
  heldBytes: 256 << 20,
  /** Bytes inflated in all. */
  inflatedBytes: 2 ** 30,
  /** Bytes of a manifest, pom.properties or pom.xml. */
  textBytes: 4 << 20,
} as const;

/** What is left of the limits while one file is read. */
export interface Budget {
  archives: number;
  entries: number;
  held: number;
  inflated: number;
}

export function fullBudget(): Budget {
  return {
    archives: limits.archives,
    entries: limits.entries,
    held: limits.heldBytes,
    inflated: limits.inflatedBytes,
  };
}

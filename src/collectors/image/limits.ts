/** What one image target may cost. Every limit that is hit is a gap IMAGE_LIMIT. */
export interface ImageLimits {
  /** Bytes of one manifest, index or configuration. */
  readonly jsonBytes: number;
  /** Bytes of all manifests, indexes and configurations of a target. */
  readonly keptBytes: number;
  /** Entries of an archive, whose names are kept. */
  readonly archiveEntries: number;
  /** Entries of a layer. */
  readonly entries: number;
  /** Bytes of one file of a layer, unpacked. */
  readonly entryBytes: number;
  /** Bytes of one layer, inflated; the same for a whole compressed archive. */
  readonly inflatedBytes: number;
  /** Inflated bytes for each stored one, counted once `ratioAfter` bytes were inflated: what a bomb has. */
  readonly ratio: number;
  readonly ratioAfter: number;
  /** Indexes within indexes. */
  readonly indexDepth: number;
  /** Manifests and indexes of one target. */
  readonly manifests: number;
  /** Bytes of os-release. */
  readonly osReleaseBytes: number;
  /** Bytes of all package databases of a target, in every version that its layers have. */
  readonly databaseBytes: number;
  /** Watched entries of one layer; more than any distribution has, fewer than would hurt. */
  readonly watched: number;
  /** Files of one layer that list packages, or should. */
  readonly foundFiles: number;
  /** Bytes of what they list. */
  readonly foundBytes: number;
  /** Bytes of the names of all entries of a layer, shortened. */
  readonly pathBytes: number;
  /** Bytes of file bodies that are in memory at one time, over all layers that are read together. */
  readonly bodyBytes: number;
  /** Files of an image that are looked at because a symbolic link gives them another name. */
  readonly links: number;
  /** Times that all layers are read again because a link led to what was not looked at. */
  readonly detours: number;
}

export const imageLimits: ImageLimits = {
  jsonBytes: 16 << 20,
  keptBytes: 128 << 20,
  archiveEntries: 200_000,
  entries: 5_000_000,
  entryBytes: 2 ** 35,
  inflatedBytes: 2 ** 37,
  ratio: 200,
  ratioAfter: 512 << 20,
  indexDepth: 8,
  manifests: 2000,
  osReleaseBytes: 64 << 10,
  databaseBytes: 512 << 20,
  watched: 100_000,
  foundFiles: 100_000,
  foundBytes: 256 << 20,
  pathBytes: 128 << 20,
  bodyBytes: 256 << 20,
  links: 64,
  detours: 6,
};

import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** One image of one platform, as its archive, layout or engine describes it. */
export interface Image {
  /** Names it goes by; may be empty. */
  readonly references: readonly string[];
  /** Digest of the manifest; undefined in old archives, which have none. */
  readonly digest: Seen<string>;
  /** Digest of the configuration: the image id. */
  readonly id: string;
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform: Seen<string>;
  readonly created: Seen<string>;
  readonly user: Seen<string>;
  readonly environment: readonly { readonly name: string; readonly value: Seen<string> }[];
  readonly entrypoint: Seen<readonly string[]>;
  readonly command: Seen<readonly string[]>;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly healthCheck: Seen<boolean>;
  readonly labels: Readonly<Record<string, string>>;
  readonly history: readonly ImageHistory[];
  readonly layers: readonly ImageLayer[];
  readonly os: Seen<OperatingSystem>;
  readonly at: Evidence;
}

export interface ImageHistory {
  readonly createdBy: string;
  readonly created?: string;
  readonly emptyLayer: boolean;
  readonly at: Evidence;
}

export interface ImageLayer {
  /** Digest of the blob as stored; undefined in old archives. */
  readonly digest: string | undefined;
  readonly diffId: string;
  readonly mediaType: string;
  /** Bytes as stored. */
  readonly size: number;
  /**
   * True when the blob has the digest it is named by and unpacks to `diffId`; false when it does not,
   * which is a gap as well; undefined when it could not be read.
   */
  readonly verified: Seen<boolean>;
}

export interface OperatingSystem {
  readonly id: string;
  readonly version: string;
  readonly name: string;
}

export const image = defineFact<Image>('image');

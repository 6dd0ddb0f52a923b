import type { OperatingSystem } from '../../../facts/image.ts';
import type { ImageReference } from '../../../formats/image-reference/image-reference.ts';
import { products } from './release-lifetimes.ts';

/** A release of the table: `Debian 12`. */
export interface Release {
  readonly label: string;
  /** The last day with security fixes: `2028-06-30`. */
  readonly ends: string;
}

/** What is known of the releases that an image is made of. */
export interface Releases {
  readonly known: readonly Release[];
  /** What is not known of them; null when all is. */
  readonly unknown: string | null;
}

/** Products that are a distribution themselves, so that nothing lies below them. */
const distributions = new Set(
  'debian ubuntu alpine centos rhel almalinux rocky ol amzn sles opensuse-leap fedora mariner'.split(' '),
);

/** Official images of distributions that os-release calls otherwise. */
const officialNames: ReadonlyMap<string, string> = new Map([
  ['rockylinux', 'rocky'],
  ['oraclelinux', 'ol'],
  ['amazonlinux', 'amzn'],
]);

/** The release that os-release names. */
export function releaseOfSystem({ id, version, name }: OperatingSystem): Releases {
  const release = distributions.has(id) ? releaseOf(id, version) : undefined;
  return release === undefined
    ? { known: [], unknown: `${name === '' ? id : name} ${version} is not in the table of releases` }
    : { known: [release], unknown: null };
}

/**
 * The releases that the tag of a well-known image names: `python:3.12-slim-bookworm` names two.
 * Only official images are read, whose tags follow one custom.
 */
export function releasesOfTag({ name, tag, digest }: ImageReference): Releases {
  const official = /^docker\.io\/library\/([a-z0-9-]+)$/.exec(name)?.[1];
  const isDotnet = /^mcr\.microsoft\.com\/dotnet\/(?:sdk|runtime|aspnet|runtime-deps)$/.test(name);
  const nothing = (unknown: string): Releases => ({ known: [], unknown });
  if (official === undefined && !isDotnet) return nothing(`${name} is not in the table of releases`);
  if (tag === undefined) {
    const why = digest === undefined ? 'has no tag' : 'is named by digest alone';
    return nothing(`${name} ${why}, which does not say the release`);
  }
  const product = isDotnet ? 'dotnet' : official === 'dotnet' ? '' : (officialNames.get(official!) ?? official!);
  const parts = tag.split('-');
  const own = releaseOf(product, parts[0]!);
  const isKnown = Object.hasOwn(products, product);
  const unseen = isKnown
    ? `the tag ${tag} of ${name} names no release of the table`
    : `${name} is not in the table of releases`;
  if (distributions.has(product)) return own === undefined ? nothing(unseen) : { known: [own], unknown: null };
  const below = parts.map((part) => distributionOf(part)).find((release) => release !== undefined);
  const known = [own, below].filter((release) => release !== undefined);
  if (own === undefined) return { known, unknown: unseen };
  if (below !== undefined) return { known, unknown: null };
  return { known, unknown: `the tag ${tag} of ${name} does not say which release of a distribution lies below` };
}

/** `bookworm`, `jammy`, `alpine3.20`. */
function distributionOf(part: string): Release | undefined {
  const alpine = /^alpine(\d.*)$/.exec(part)?.[1];
  if (alpine !== undefined) return releaseOf('alpine', alpine);
  return ['debian', 'ubuntu']
    .filter((id) => Object.hasOwn(products[id]?.names ?? {}, part))
    .map((id) => releaseOf(id, part))[0];
}

/** The release that a version belongs to: `12.4` is of `12`, `3.12.1` of `3.12`. */
function releaseOf(id: string, version: string): Release | undefined {
  const product = Object.hasOwn(products, id) ? products[id] : undefined;
  if (product === undefined) return undefined;
  const named =
    product.names !== undefined && Object.hasOwn(product.names, version) ? product.names[version]! : version;
  const parts = named.split('.');
  for (let length = parts.length; length > 0; length--) {
    const cycle = parts.slice(0, length).join('.');
    const ends = Object.hasOwn(product.ends, cycle) ? product.ends[cycle] : undefined;
    if (ends !== undefined) return { label: `${product.name} ${cycle}`, ends };
  }
  return undefined;
}

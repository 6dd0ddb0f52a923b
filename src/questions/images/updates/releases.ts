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
const distributions = ['debian', 'ubuntu', 'alpine', 'centos'];

/** The release that os-release names. */
export function releaseOfSystem({ id, version, name }: OperatingSystem): Releases {
  const release = distributions.includes(id) ? releaseOf(id, version) : undefined;
  return release === undefined
    ? { known: [], unknown: `${name === '' ? id : name} ${version} is not in the table of releases` }
    : { known: [release], unknown: null };
}

/** The releases that the tag of a well-known image names: `python:3.12-slim-bookworm` names two. */
export function releasesOfTag({ name, tag, digest }: ImageReference): Releases {
  const product = productOf(name);
  if (product === undefined) return { known: [], unknown: `${name} is not in the table of releases` };
  if (tag === undefined) {
    const why = digest === undefined ? 'has no tag' : 'is named by digest alone';
    return { known: [], unknown: `${name} ${why}, which does not say the release` };
  }
  const [first = '', ...rest] = tag.split('-');
  const own = releaseOf(product, first);
  const unseen = own === undefined ? `the tag ${tag} of ${name} names no release of the table` : null;
  const known = own === undefined ? [] : [own];
  if (distributions.includes(product)) return { known, unknown: unseen };
  const below = rest.map((part) => distributionOf(part)).find((release) => release !== undefined);
  if (below !== undefined) return { known: [...known, below], unknown: unseen };
  return {
    known,
    unknown: unseen ?? `the tag ${tag} of ${name} does not say which release of a distribution lies below`,
  };
}

function productOf(name: string): string | undefined {
  const official = /^docker\.io\/library\/([a-z]+)$/.exec(name)?.[1];
  if (official !== undefined && official !== 'dotnet' && Object.hasOwn(products, official)) return official;
  return /^mcr\.microsoft\.com\/dotnet\/(?:sdk|runtime|aspnet|runtime-deps)$/.test(name) ? 'dotnet' : undefined;
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
  const product = products[id];
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

/** The name of an image, split as container engines split it. */
export interface ImageReference {
  /** Registry with port: `docker.io`, `localhost:5000`. */
  readonly domain: string;
  /** Repository: `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:…`. */
  readonly digest?: string;
  /** `domain/path`. */
  readonly name: string;
}

const component = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainForm = new RegExp(String.raw`^(?:${component}(?:\.${component})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`);
const pathForm = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForms: Readonly<Record<string, RegExp>> = {
  sha256: /^[a-f0-9]{64}$/,
  sha384: /^[a-f0-9]{96}$/,
  sha512: /^[a-f0-9]{128}$/,
};
const maxPath = 255;
/** No registry takes longer names; it also bounds the work on hostile text. */
const maxText = 1024;

/** A dozen checks ask for the same few references. */
const read = new Map<string, ImageReference | null>();
const maxRead = 4096;

/**
 * Reads a reference by the grammar and the normalisation of the distribution project
 * (github.com/distribution/reference): no registry means `docker.io`, and there a single name
 * stands under `library/`. Null for what an engine would refuse. Never throws.
 */
export function parseImageReference(text: string): ImageReference | null {
  let reference = read.get(text);
  if (reference === undefined) {
    reference = readReference(text);
    if (read.size >= maxRead) read.clear();
    read.set(text, reference);
  }
  return reference;
}

function readReference(text: string): ImageReference | null {
  if (text.length > maxText || /^[a-f0-9]{64}$/.test(text)) return null;
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !isDigest(digest))) return null;
  const { domain, rest } = splitDomain(named);
  const colon = rest.indexOf(':');
  const path = colon === -1 ? rest : rest.slice(0, colon);
  const tag = colon === -1 ? undefined : rest.slice(colon + 1);
  if (!domainForm.test(domain)) return null;
  if (path.length > maxPath || !path.split('/').every((part) => pathForm.test(part))) return null;
  if (tag !== undefined && !tagForm.test(tag)) return null;
  const full = domain === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return {
    domain,
    path: full,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    name: `${domain}/${full}`,
  };
}

/** The part before the first slash is a registry only when it looks like a host, is `localhost` or has upper case. */
function splitDomain(named: string): { domain: string; rest: string } {
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (slash === -1 || !isHost) return { domain: 'docker.io', rest: named };
  return { domain: first === 'index.docker.io' ? 'docker.io' : first, rest: named.slice(slash + 1) };
}

function isDigest(text: string): boolean {
  const colon = text.indexOf(':');
  const algorithm = text.slice(0, Math.max(colon, 0));
  return Object.hasOwn(digestForms, algorithm) && digestForms[algorithm]!.test(text.slice(colon + 1));
}

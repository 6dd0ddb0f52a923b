/** Why a name in an archive is not to be trusted as it stands. */
export type NameFault = 'absolute' | 'climbs';

export interface CleanName {
  /** Path below the root of the archive: no leading slash, no `.`, `..` or empty part; empty for the root itself. */
  readonly path: string;
  /** `absolute`: starts with a slash, read as below the root. `climbs`: `..` leads above the root, stopped there. */
  readonly fault: NameFault | null;
}

const plain = /^(?!\.{0,2}\/)(?!.*\/\.{0,2}\/)(?!.*\/\.{0,2}$)(?!\.{0,2}$)/s;

/** What a name in an archive leads to, within the archive's root whatever it says. */
export function cleanName(name: string): CleanName {
  // What most tars write: `./usr/bin/`.
  const bare = name.slice(name.startsWith('./') ? 2 : 0, name.endsWith('/') ? -1 : undefined);
  // Asked for every entry of a layer: the usual name has no part that begins with a dot, and none is empty.
  const usual = bare !== '' && bare[0] !== '.' && bare[0] !== '/' && !bare.includes('/.') && !bare.includes('//');
  if ((usual && !bare.endsWith('/')) || plain.test(bare)) return { path: bare, fault: null };
  return resolve([], name);
}

/** Where a symbolic link leads, within the root whatever it says: relative to the folder that holds it. */
export function linkPath(from: string, target: string): CleanName {
  return resolve(target.startsWith('/') ? [] : from.split('/').slice(0, -1), target);
}

function resolve(start: readonly string[], name: string): CleanName {
  const parts = [...start];
  let fault: NameFault | null = name.startsWith('/') ? 'absolute' : null;
  for (const part of name.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) fault = 'climbs';
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return { path: parts.join('/'), fault };
}

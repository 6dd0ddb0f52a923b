/** What an entry of a layer does to the layers below (OCI image-spec layer.md, "Whiteouts"). */
export type Change =
  | { readonly kind: 'entry' }
  /** Removes `path` of lower layers, and all below it. */
  | { readonly kind: 'whiteout'; readonly path: string }
  /** Hides all that lower layers have in the folder `path`. */
  | { readonly kind: 'opaque'; readonly path: string }
  /** Aufs' own files (`.wh..wh.plnk` and so on), which runtimes leave out. */
  | { readonly kind: 'metadata' };

const prefix = '.wh.';

/**
 * @param path as `cleanName` gives it
 *
 * A bare `.wh.` names nothing to remove: it is an ordinary file. `.wh...` would remove `..` and
 * `.wh..` the folder itself: runtimes refuse both, so they change nothing.
 */
export function changeOf(path: string): Change {
  const slash = path.lastIndexOf('/');
  if (!path.startsWith(prefix, slash + 1)) return { kind: 'entry' };
  const name = path.slice(slash + 1 + prefix.length);
  const folder = slash === -1 ? '' : path.slice(0, slash);
  if (name === '') return { kind: 'entry' };
  if (name === '.wh..opq') return { kind: 'opaque', path: folder };
  if (name.startsWith('.wh.') || name === '.' || name === '..') return { kind: 'metadata' };
  return { kind: 'whiteout', path: folder === '' ? name : `${folder}/${name}` };
}

import { existsSync, lstatSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { parseImageReference } from '../formats/image-reference/image-reference.ts';
import { Failure } from '../model/failure.ts';
import { engineAnswers, imageForm, type ImageForm } from './collectors.ts';
import type { Terminal } from './terminal.ts';

/** Something to look at, as the user named it. */
export type Target =
  | {
      readonly kind: 'directory';
      readonly label: string;
      readonly path: string;
      readonly shown: string;
      /** See `DirectoryTarget`. */
      readonly texts?: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'image';
      readonly form: ImageForm;
      readonly label: string;
      readonly path: string;
      readonly shown: string;
    }
  | { readonly kind: 'registry'; readonly label: string; readonly reference: string }
  | { readonly kind: 'docker'; readonly label: string; readonly address: string | undefined }
  /** `context` is undefined for the kubeconfig's current one. */
  | { readonly kind: 'kubernetes'; readonly label: string; readonly context: string | undefined }
  /** `root` is null for the host that Plimsoll runs on. */
  | { readonly kind: 'host'; readonly label: string; readonly root: string | null; readonly shown: string };

/** @param words the TARGETs; without any, the current folder and a Docker engine whose socket answers */
export async function resolveTargets(words: readonly string[], terminal: Terminal): Promise<Target[]> {
  if (words.length > 0) {
    const all = await Promise.all(words.map(resolveTarget));
    // Namespaces of two clusters would be taken for one, and a policy of the first for one of the second.
    if (all.filter(({ kind }) => kind === 'kubernetes').length > 1)
      throw new Failure('BAD_ARGUMENT', 'One cluster is asked at a time: name one `kube:` target.');
    return all;
  }
  const targets: Target[] = [{ kind: 'directory', label: 'dir:.', path: process.cwd(), shown: '' }];
  if (await engineAnswers(terminal.environment)) targets.push({ kind: 'docker', label: 'docker:', address: undefined });
  return targets;
}

async function resolveTarget(word: string): Promise<Target> {
  const [, scheme, rest = ''] = /^([a-z]+):(.*)$/.exec(word) ?? [];
  if (scheme === 'docker') return { kind: 'docker', label: word, address: rest === '' ? undefined : rest };
  if (scheme === 'host') return hostTarget(word, rest);
  if (scheme === 'kube') return { kind: 'kubernetes', label: word, context: rest === '' ? undefined : rest };
  // Only what is called an image may become a call over the network: a path may be mistyped.
  if (scheme === 'registry') return registryTarget(word, rest);
  const path = scheme === 'dir' || scheme === 'image' ? rest : word;
  const absolute = resolve(path);
  const kind = kindOf(absolute);
  if (kind === null) {
    if (scheme === 'image' && !looksLikeFile(path)) return registryTarget(word, path);
    const hint = scheme === 'image' ? ' An image of that name at a registry is named `registry:NAME`.' : '';
    throw new Failure('NO_SUCH_TARGET', `There is no file or folder ${JSON.stringify(path)}.${hint}`);
  }
  if (kind === 'other') throw new Failure('UNKNOWN_TARGET', `${JSON.stringify(path)} is neither a file nor a folder.`);
  const shown = shownPath(path, absolute);
  // A folder without either name is no OCI layout; most targets are, and need not load what reads images.
  // A root filesystem is an image only when it is called one: it may as well hold manifests.
  const folder =
    scheme !== 'image' &&
    kind === 'folder' &&
    !['oci-layout', 'index.json'].some((name) => existsSync(join(absolute, name)));
  const form = scheme === 'dir' || folder ? null : await imageForm(absolute);
  if (form !== null) return { kind: 'image', form, label: `image:${path}`, path: absolute, shown };
  if (scheme === 'image')
    throw new Failure(
      'UNKNOWN_TARGET',
      `${JSON.stringify(path)} is no image archive, no OCI layout, no root filesystem and no SBOM.`,
    );
  return { kind: 'directory', label: `dir:${path}`, path: absolute, shown };
}

function hostTarget(word: string, root: string): Target {
  if (root === '') return { kind: 'host', label: word, root: null, shown: '' };
  const absolute = resolve(root);
  if (kindOf(absolute) !== 'folder')
    throw new Failure('NO_SUCH_TARGET', `There is no folder ${JSON.stringify(root)} that could be the root of a host.`);
  return { kind: 'host', label: word, root: absolute, shown: shownPath(root, absolute) || '.' };
}

function registryTarget(word: string, reference: string): Target {
  if (parseImageReference(reference) !== null) return { kind: 'registry', label: word, reference };
  throw new Failure(
    'NO_SUCH_TARGET',
    `There is no file or folder ${JSON.stringify(reference)}, and it is no reference of an image.`,
  );
}

/** What nobody names an image, but many a file: a mistyped path is not asked for at Docker Hub. */
export function looksLikeFile(word: string): boolean {
  return (
    /^(\.{0,2}\/|\.{1,2}$|~|[a-zA-Z]:\\)/.test(word) || /\.(tar|gz|tgz|zst|xz|json|xml|spdx|cdx|ya?ml)$/i.test(word)
  );
}

function kindOf(path: string): 'folder' | 'file' | 'other' | null {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  } catch {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined ? null : 'other';
  }
}

/**
 * The path as a person in this folder would name it; '' is the folder itself. What lies elsewhere is
 * named from here only when the user did so.
 */
export function shownPath(typed: string, path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') && isAbsolute(typed) ? path : near;
}

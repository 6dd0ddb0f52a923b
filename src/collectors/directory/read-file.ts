import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { readHead, readText, type TextRead } from '../../io/files.ts';
import type { CollectorContext, Sighting } from '../../model/collector.ts';
import { readCompose } from '../../readers/compose/read-compose.ts';
import { mayBeCloud, mayHoldNetworks } from '../../readers/cloud/kinds.ts';
import { readDockerfile } from '../../readers/dockerfile/read-dockerfile.ts';
import {
  asNftText,
  familyOfSave,
  firewallFormOf,
  readFirewall,
  textUnread,
  toKnowNft,
} from '../../readers/firewall/read-firewall.ts';
import { baseName, folderOf, projectReader } from './compose-projects.ts';
import { composeNameOf, kindOf, looksLikeTemplateOfOurs, mayMatter } from './file-kinds.ts';
import { gap, source } from './gaps.ts';
import { readDocuments } from './read-documents.ts';

export interface FileContext {
  /** Absolute path of the target folder. */
  readonly root: string;
  readonly fileBytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** See `DirectoryTarget`. */
  readonly texts: ReadonlyMap<string, string> | undefined;
  readonly only: CollectorContext['only'] | undefined;
  /** As evidence names a file of the target. */
  shown(relative: string): string;
}

/**
 * What one file of the target means.
 *
 * @param file path from the target
 * @param override the override file of a Compose file, read together with it
 */
export function readFile(file: string, override: string | undefined, context: FileContext): ReadFile {
  const path = join(context.root, file);
  const read = textOf(file, context);
  if (!('text' in read)) return { sightings: unread(file, path, read, context), bytes: 0 };
  const { text, bytes } = read;
  const kind = kindOf(baseName(file));
  if (kind === 'terraform')
    return { sightings: [], bytes, ...(mayHoldNetworks(text) ? { cloud: { text, shown: context.shown(file) } } : {}) };
  const sightings = meaningOf(file, text, override, context);
  return kind === 'json' && mayBeCloud(text)
    ? { sightings, bytes, cloud: { text, shown: context.shown(file) } }
    : { sightings, bytes };
}

function textOf(file: string, context: FileContext): TextRead {
  const held = context.texts?.get(context.shown(file));
  if (held !== undefined) return { text: held, bytes: Buffer.byteLength(held) };
  return readText(join(context.root, file), context.fileBytes);
}

export interface ReadFile {
  readonly sightings: readonly Sighting[];
  readonly bytes: number;
  /** JSON, or a file of Terraform, that may tell of the network of a cloud. */
  readonly cloud?: { readonly text: string; readonly shown: string };
}

/** A Dockerfile speaks of the image it makes and of how it is run, not of networks or sensors. */
const ofDockerfile = { touches: ['images', 'hardening', 'runtime'] };
const ofFirewall = { touches: ['network'] };
/** How much of a JSON file that cannot be read is looked at to tell whether it matters. */
const headBytes = 64 * 1024;

function unread(
  file: string,
  path: string,
  read: Exclude<TextRead, { text: string }>,
  context: FileContext,
): Sighting[] {
  const name = baseName(file);
  const kind = kindOf(name);
  // Most JSON is data; what kubectl writes has its apiVersion at the beginning.
  if (kind === 'json' && read.problem !== 'FILE_UNREADABLE' && !mayMatter(name, readHead(path, headBytes))) return [];
  // A file that is named as target is read whatever its name: an archive of something else than an image, for one.
  const toKnow =
    read.problem === 'FILE_NOT_TEXT' && /\.(tar|tgz|gz|zst|xz|bz2|zip)$/i.test(file)
      ? { toKnow: 'Unpack it and ask the folder: of archives, only images are read (`docker save`, OCI layouts).' }
      : {};
  return [
    gap(read.problem, context.shown(file), read.because, {
      ...(kind === 'dockerfile' ? ofDockerfile : kind === 'firewall' || kind === 'terraform' ? ofFirewall : {}),
      ...toKnow,
    }),
  ];
}

function meaningOf(
  file: string,
  text: string,
  override: string | undefined,
  context: FileContext,
): readonly Sighting[] {
  const shown = context.shown(file);
  const name = baseName(file);
  switch (kindOf(name)) {
    case 'template': {
      const because = 'is a template that Plimsoll does not render';
      return looksLikeTemplateOfOurs(text) ? [gap('TEMPLATE_UNRENDERED', shown, because)] : [];
    }
    case 'dockerfile': {
      const beside = join(context.root, folderOf(file));
      const ignoreFile = existsSync(join(beside, '.dockerignore')) || existsSync(join(beside, `${name}.dockerignore`));
      return readDockerfile(text, shown, { source, stage: 'declared', ignoreFile });
    }
    case 'json':
      if (!mayMatter(name, text)) return [];
      break;
    case 'firewall':
      return firewall(text, shown, name) ?? [];
    default:
  }
  // A file that was named is read whatever its name.
  const kind = kindOf(name);
  const rules = kind === null || kind === 'json' ? firewall(text, shown, name) : null;
  if (rules !== null) return rules;
  const isObject = /^apiVersion\s*:/m.test(text) && !/^services\s*:/m.test(text);
  if (composeNameOf(name) !== null && !isObject) return readProject(file, text, override, context);
  const yaml = readYaml(text, shown, source, 'kubernetes');
  const { sightings, holdsCompose } = readDocuments(yaml, text, shown, name, context.only);
  return holdsCompose ? [...sightings, ...readProject(file, text, undefined, context)] : sightings;
}

/** Null when it holds no rules of a packet filter. */
function firewall(text: string, file: string, name: string): readonly Sighting[] | null {
  const form = firewallFormOf(text);
  const at = { source, file };
  if (form === null) return null;
  if (form === 'nft-text') return [textUnread(at, file, asNftText, toKnowNft)];
  const about = { subject: { source, kind: 'Firewall', name: file }, stage: 'declared' } as const;
  return readFirewall(form, text, form === 'iptables-save' ? familyOfSave(text, name) : undefined, { about, at });
}

function readProject(
  file: string,
  text: string,
  override: string | undefined,
  context: FileContext,
): readonly Sighting[] {
  const { root, fileBytes, environment, texts } = context;
  const files = [{ file: context.shown(file), text }];
  const gaps: Sighting[] = [];
  if (override !== undefined) {
    const read = textOf(override, context);
    if ('text' in read) files.push({ file: context.shown(override), text: read.text });
    else gaps.push(gap(read.problem, context.shown(override), read.because));
  }
  const read = projectReader(root, join(root, folderOf(file)), (path, named) => {
    const held = texts?.get(context.shown(relative(root, named)));
    return held === undefined ? readText(path, fileBytes) : { text: held, bytes: Buffer.byteLength(held) };
  });
  return [...gaps, ...readCompose({ files, read, environment, profiles: [], source })];
}

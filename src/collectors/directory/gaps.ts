import type { Evidence } from '../../model/evidence.ts';
import type { Sighting } from '../../model/collector.ts';
import type { GapCode } from '../../model/gaps.ts';

export const source = 'directory';

const toKnow = {
  FILE_UNREADABLE: 'Make it a file that this user may read, or ignore it in plimsoll.yaml or .plimsollignore.',
  FOLDER_UNREADABLE: 'Let this user list the folder, or ignore it in plimsoll.yaml or .plimsollignore.',
  FILE_TOO_LARGE: 'Split the file, or ignore it in plimsoll.yaml or .plimsollignore.',
  FILE_NOT_TEXT: 'Save it as UTF-8 text, give it another ending, or ignore it in .plimsollignore.',
  WALK_LIMIT: 'Ask about its parts one by one, or ignore what does not matter in .plimsollignore.',
  PATHS_IGNORED: 'Nothing, when they do not belong to what you ask about; otherwise ask about one of them by name.',
  LINK_OUTSIDE: 'Ask about the folder that it leads to, or replace the link by a copy.',
  TEMPLATE_UNRENDERED: 'Render it and ask about the output, or put the renderer on PATH.',
  YAML_INVALID: 'Correct the text so that it parses, or ignore the file in .plimsollignore.',
  YAML_LIMIT: 'Split the document, or ignore the file in .plimsollignore.',
  YAML_DUPLICATE_KEY: 'Remove one of the two keys.',
} as const satisfies Partial<Record<GapCode, string>>;

export type DirectoryGapCode = keyof typeof toKnow;

/**
 * A gap of the directory collector. What was not read may have held anything, so it touches
 * everything unless the kind of file says less.
 */
export function gap(
  code: DirectoryGapCode,
  file: string,
  because: string,
  more: { readonly touches?: readonly string[]; readonly at?: Partial<Evidence>; readonly toKnow?: string } = {},
): Sighting {
  return {
    gap: {
      code,
      source,
      subject: file,
      because,
      toKnow: more.toKnow ?? toKnow[code],
      touches: more.touches ?? ['*'],
      at: { source, file, ...more.at },
    },
  };
}

/** The user decided to leave them out, so no answer turns for it; but a reader must see that something was. */
export function ignoredGap(folder: string, ignored: readonly string[]): Sighting {
  const some = ignored.slice(0, 5).join(', ');
  const because = `patterns leave out ${ignored.length} of its files and folders: ${some}${ignored.length > 5 ? ', …' : ''}`;
  return gap('PATHS_IGNORED', folder === '' ? '.' : folder, because, { touches: [] });
}

import type { Lookup } from '../../formats/compose/interpolate.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { Node } from './node.ts';
import type { ComposeProject } from './project.ts';

/**
 * What Compose calls the project, and its containers and networks after it: `COMPOSE_PROJECT_NAME`, else the
 * top-level `name`, else the folder of the first file (Compose specification, "Version and name").
 */
export function projectName({ files, source }: ComposeProject, model: Node, lookup: Lookup): Seen<string> {
  const given = model.get('name');
  const set = lookup('COMPOSE_PROJECT_NAME');
  if (set !== undefined) return seen(set.value, { ...given.at, note: `COMPOSE_PROJECT_NAME: ${set.from}` });
  if (given.parts.unresolved !== undefined) return seen<string>(undefined, given.at, given.parts.unresolved);
  if (given.text !== undefined) return seen(given.text, given.at);
  const file = files[0]?.file ?? '';
  const folder = file.split(/[\\/]/).at(-2) ?? '';
  const at = { source, file };
  // What is left of it when it is no name: lower case, letters, digits, dashes and underscores.
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
  return name === ''
    ? seen<string>(undefined, at, 'the project is called after its folder, whose name was not seen')
    : seen(name, { ...at, note: `absent: Compose takes the name of the folder ${folder}` });
}

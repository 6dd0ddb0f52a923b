import { containerFields, putContainer } from './container.ts';
import { put, type LineRead, type Values } from './draft.ts';
import { isMap, jsonField, jsonFields, mapOf, textOf, under, wholeOf, type Json } from './json-value.ts';
import { readCount } from './moment-text.ts';

/** Names of Falco's plugin for Docker, and what an exec runs. */
export const dockerFields: readonly string[] = [
  'docker.type',
  'docker.action',
  'docker.status',
  'docker.id',
  'docker.from',
  'docker.scope',
  'docker.attributes',
  'proc.name',
  'proc.exe',
  'proc.args',
  'proc.cmdline',
  ...containerFields.filter((name) => name !== 'container.privileged' && name !== 'container.start_ts'),
  'evt.arg.status',
  ...jsonFields,
];

export function isDocker(value: Json): boolean {
  if (typeof value['Type'] === 'string' && typeof value['Action'] === 'string' && isMap(value['Actor'])) return true;
  return typeof value['status'] === 'string' && 'id' in value && ('time' in value || 'timeNano' in value);
}

/** One line of the engine's `GET /events`, also of engines before 1.22, which tell of containers only. */
export function readDocker(value: Json): readonly LineRead[] {
  const action = textOf(value['Action']) ?? textOf(value['status']);
  const time = readCount(value['timeNano']) ?? readCount(value['time'], 1_000_000_000n);
  if (action === undefined) return [{ fault: 'has no action' }];
  if (time === undefined) return [{ fault: 'has no time that can be read' }];
  // `exec_create: sh -c id` and `health_status: healthy` carry what they are about.
  const colon = action.indexOf(': ');
  const type = colon === -1 ? action : action.slice(0, colon);
  const about = colon === -1 ? undefined : action.slice(colon + 2);
  const kind = textOf(value['Type']) ?? 'container';
  const attributes = mapOf(under(value, 'Actor', 'Attributes'));
  const id = textOf(under(value, 'Actor', 'ID')) ?? textOf(value['id']);
  const values: Values = new Map();
  put(values, 'docker.type', kind);
  put(values, 'docker.action', action);
  put(values, 'docker.status', textOf(value['status']));
  put(values, 'docker.id', id);
  put(values, 'docker.from', textOf(value['from']));
  put(values, 'docker.scope', textOf(value['scope']));
  if (kind === 'container')
    putContainer(values, {
      id,
      name: textOf(attributes['name']),
      image: textOf(attributes['image']) ?? textOf(value['from']),
    });
  if (about !== undefined && (type === 'exec_create' || type === 'exec_start')) {
    const blank = about.indexOf(' ');
    const exe = blank === -1 ? about : about.slice(0, blank);
    const name = exe.slice(exe.lastIndexOf('/') + 1).slice(0, 15);
    put(values, 'proc.exe', exe);
    put(values, 'proc.name', name);
    put(values, 'proc.args', blank === -1 ? '' : about.slice(blank + 1));
    put(values, 'proc.cmdline', `${name}${blank === -1 ? '' : about.slice(blank)}`);
  }
  put(values, 'evt.arg.status', wholeOf(attributes['exitCode']));
  return [
    {
      event: {
        source: 'docker',
        time,
        type,
        values,
        more: (name, argument) =>
          name === 'docker.attributes' && argument !== undefined
            ? textOf(under(attributes, argument))
            : jsonField(value, time, name, argument),
      },
    },
  ];
}

import type { EventSource } from '../../facts/event.ts';
import type { LineRead } from './draft.ts';
import { isMap, jsonField, textOf, type Json } from './json-value.ts';
import { readTime } from './moment-text.ts';
import { printedValues } from './printed-values.ts';

const sources: ReadonlyMap<string, EventSource> = new Map([
  ['syscall', 'syscall'],
  ['k8s_audit', 'k8s_audit'],
  ['docker', 'docker'],
]);

export function isFalco(value: Json): boolean {
  return (
    typeof value['rule'] === 'string' &&
    typeof value['priority'] === 'string' &&
    ('output' in value || 'output_fields' in value)
  );
}

/** One alert of Falco or falcosidekick, as the event that it was raised by: the fields that its rule prints. */
export function readFalco(value: Json): readonly LineRead[] {
  const time = readTime(value['time']);
  if (time === undefined) return [{ fault: 'has no time that can be read' }];
  const told = textOf(value['source']) ?? 'syscall';
  if (told === 'internal') return [{ left: 'messages of Falco about itself' }];
  const source = sources.get(told);
  if (source === undefined) return [{ left: `alerts of the source ${told.slice(0, 40)}` }];
  const { output_fields: fields = {} } = value;
  if (fields !== null && !isMap(fields)) return [{ fault: 'its output_fields are no map' }];
  const values = printedValues(fields ?? {});
  const host = textOf(value['hostname']);
  if (host !== undefined && !values.has('evt.hostname')) values.set('evt.hostname', host);
  const type = values.get('evt.type') ?? values.get('ka.verb') ?? values.get('docker.action');
  return [
    {
      event: {
        source,
        time,
        type: typeof type === 'string' ? type : 'alert',
        values,
        more: (name, argument) => jsonField(value, time, name, argument),
      },
    },
  ];
}

import { put, type LineRead } from './draft.ts';
import { textOf, type Json } from './json-value.ts';
import { readCount } from './moment-text.ts';
import { printedValues } from './printed-values.ts';

/** What `sysdig -j` prints without `-p`; with `-p` whatever is asked for. */
export const sysdigFields: readonly string[] = [
  'evt.num',
  'evt.cpu',
  'evt.dir',
  'evt.info',
  'evt.args',
  'evt.type',
  'proc.name',
  'thread.tid',
];

export function isSysdig(value: Json): boolean {
  return typeof value['evt.type'] === 'string' && timeOf(value) !== undefined;
}

/** One line of `sysdig -j`: fields by their own names, with the time as a number of nanoseconds. */
export function readSysdig(value: Json): readonly LineRead[] {
  const time = timeOf(value);
  const type = textOf(value['evt.type']);
  if (time === undefined || type === undefined) return [{ fault: 'has no type or no time that can be read' }];
  const values = printedValues(value);
  const info = values.get('evt.info');
  if (info !== undefined && !values.has('evt.args')) put(values, 'evt.args', info);
  return [{ event: { source: 'syscall', time, type, values } }];
}

function timeOf(value: Json): bigint | undefined {
  return readCount(value['evt.outputtime']) ?? readCount(value['evt.rawtime']);
}

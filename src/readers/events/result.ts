import { put, type Values } from './draft.ts';
import { resultName } from './syscall-names.ts';

export const resultFields: readonly string[] = ['evt.rawres', 'evt.res', 'evt.failed'];

/** What a system call returned: of a failure the negative number of the error. */
export function putResult(values: Values, result: number | undefined): void {
  if (result === undefined) return;
  put(values, 'evt.rawres', result);
  put(values, 'evt.res', resultName(result));
  put(values, 'evt.failed', result < 0);
}

/** System calls whose result is a file descriptor. */
const opening = new Set([
  'open',
  'openat',
  'openat2',
  'creat',
  'socket',
  'accept',
  'accept4',
  'dup',
  'dup2',
  'dup3',
  'memfd_create',
  'open_by_handle_at',
]);

export function putDescriptor(values: Values, type: string, result: number | undefined): void {
  if (result !== undefined && result >= 0 && opening.has(type)) put(values, 'fd.num', result);
}

import type { Logging } from '../../../facts/workload.ts';

/**
 * Whether a driver that writes files on the host bounds them. Docker's `json-file` rotates only when
 * `max-size` is set (its default of -1 means never); `local` rotates by default.
 *
 * @returns null when the driver writes no files of its own
 */
export function boundOf({ driver, options }: Logging): 'bounded' | 'unbounded' | 'unread' | null {
  if (driver !== 'json-file' && driver !== 'local') return null;
  const size = options['max-size'];
  if (size === undefined || size === '') return driver === 'local' ? 'bounded' : 'unbounded';
  if (size === '-1') return 'unbounded';
  return /^[1-9]\d*(\.\d+)?\s?[bkmgt]?(i?b)?$/i.test(size) ? 'bounded' : 'unread';
}

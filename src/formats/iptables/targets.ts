import { readAddresses, readPorts } from '../packet-filter/addresses.ts';
import type { Action, Range } from '../packet-filter/rule-set.ts';
import { readMark, type Option } from './matches.ts';
import { named } from '../packet-filter/named.ts';

/** Targets that let the packet go on and change nothing that rules decide by. */
const harmless = new Set(
  (
    'LOG NFLOG ULOG TRACE AUDIT LED IDLETIMER RATEEST CHECKSUM CLASSIFY TCPMSS TCPOPTSTRIP TOS DSCP TTL HL ECN TEE ' +
    'SECMARK CONNSECMARK SET HMARK'
  ).split(' '),
);

const elsewhere: Readonly<Record<string, string>> = {
  QUEUE: 'a program decides (QUEUE)',
  NFQUEUE: 'a program decides (NFQUEUE)',
  SYNPROXY: 'the kernel answers in its place (SYNPROXY)',
  TPROXY: 'it is handed to a program of the host (TPROXY)',
  NETMAP: 'a whole network is translated (NETMAP)',
};

const withoutOptions = new Set(['ACCEPT', 'DROP', 'RETURN', 'NOTRACK']);

/** Options of targets that stand alone. */
const bare = new Set(
  (
    'save-mark restore-mark notrack random random-fully persistent log-tcp-sequence log-tcp-options log-ip-options ' +
    'log-uid log-macdecode clamp-mss-to-pmtu exist del-set-all'
  ).split(' '),
);

export function targetValuesOf(name: string): number {
  if (bare.has(name)) return 0;
  return name === 'add-set' || name === 'del-set' || name === 'map-set' ? 2 : 1;
}

/** What a target does. `chains`: the table's own. */
export function actionsOf(
  target: string,
  options: readonly Option[],
  chains: ReadonlySet<string>,
  family: 4 | 6,
): readonly Action[] {
  const value = (name: string): string | undefined => options.find((option) => option.name === name)?.values[0];
  const has = (name: string): boolean => options.some((option) => option.name === name);
  const cannot = (because: string): readonly Action[] => [{ kind: 'elsewhere', because }];
  const isChain = chains.has(target);
  // What stands behind a target may be meant for a match: without it the rule would be for more packets.
  const [first] = options;
  if (first !== undefined && (isChain || withoutOptions.has(target)))
    return cannot(`--${first.name} of ${target} is not understood`);
  if (isChain) return [{ kind: 'jump', chain: target }];
  switch (target) {
    case 'ACCEPT':
      return [{ kind: 'accept' }];
    case 'DROP':
      return [{ kind: 'drop' }];
    case 'REJECT':
      if (options.some(({ name }) => name !== 'reject-with')) return cannot('an option of REJECT is not understood');
      return [{ kind: 'drop', refuses: true }];
    case 'RETURN':
      return [{ kind: 'return' }];
    case 'NOTRACK':
      return [{ kind: 'untrack' }];
    case 'CT':
      if (has('notrack')) return [{ kind: 'untrack' }];
      return has('zone') || has('zone-orig') || has('zone-reply')
        ? cannot('connections are kept apart by zones (CT)')
        : [];
    case 'MARK':
      return mark('mark', options) ?? cannot('what it marks is not understood (MARK)');
    case 'CONNMARK':
      return connmark(options) ?? cannot('what it marks is not understood (CONNMARK)');
    case 'DNAT':
      return translation('dst', value('to-destination'), family) ?? cannot('where it leads is not understood (DNAT)');
    case 'SNAT':
      return translation('src', value('to-source'), family) ?? cannot('its source is not understood (SNAT)');
    case 'REDIRECT':
    case 'MASQUERADE': {
      const text = value('to-ports');
      const ports = text === undefined ? undefined : readPorts(text, '-');
      if (ports === null) return cannot(`its ports are not understood (${target})`);
      const side = target === 'REDIRECT' ? 'dst' : 'src';
      return [{ kind: 'translate', side, address: 'here', ...(ports && { ports }) }];
    }
    default:
      if (harmless.has(target)) return [];
      return cannot(
        named(elsewhere, target) ?? `${target} is neither a chain of the table nor a target that is understood`,
      );
  }
}

/** `10.0.0.1`, `10.0.0.1-10.0.0.9:80-90`, `[fd00::1]:80`, `:80`. */
function translation(side: 'src' | 'dst', text: string | undefined, family: 4 | 6): readonly Action[] | null {
  if (text === undefined) return null;
  const bracketed = /^\[([^\]]+)\](?:-\[([^\]]+)\])?(?::(.+))?$/.exec(text);
  const plain = family === 4 ? /^([^:]*)(?::(.+))?$/.exec(text) : null;
  const addresses = bracketed
    ? bracketed[2] === undefined
      ? bracketed[1]!
      : `${bracketed[1]}-${bracketed[2]}`
    : (plain?.[1] ?? text);
  const port = bracketed?.[3] ?? plain?.[2];
  const ports = port === undefined ? undefined : readPorts(port.split('/')[0]!, '-');
  const range = addresses === '' ? undefined : readAddresses(addresses);
  if (ports === null || range === null || (range !== undefined && range.family !== family)) return null;
  const address: Range | undefined = range && { first: range.first, last: range.last };
  return [{ kind: 'translate', side, ...(address && { address }), ...(ports && { ports }) }];
}

const all = 0xffff_ffff;
const not = (bits: number): number => (~bits & all) >>> 0;

/** As xt_mark and xt_connmark compute it: `(old AND keep) XOR to`. */
function mark(field: 'mark' | 'ctMark', options: readonly Option[]): readonly Action[] | null {
  const [option] = options;
  const read = option === undefined ? null : readMark(option.values[0] ?? '');
  if (read === null || options.length !== 1) return null;
  const { value, mask } = read;
  const set = (keep: number, to: number): readonly Action[] => [{ kind: 'set', field, keep, to }];
  switch (option!.name) {
    case 'set-xmark':
      return set(not(mask), value);
    case 'set-mark':
      return set(not((mask | value) >>> 0), value);
    case 'and-mark':
      return set(value, 0);
    case 'or-mark':
      return set(not(value), value);
    case 'xor-mark':
      return set(all, value);
    default:
      return null;
  }
}

function connmark(options: readonly Option[]): readonly Action[] | null {
  const which = options.find(({ name }) => name === 'save-mark' || name === 'restore-mark');
  if (which === undefined) return mark('ctMark', options);
  const masks = options.filter((option) => option !== which);
  const whole = masks.every(({ name, values }) => {
    const read = readMark(values[0] ?? '');
    return ['mask', 'nfmask', 'ctmask'].includes(name) && read?.value === all;
  });
  const [field, from] = which.name === 'save-mark' ? (['ctMark', 'mark'] as const) : (['mark', 'ctMark'] as const);
  if (whole) return [{ kind: 'set', field, keep: 0, to: undefined, from }];
  // Only some bits are taken over: which mark that gives is not followed.
  return [{ kind: 'set', field, keep: 0, to: undefined }];
}

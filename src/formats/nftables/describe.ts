import { only } from './expressions.ts';
import { isMap } from '../json/json-map.ts';

const maxText = 240;

/** A rule of `nft -j` in words near to those of nft, for a person to find it again. */
export function describeRule(expressions: readonly unknown[]): string {
  const text = expressions.map(statement).filter(Boolean).join(' ');
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}

function statement(value: unknown): string {
  const [kind, held] = only(value);
  if (kind === 'counter') return '';
  if (kind === 'match' && isMap(held)) {
    const op = held['op'] === '==' || held['op'] === 'in' ? '' : `${String(held['op'])} `;
    return `${expression(held['left'])} ${op}${expression(held['right'])}`;
  }
  if (kind === 'vmap' && isMap(held)) return `${expression(held['key'])} vmap ${expression(held['data'])}`;
  if (kind === 'mangle' && isMap(held)) return `${expression(held['key'])} set ${expression(held['value'])}`;
  if ((kind === 'jump' || kind === 'goto') && isMap(held)) return `${kind} ${String(held['target'])}`;
  if (kind === 'dnat' || kind === 'snat' || kind === 'redirect' || kind === 'masquerade') {
    const { addr, port } = isMap(held) ? held : {};
    const to = [addr, port].filter((one) => one !== undefined).map(expression);
    return to.length === 0 ? kind : `${kind} to ${to.join(':')}`;
  }
  return kind || expression(value);
}

function expression(value: unknown): string {
  if (!isMap(value)) return Array.isArray(value) ? value.map(expression).join(',') : String(value);
  const [kind, held] = only(value);
  switch (kind) {
    case 'payload':
      return isMap(held) ? `${String(held['protocol'])} ${String(held['field'])}` : kind;
    case 'meta':
      return isMap(held) ? String(held['key']) : kind;
    case 'ct':
      return isMap(held) ? `ct ${String(held['key'])}` : kind;
    case 'fib':
      return isMap(held) ? `fib ${expression(held['flags'])} ${String(held['result'])}` : kind;
    case 'set':
      return Array.isArray(held) ? `{ ${held.map(element).join(', ')} }` : `{ ${element(held)} }`;
    case 'range':
      return Array.isArray(held) ? held.map(String).join('-') : kind;
    case 'prefix':
      return isMap(held) ? `${String(held['addr'])}/${String(held['len'])}` : kind;
    case 'concat':
      return Array.isArray(held) ? held.map(expression).join(' . ') : kind;
    case 'elem':
      return isMap(held) ? expression(held['val']) : kind;
    case 'map':
      return isMap(held) ? `${expression(held['key'])} map ${expression(held['data'])}` : kind;
    case '&':
    case '|':
    case '^':
      return Array.isArray(held) ? held.map(expression).join(` ${kind} `) : kind;
    default:
      return kind || 'something';
  }
}

function element(value: unknown): string {
  return Array.isArray(value) ? `${expression(value[0])} : ${statement(value[1])}` : expression(value);
}

import { List, Mapping, Unknown, type MappingData, type Origin, type Value } from './values.ts';

/**
 * Plain data of an object as values, made when they are looked at. A whole number beyond 53 bits was
 * rounded when it was read, so it is unknown.
 *
 * @param origin `struct` for Kubernetes' own kinds, `plain` for others
 */
export function fromData(data: unknown, origin: Origin): Value {
  switch (typeof data) {
    case 'string':
    case 'boolean':
      return data;
    case 'number':
      if (!Number.isInteger(data)) return data;
      return Number.isSafeInteger(data)
        ? BigInt(data)
        : new Unknown([`${data} is too large a number to be read exactly`]);
    case 'object':
      if (data === null) return null;
      if (Array.isArray(data)) return List.ofData(data, origin, (item) => fromData(item, origin));
      return Mapping.ofData(new PlainData(data as Record<string, unknown>, origin), origin);
    default:
      return null;
  }
}

class PlainData implements MappingData {
  readonly #data: Readonly<Record<string, unknown>>;
  readonly #origin: Origin;
  readonly #values = new Map<string, Value>();
  constructor(data: Readonly<Record<string, unknown>>, origin: Origin) {
    this.#data = data;
    this.#origin = origin;
  }
  keys(): readonly string[] {
    return Object.keys(this.#data);
  }
  get(key: string): Value | undefined {
    if (!Object.hasOwn(this.#data, key) || this.#data[key] === undefined) return undefined;
    let value = this.#values.get(key);
    if (value === undefined) {
      value = fromData(this.#data[key], this.#origin);
      this.#values.set(key, value);
    }
    return value;
  }
}

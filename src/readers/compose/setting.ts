import { readBoolean, readBytes, readDecimal, readInteger } from '../../formats/compose/sizes.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { Findings } from './findings.ts';
import type { Node } from './node.ts';

/**
 * Reads a value of a service as the type that its key has. A value of another type is a gap and
 * reads as undefined with its reason, as does what holds a variable that is not set. Strings are
 * cast as Compose casts them after interpolation: `"true"`, `"64m"`, `"0.5"`.
 */
export class Setting {
  readonly node: Node;
  readonly findings: Findings;
  /** What gaps about it touch. */
  readonly touches: readonly string[];
  constructor(node: Node, findings: Findings, touches: readonly string[]) {
    this.node = node;
    this.findings = findings;
    this.touches = touches;
  }

  get at(): Evidence {
    return this.node.at;
  }
  get empty(): boolean {
    return this.node.empty;
  }
  get unresolved(): string | undefined {
    return this.node.parts.unresolved;
  }
  /** The value under a key. Nothing is known of it, rather than absent, when this is no mapping. */
  get(key: string): Setting {
    const child = this.node.get(key);
    const isKnown = this.unresolved === undefined && (this.empty || this.node.map !== undefined);
    if (isKnown) return this.#of(child);
    const why = this.unresolved ?? this.invalid(`is ${nameOf(this.node)}, not a mapping`).why;
    return this.#of(child.with({ unresolved: why ?? '' }));
  }
  /** Items of a list; a scalar or mapping in its place is a gap. */
  items(): Setting[] {
    if (this.empty || this.unresolved !== undefined) return [];
    if (this.node.list === undefined) this.invalid(`is ${nameOf(this.node)}, not a list`);
    return (this.node.list ?? []).map((item) => this.#of(item));
  }
  /** Entries of a mapping. */
  entries(): [string, Setting][] {
    if (this.empty || this.unresolved !== undefined) return [];
    if (this.node.map === undefined) this.invalid(`is ${nameOf(this.node)}, not a mapping`);
    return [...(this.node.map ?? [])].map(([key, value]) => [key, this.#of(value)]);
  }

  text(): Seen<string> {
    return this.#read(({ text }) => text, 'a string');
  }
  boolean(): Seen<boolean> {
    return this.#cast(readBoolean, 'true or false');
  }
  integer(): Seen<number> {
    return this.#cast(readInteger, 'a whole number');
  }
  decimal(): Seen<number> {
    return this.#cast(readDecimal, 'a number');
  }
  bytes(): Seen<number> {
    return this.#cast(readBytes, 'a size like 64m');
  }
  /** Texts of a list, each as written; undefined with a reason when one is not known. */
  texts(): Seen<readonly string[]> {
    if (this.empty) return seen<readonly string[]>(undefined, this.at);
    if (this.unresolved !== undefined) return seen<readonly string[]>(undefined, this.at, this.unresolved);
    const items = this.items().map((item) => item.text());
    const unknown = items.find(({ value }) => value === undefined);
    if (unknown !== undefined || this.node.list === undefined) {
      return seen<readonly string[]>(undefined, unknown?.at ?? this.at, unknown?.why ?? 'an item is empty or no list');
    }
    return seen(
      items.map(({ value }) => value!),
      this.at,
    );
  }

  /** Reports that this part has not the shape of the specification; returns the reason as a value not known. */
  invalid<T>(because: string): Seen<T> {
    this.findings.gap('COMPOSE_INVALID', this.at, because, this.touches);
    return seen<T>(undefined, this.at, because);
  }

  #cast<T>(read: (text: string) => T | undefined, what: string): Seen<T> {
    return this.#read(({ text }) => (text === undefined ? undefined : read(text)), what);
  }
  #read<T>(read: (node: Node) => T | undefined, what: string): Seen<T> {
    if (this.unresolved !== undefined) return seen<T>(undefined, this.at, this.unresolved);
    if (this.empty) return seen<T>(undefined, this.at);
    const value = read(this.node);
    return value === undefined ? this.invalid(`is ${nameOf(this.node)}, not ${what}`) : seen(value, this.at);
  }
  #of(node: Node): Setting {
    return new Setting(node, this.findings, this.touches);
  }
}

/** A scalar as it stands in the file: what a variable brought in may be a secret of the machine. */
export function quoted({ parts, text }: Node): string {
  return JSON.stringify((parts.raw ?? text ?? '').slice(0, 60));
}

function nameOf(node: Node): string {
  if (node.content === null) return 'null';
  if (node.map !== undefined) return 'a mapping';
  return node.list === undefined ? quoted(node) : 'a list';
}

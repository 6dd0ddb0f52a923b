import type { PageDocument, PageElement } from '../../../html/browser/dom.ts';

/** The few more parts of the browser that a drawing uses; see `PageElement`. */
export interface MapElement extends PageElement {
  readonly style: { setProperty(name: string, value: string): void };
  readonly clientWidth: number;
  remove(): void;
}

export interface MapDocument extends PageDocument {
  createElement(tag: string): MapElement;
  createElementNS(namespace: string, tag: string): MapElement;
  getElementById(id: string): MapElement | null;
}

/** What the reader has chosen to see. */
export interface MapChoice {
  /** Boxes that show their peers. */
  readonly open: Set<number>;
  peer: number | null;
  /** The box that was opened last. */
  box: number | null;
  /** Connections of a chain, or the one that was clicked. */
  chain: readonly number[];
  words: readonly string[];
  /** `all`, `unknown` or `open`. */
  show: string;
}

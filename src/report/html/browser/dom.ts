/**
 * The few parts of the browser that the page's script uses. The project is compiled without the
 * browser's own types, whose globals would hide mistakes in code that runs on Node.
 */
export interface PageElement {
  id: string;
  textContent: string | null;
  className: string;
  value: string;
  hidden: boolean;
  checked: boolean;
  open: boolean;
  tabIndex: number;
  readonly tagName: string;
  readonly dataset: Record<string, string | undefined>;
  readonly parentElement: PageElement | null;
  append(...nodes: (PageElement | string)[]): void;
  replaceChildren(...nodes: (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  closest(selector: string): PageElement | null;
  focus(options?: { preventScroll?: boolean }): void;
  scrollIntoView(options?: { block?: string }): void;
  reset(): void;
}

export interface PageEvent {
  readonly target: PageElement;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  preventDefault(): void;
}

export interface PageDocument {
  readonly documentElement: PageElement;
  createElement(tag: string): PageElement;
  getElementById(id: string): PageElement | null;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

export interface PageWindow {
  readonly location: { readonly hash: string };
  readonly localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  addEventListener(type: string, listener: () => void): void;
  matchMedia(query: string): {
    readonly matches: boolean;
    addEventListener(type: string, listener: (event: { readonly matches: boolean }) => void): void;
  };
}

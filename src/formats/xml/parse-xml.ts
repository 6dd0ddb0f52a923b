/** An element; text and CDATA of it together, comments and instructions left out. */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** By name as written, prefix included. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
}

class XmlError extends Error {}

interface Open {
  readonly tag: string;
  readonly element: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };
}

/** The five that XML itself defines (§4.6). A document's own need a DTD, and documents with one are refused. */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const name = '[A-Za-z_:\\u0080-\\uffff][\\w:.\\-\\u0080-\\uffff]*';
const tagStart = new RegExp(name, 'y');
const attribute = new RegExp(`\\s+(${name})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const tagEnd = /\s*(\/?)>/y;
const closing = new RegExp(`</(${name})\\s*>`, 'y');

/**
 * Reads an XML 1.0 document for its data: namespaces are not resolved, entities other than XML's own
 * and document types are refused, so that nothing grows or is fetched.
 *
 * @returns the root element, or what is wrong
 */
export function parseXml(text: string, limits: XmlLimits): XmlElement | string {
  try {
    return new Parser(text, limits).document();
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
}

class Parser {
  readonly #text: string;
  readonly #limits: XmlLimits;
  #at = 0;
  #elements = 0;

  constructor(text: string, limits: XmlLimits) {
    this.#text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    this.#limits = limits;
  }

  document(): XmlElement {
    const open: Open[] = [];
    let root: XmlElement | null = null;
    while (this.#at < this.#text.length) {
      const less = this.#text.indexOf('<', this.#at);
      const end = less === -1 ? this.#text.length : less;
      const holder = open.at(-1)?.element;
      if (end > this.#at) {
        const run = this.#text.slice(this.#at, end);
        if (holder !== undefined) holder.text += this.#decoded(run);
        else if (run.trim() !== '') throw this.#error('text outside the root element');
        this.#at = end;
      }
      if (less === -1) break;
      if (this.#skip('<!--', '-->') || this.#skip('<?', '?>')) continue;
      if (this.#text.startsWith('<![CDATA[', this.#at)) {
        if (holder === undefined) throw this.#error('text outside the root element');
        holder.text += this.#until('<![CDATA[', ']]>');
        continue;
      }
      if (this.#text.startsWith('<!', this.#at)) throw this.#error('a document type, which is not read');
      if (this.#text.startsWith('</', this.#at)) {
        const tag = this.#match(closing, 'a malformed closing tag')[1]!;
        if (open.pop()?.tag !== tag) throw this.#error(`</${tag.slice(0, 40)}> closes nothing`);
        continue;
      }
      if (root !== null && holder === undefined) throw this.#error('a second root element');
      const { element, tag, empty } = this.#startTag();
      if (holder === undefined) root = element;
      else holder.children.push(element);
      if (empty) continue;
      if (open.length === this.#limits.depth) throw this.#error(`elements deeper than ${this.#limits.depth}`);
      open.push({ tag, element });
    }
    if (open.length > 0) throw this.#error(`<${open.at(-1)!.tag.slice(0, 40)}> is not closed`);
    if (root === null) throw this.#error('no element');
    return root;
  }

  #startTag(): Open & { readonly empty: boolean } {
    if (++this.#elements > this.#limits.elements) throw this.#error(`more than ${this.#limits.elements} elements`);
    this.#at++;
    const tag = this.#match(tagStart, 'a malformed tag')[0];
    const attributes: Record<string, string> = {};
    for (;;) {
      attribute.lastIndex = this.#at;
      const found = attribute.exec(this.#text);
      if (found === null) break;
      const [whole, key, double, single] = found;
      if (Object.hasOwn(attributes, key!)) throw this.#error(`attribute ${key!.slice(0, 40)} twice`);
      Object.defineProperty(attributes, key!, {
        // XML §3.3.3: white space as written is a space; as a reference it stays.
        value: this.#decoded((double ?? single!).replaceAll(/[\t\r\n]/g, ' ')),
        enumerable: true,
      });
      this.#at += whole.length;
    }
    const empty = this.#match(tagEnd, 'a malformed tag')[1] === '/';
    const colon = tag.lastIndexOf(':');
    return { tag, element: { name: tag.slice(colon + 1), attributes, children: [], text: '' }, empty };
  }

  #skip(start: string, end: string): boolean {
    if (!this.#text.startsWith(start, this.#at)) return false;
    this.#until(start, end);
    return true;
  }

  #until(start: string, end: string): string {
    const from = this.#at + start.length;
    const to = this.#text.indexOf(end, from);
    if (to === -1) throw this.#error(`${start} is not closed`);
    this.#at = to + end.length;
    return this.#text.slice(from, to);
  }

  #match(pattern: RegExp, otherwise: string): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) throw this.#error(otherwise);
    this.#at += found[0].length;
    return found;
  }

  #decoded(text: string): string {
    if (!text.includes('&')) return text;
    return text.replaceAll(/&([^;&]{0,20});?/g, (whole, body: string) => {
      if (!whole.endsWith(';')) throw this.#error('an & that begins no entity');
      const code = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(body);
      if (code !== null) {
        const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16);
        if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) throw this.#error('a character that is none');
        return String.fromCodePoint(point);
      }
      if (!Object.hasOwn(entities, body))
        throw this.#error(`an entity &${body.slice(0, 20)}; that XML does not define`);
      return entities[body]!;
    });
  }

  #error(what: string): XmlError {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new XmlError(`line ${line} has ${what}`);
  }
}

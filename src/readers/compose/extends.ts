import type { Evidence } from '../../model/evidence.ts';
import { folderOf, isRemote, whyNot } from './files.ts';
import type { Frame, Loading } from './frame.ts';
import { canonical, merge, withoutTags } from './merge.ts';
import { convert, type Node } from './node.ts';

/** The services of one file, as they can be extended. */
interface Bases {
  readonly path: string;
  /** Folder that a `file` in it starts from: the project's for its own files, else its own. */
  readonly folder: string;
  readonly services: ReadonlyMap<string, Node>;
  /** Services of it that were resolved already. */
  readonly done: Map<string, Node>;
}

/**
 * The model of one file with every service that `extends` another put on it. A base that cannot be
 * found leaves the service `incomplete`: what it does not say itself is then not known, no default.
 */
export function resolveExtends(root: Node, path: string, frame: Frame, loader: Loading): Node {
  let model = root;
  for (const section of ['services', 'jobs']) {
    const services = model.get(section);
    if (services.map === undefined) continue;
    const resolver = new Resolver(loader, frame);
    const bases: Bases = { path, folder: frame.folder, services: services.map, done: new Map() };
    const entries = new Map<string, Node>();
    for (const [name, service] of services.map) {
      entries.set(name, service.parts.tag === 'reset' ? service : resolver.resolve(name, bases, []));
    }
    model = model.with({ content: new Map([...model.map!, [section, services.with({ content: entries })]]) });
  }
  return model;
}

class Resolver {
  readonly #loader: Loading;
  readonly #frame: Frame;
  readonly #files = new Map<string, Bases>();
  constructor(loader: Loading, frame: Frame) {
    this.#loader = loader;
    this.#frame = frame;
  }

  resolve(name: string, bases: Bases, chain: readonly string[]): Node {
    const known = bases.done.get(name);
    if (known !== undefined) return known;
    const service = bases.services.get(name)!;
    const asked = service.get('extends');
    if (service.map === undefined || asked.empty) return service;
    const rest = new Map(service.map);
    rest.delete('extends');
    const own = service.with({ content: rest });
    const base = this.#base(asked, bases, [...chain, `${name} in ${this.#loader.files.shown(bases.path)}`]);
    const resolved =
      typeof base === 'string'
        ? this.#incomplete(own, asked, base)
        : merge(withoutTags(base), own, this.#loader.mismatch).with({ origin: own.parts.origin, tag: own.parts.tag });
    // Many services may extend one large one: what they inherit counts as if it were written there.
    for (const { map, list } of resolved.map!.values()) this.#loader.budget.take(1 + (map?.size ?? list?.length ?? 0));
    bases.done.set(name, resolved);
    return resolved;
  }

  /** The service that is extended, resolved itself; a sentence when there is none. */
  #base(asked: Node, bases: Bases, chain: readonly string[]): Node | string {
    const wanted = asked.get('service');
    const file = asked.get('file');
    const unknown = [asked, wanted, file].find(({ parts }) => parts.unresolved !== undefined);
    if (unknown !== undefined) return unknown.parts.unresolved!;
    if (wanted.text === undefined) return 'extends names no service';
    let from = bases;
    if (!file.empty) {
      if (file.text === undefined) return 'extends names no file';
      const found = this.#file(file.text, bases.folder);
      if (typeof found === 'string') return found;
      from = found;
    }
    const shown = this.#loader.files.shown(from.path);
    if (!from.services.has(wanted.text)) return `the extended service ${wanted.text} is not in ${shown}`;
    const step = `${wanted.text} in ${shown}`;
    if (chain.includes(step)) return `extends cycle: ${[...chain, step].join(' → ')}`;
    // Recursion as deep as the chain is long.
    if (chain.length > 100) return 'services extend one another more than 100 times';
    return this.resolve(wanted.text, from, chain);
  }

  #file(text: string, from: string): Bases | string {
    if (isRemote(text)) return `${text} is fetched from elsewhere and was not read`;
    const path = this.#loader.files.resolve(from, text);
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const read = this.#loader.files.read(path);
    if (!('text' in read)) return `the extended file ${this.#loader.files.shown(path)} ${whyNot(read)}`;
    const folder = folderOf(path);
    const services = new Map<string, Node>();
    for (const document of this.#loader.files.documents(read.text, this.#loader.files.shown(path))) {
      const root = convert(document, folder, this.#frame.lookup, this.#loader.budget);
      for (const section of ['services', 'jobs']) {
        for (const [name, service] of root.get(section).map ?? []) {
          const next = canonical(service);
          const old = services.get(name);
          services.set(name, old === undefined ? next : merge(old, next, this.#loader.mismatch));
        }
      }
    }
    const bases: Bases = { path, folder, services, done: new Map() };
    this.#files.set(path, bases);
    return bases;
  }

  #incomplete(own: Node, asked: Node, because: string): Node {
    const at: Evidence = asked.at;
    this.#loader.findings.gap('COMPOSE_UNRESOLVED', at, because, ['*']);
    return own.with({ incomplete: `what it extends is not known: ${because}` });
  }
}

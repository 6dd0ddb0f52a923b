import { readEnvFile } from '../../formats/compose/env-file.ts';
import type { Lookup, Variable } from '../../formats/compose/interpolate.ts';
import { Located } from '../../model/located.ts';
import { resolveExtends } from './extends.ts';
import { Files, folderOf, isRemote, whyNot } from './files.ts';
import type { Findings } from './findings.ts';
import type { Frame, Loading } from './frame.ts';
import { canonical, merge, withoutTags } from './merge.ts';
import { Budget, convert, hostEnvironment, Node } from './node.ts';
import type { ComposeProject } from './project.ts';
import { isSection, touchesOfSection } from './touches.ts';

interface Source {
  readonly path: string;
  readonly file: string;
  readonly text: string;
}

/** Sections whose entries have names; a service in one file is completed by its namesake in another. */
const namedSections = ['services', 'jobs', 'networks', 'volumes', 'secrets', 'configs', 'models'] as const;

/** Reads the files of a project, with what they include and extend, and merges them to one model. */
export class Loader implements Loading {
  readonly findings: Findings;
  readonly files: Files;
  readonly budget = new Budget();
  readonly #project: ComposeProject;

  constructor(project: ComposeProject, findings: Findings) {
    this.#project = project;
    this.findings = findings;
    this.files = new Files(project, findings);
  }

  /** The merged model: a mapping of sections, tags done. `lookup` knows the environment and `.env`. */
  load(): { model: Node; lookup: Lookup } {
    const host: Lookup = (name) => {
      const { environment } = this.#project;
      return Object.hasOwn(environment, name) ? { value: environment[name]!, from: hostEnvironment } : undefined;
    };
    const files = this.#project.files.map(({ file, text }) => ({ path: this.files.own(file), file, text }));
    const named = this.#withProjectName(this.#withEnvFiles(host, ['.env'], false, null), files);
    return { model: this.#loadAll(files, { folder: '', lookup: named, chain: [] }), lookup: named };
  }

  #loadAll(sources: readonly Source[], frame: Frame): Node {
    let model = new Node({ content: new Map(), origin: nowhere, folder: frame.folder });
    for (const source of sources) {
      for (const document of this.files.documents(source.text, source.file)) {
        const root = convert(document, frame.folder, frame.lookup, this.budget);
        if (root.map === undefined) {
          this.findings.gap('COMPOSE_INVALID', root.at, 'the file is no mapping of services, networks and so on', [
            '*',
          ]);
          continue;
        }
        const included = this.#include(this.#sections(root), { ...frame, chain: [...frame.chain, source.path] });
        model = withoutTags(this.#merge(model, resolveExtends(included, source.path, frame, this)));
      }
    }
    return model;
  }

  /** The model of a file, short forms written long; what is no section of Compose is a gap. */
  #sections(root: Node): Node {
    const entries = new Map<string, Node>();
    for (const [key, section] of root.map!) {
      if (!isSection(key)) {
        this.findings.gap('COMPOSE_INVALID', section.at, `${JSON.stringify(key)} is no section of a Compose file`, [
          '*',
        ]);
      } else if ((namedSections as readonly string[]).includes(key)) {
        const named = this.#named(key, section);
        if (named !== undefined) entries.set(key, named);
      } else entries.set(key, section);
    }
    return root.with({ content: entries });
  }

  #named(key: string, section: Node): Node | undefined {
    if (section.parts.tag === 'reset' || section.empty) return section;
    if (section.map === undefined) {
      this.findings.gap('COMPOSE_INVALID', section.at, `${key} is no mapping`, touchesOfSection(key));
      return undefined;
    }
    const isService = key === 'services' || key === 'jobs';
    const entries = [...section.map].map(([name, node]) => [name, canonical(node, isService ? '' : key)] as const);
    return section.with({ content: new Map(entries) });
  }

  /** What other files say under `include`, with this file put on it. */
  #include(root: Node, frame: Frame): Node {
    let model = root;
    const include = root.get('include');
    if (include.empty) return root;
    if (include.list === undefined) this.#unresolved(include, include.parts.unresolved ?? 'include is no list', true);
    for (const item of include.list ?? []) {
      const imported = this.#includeOne(item, frame);
      if (imported !== undefined) model = this.#merge(imported, model);
    }
    return model;
  }

  #includeOne(item: Node, frame: Frame): Node | undefined {
    const asked = item.map === undefined ? item : item.get('path');
    const paths = asked.list ?? [asked];
    const sources: Source[] = [];
    for (const node of paths) {
      if (node.parts.unresolved !== undefined || node.text === undefined) {
        this.#unresolved(
          node,
          node.parts.unresolved ?? 'an include names no path',
          node.parts.unresolved === undefined,
        );
        return undefined;
      }
      if (isRemote(node.text)) {
        this.#unresolved(node, `${node.text} is fetched from elsewhere and was not read`);
        return undefined;
      }
      const path = this.files.resolve(frame.folder, node.text);
      if (frame.chain.includes(path)) {
        this.#unresolved(node, `include cycle: ${[...frame.chain, path].join(' → ')}`, true);
        return undefined;
      }
      const read = this.files.read(path);
      if (!('text' in read)) {
        this.#unresolved(node, `the included file ${this.files.shown(path)} ${whyNot(read)}`);
        return undefined;
      }
      sources.push({ path, file: this.files.shown(path), text: read.text });
    }
    const given = item.get('project_directory');
    const folder =
      given.text === undefined ? folderOf(sources[0]?.path ?? '') : this.files.resolve(frame.folder, given.text);
    const envFile = item.get('env_file');
    const envPaths = envFile.empty
      ? [this.files.resolve(folder, '.env')]
      : (envFile.list ?? [envFile]).map(({ text }) => this.files.resolve(frame.folder, text ?? ''));
    const lookup = this.#withEnvFiles(frame.lookup, envPaths, !envFile.empty, envFile);
    return this.#loadAll(sources, { folder: folder === '.' ? '' : folder, lookup, chain: frame.chain });
  }

  /** `lookup` with the variables of env files below it: what is set outside wins. */
  #withEnvFiles(lookup: Lookup, paths: readonly string[], required: boolean, asked: Node | null): Lookup {
    const known = new Map<string, Variable>();
    for (const path of paths) {
      const read = this.files.read(path);
      const file = this.files.shown(path);
      const at = asked?.at ?? { source: this.findings.source, file };
      if ('text' in read) {
        const outer: Lookup = (name) => lookup(name) ?? known.get(name);
        const { entries, problems } = readEnvFile(read.text, outer, file);
        for (const { because, line } of problems) {
          this.findings.gap('COMPOSE_INVALID', { source: this.findings.source, file, line }, because, ['*']);
        }
        for (const { name, value, line } of entries) {
          if (value === null) continue;
          // A variable that rests on one that is not set is not set itself, so its use says so.
          if (value.problems.length === 0) known.set(name, { value: value.text, from: `${file}:${line}` });
          else known.delete(name);
        }
      } else if (required || 'unreadable' in read) {
        this.findings.gap('COMPOSE_UNRESOLVED', at, `the env file ${file} ${whyNot(read)}`, ['*']);
      }
    }
    return (name) => lookup(name) ?? known.get(name);
  }

  /** `COMPOSE_PROJECT_NAME` is the top-level `name` unless it is set. */
  #withProjectName(lookup: Lookup, sources: readonly Source[]): Lookup {
    let name: Variable | undefined;
    for (const { text, file } of sources) {
      for (const { root } of this.files.documents(text, file)) {
        const given = root.get('name');
        const value = given.string().value;
        if (value !== undefined && !value.includes('$')) name = { value, from: `name in ${file}:${given.at.line}` };
      }
    }
    return (variable) => lookup(variable) ?? (variable === 'COMPOSE_PROJECT_NAME' ? name : undefined);
  }

  /** One model on another: sections by name, services by the merge rules. */
  #merge(base: Node, over: Node): Node {
    const merged = new Map(base.map);
    for (const [key, section] of over.map!) {
      const old = merged.get(key);
      if (key === 'include') continue;
      if (old?.map === undefined || section.map === undefined || section.parts.tag !== undefined) {
        if (!section.empty || old === undefined || section.parts.tag !== undefined) merged.set(key, section);
        continue;
      }
      const entries = new Map(old.map);
      for (const [name, node] of section.map) {
        const namesake = entries.get(name);
        entries.set(name, namesake === undefined ? node : merge(namesake, node, this.mismatch, ''));
      }
      merged.set(key, old.with({ content: entries }));
    }
    return base.with({ content: merged });
  }

  readonly mismatch = (node: Node, path: string): void => {
    this.findings.gap('COMPOSE_INVALID', node.at, `${path || 'it'} is of another shape than what it is merged with`, [
      '*',
    ]);
  };

  #unresolved(node: Node, because: string, invalid = false): void {
    this.findings.gap(invalid ? 'COMPOSE_INVALID' : 'COMPOSE_UNRESOLVED', node.at, because, ['*']);
  }
}

/** The origin of an empty model, before the first file is put on it. */
const nowhere = Located.root(undefined, { evidence: () => ({ source: 'compose' }) });

import { readCsaf } from '../formats/advisory-feeds/csaf.ts';
import { readDebianTracker } from '../formats/advisory-feeds/debian-tracker.ts';
import { readEpss, readKev, readNvd } from '../formats/advisory-feeds/exploitation.ts';
import { readSecdb } from '../formats/advisory-feeds/alpine-secdb.ts';
import type { FeedRead } from '../formats/advisory-feeds/feed-read.ts';
import { readNodeWorkingGroup } from '../formats/advisory-feeds/node-working-group.ts';
import { readOpenVex } from '../formats/advisory-feeds/openvex.ts';
import { recognise, type FeedKind } from '../formats/advisory-feeds/recognise.ts';
import { isRedHat, redHatRecords } from '../formats/advisory-feeds/red-hat.ts';
import type { VexRead } from '../formats/advisory-feeds/vex.ts';
import { placeOf, type Place } from '../formats/osv/ecosystem.ts';
import { readRecord } from '../formats/osv/read-record.ts';
import type { AdvisoryRecord } from '../formats/osv/record.ts';
import { shortened, textField } from '../formats/osv/shape.ts';
import { readYaml } from '../formats/yaml/read-yaml.ts';
import type { FeedStatus } from './status.ts';
import type { Sink } from './writer.ts';

type Counts = { -readonly [K in 'documents' | 'records' | 'withdrawn' | 'notSecurity' | 'gaps']: FeedStatus[K] };

/** Of one feed so many gaps are kept with their words; all are counted. */
const keptGaps = 200;

/** Errata that only change behaviour. Those of them that mend a vulnerability name it. */
const notSecurity = /^(ALBA|ALEA|RHBA|RHEA|RLBA|RLEA|SUSE-[RFO]U|openSUSE-[RFO]U)\b/;

/** Takes the documents of one feed into a database or a count, each by what it is. Nothing in them can stop it. */
export class FeedReader {
  readonly #id: number;
  readonly #sink: Sink;
  readonly counts: Counts = { documents: 0, records: 0, withdrawn: 0, notSecurity: 0, gaps: 0 };
  readonly kinds = new Set<FeedKind>();
  readonly #told = new Set<string>();
  /** By the spelling of the feed. */
  readonly #places = new Map<string, Place>();
  /** Ecosystems of which every record speaks; null before the first. */
  #common: readonly string[] | null = null;
  #newest: { readonly time: number; readonly text: string } | null = null;

  constructor(id: number, sink: Sink) {
    this.#id = id;
    this.#sink = sink;
  }

  /** The newest date that stood in it, as written. */
  get newest(): string | null {
    return this.#newest?.text ?? null;
  }

  /**
   * What it is a feed of: see `FeedStatus.places`.
   *
   * @param of the ecosystem that it was fetched as the feed of, where that is known
   */
  placesOf(of: string | undefined): readonly string[] {
    const bases = of === undefined ? (this.#common ?? []) : [of];
    const places = [...this.#places.values()].filter(({ base }) => bases.length === 0 || bases.includes(base));
    return [...new Set(places.map(({ key }) => key))].toSorted();
  }

  gap(subject: string, because: string): void {
    if (this.counts.gaps++ < keptGaps) this.#sink.gap(this.#id, shortened(subject, 300), shortened(because, 300));
  }

  document(name: string, bytes: Buffer): void {
    this.counts.documents++;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.gap(name, 'is not UTF-8');
      return;
    }
    try {
      if (/\.csv$/i.test(name) || /^(#model_version:|cve,epss)/.test(text)) this.#epss(name, text);
      else if (/\.ya?ml$/i.test(name)) this.#yaml(name, text);
      else this.#json(name, text);
    } catch (error) {
      // A full disk is no fault of the document; anything else must not end the build of all others.
      if ((error as { code?: unknown }).code === 'ERR_SQLITE_ERROR') throw error;
      this.gap(name, `could not be read: ${(error as Error).message}`);
    }
  }

  #json(name: string, text: string): void {
    let root: unknown;
    try {
      root = JSON.parse(text);
    } catch (error) {
      const lines = /\.jsonl$/i.test(name) ? text.split('\n').filter((line) => line.trim() !== '') : [];
      if (lines.length < 2) this.gap(name, `is not JSON: ${(error as Error).message}`);
      for (const [index, line] of lines.entries()) this.#json(`${name}:${index + 1}`, line);
      return;
    }
    this.#root(name, root);
  }

  #yaml(name: string, text: string): void {
    const file = readYaml(text, name, 'advisories', 'core');
    for (const problem of file.problems) this.gap(`${name}:${problem.line}`, problem.because);
    if (file.documents.length === 0 && file.problems.length === 0) this.gap(name, 'holds nothing');
    for (const { root } of file.documents) this.#root(name, root.value);
  }

  #root(name: string, root: unknown): void {
    const kind = recognise(root);
    if (kind === null) {
      // The schema of a feed may lie beside it.
      if (textField(root, '$schema')?.includes('json-schema.org') === true) return;
      this.gap(name, 'is of no format that is known for advisories');
      return;
    }
    this.kinds.add(kind);
    switch (kind) {
      case 'osv':
        for (const [index, item] of (Array.isArray(root) ? (root as unknown[]) : [root]).entries()) {
          this.#osv(Array.isArray(root) ? `${name}[${index}]` : name, item);
        }
        break;
      case 'debian-tracker':
        this.#converted(name, readDebianTracker(root));
        break;
      case 'secdb':
        this.#converted(name, readSecdb(root));
        break;
      case 'node-working-group':
        this.#converted(name, this.#once(readNodeWorkingGroup(root, name)));
        break;
      case 'csaf':
        this.#vex(name, readCsaf(root));
        break;
      case 'openvex':
        this.#vex(name, readOpenVex(root));
        break;
      case 'kev':
        this.#lookup(name, readKev(root), (cve, entry) => this.#sink.kev(cve, entry));
        break;
      case 'nvd':
        this.#lookup(name, readNvd(root), (cve, claims) => this.#sink.severities(cve, claims));
        break;
      default:
        this.gap(name, `is ${kind}, which is not read from JSON`);
    }
  }

  #osv(name: string, item: unknown): void {
    const read = readRecord(item);
    if (typeof read === 'string') {
      this.gap(name, read);
      return;
    }
    const { record, faults } = read;
    this.#sink.read?.(record);
    for (const fault of faults) this.gap(`${name} ${record.id}`, fault);
    const names = [...record.aliases, ...record.upstream, ...record.related];
    if (notSecurity.test(record.id) && !names.some((id) => id.startsWith('CVE-'))) this.counts.notSecurity++;
    else this.#store(record, true);
  }

  #store(record: AdvisoryRecord, own: boolean): void {
    this.#date(record.modified);
    if (record.withdrawn === null) {
      this.counts.records++;
      this.#place(record.affected);
    } else this.counts.withdrawn++;
    this.#sink.advisory(this.#id, record, own);
  }

  #place(affected: AdvisoryRecord['affected']): void {
    if (affected.length === 0) return;
    for (const { ecosystem } of affected) {
      if (!this.#places.has(ecosystem)) this.#places.set(ecosystem, placeOf(ecosystem));
    }
    const baseOf = (ecosystem: string): string | undefined => this.#places.get(ecosystem)?.base;
    this.#common ??= [...new Set(affected.flatMap(({ ecosystem }) => baseOf(ecosystem) ?? []))];
    if (this.#common.length > 0) {
      this.#common = this.#common.filter((base) => affected.some(({ ecosystem }) => baseOf(ecosystem) === base));
    }
  }

  #converted(name: string, { records, faults }: FeedRead): void {
    for (const fault of faults) this.gap(name, fault);
    for (const record of records) this.#store(record, false);
  }

  /** An index says again what the files beside it say. Where they differ, both count. */
  #once({ records, faults }: FeedRead): FeedRead {
    return {
      records: records.filter((record) => {
        const text = JSON.stringify(record);
        if (this.#told.has(text)) return false;
        this.#told.add(text);
        return true;
      }),
      faults,
    };
  }

  #vex(name: string, document: VexRead): void {
    this.#date(document.date);
    for (const fault of document.faults) this.gap(name, fault);
    const records = redHatRecords(document);
    for (const record of records) this.#store(record, false);
    // What became advisories of a release is no statement about anything else.
    const rest = document.statements.filter(({ product }) => !isRedHat(product));
    for (const statement of rest) this.#sink.statement(document.author, statement);
    this.counts.records += rest.length;
  }

  #epss(name: string, text: string): void {
    this.kinds.add('epss');
    this.#lookup(name, readEpss(text), (cve, prediction) => this.#sink.epss(cve, prediction));
  }

  #lookup<V>(
    name: string,
    lookup: {
      readonly entries: ReadonlyMap<string, V>;
      readonly date: string | null;
      readonly faults: readonly string[];
    },
    write: (cve: string, value: V) => void,
  ): void {
    this.#date(lookup.date);
    for (const fault of lookup.faults) this.gap(name, fault);
    for (const [cve, value] of lookup.entries) write(cve, value);
    this.counts.records += lookup.entries.size;
  }

  #date(text: string | null): void {
    const time = text === null ? Number.NaN : Date.parse(text);
    // The Go database writes the year 1 where it knows no date.
    if (time > 0 && time > (this.#newest?.time ?? Number.NEGATIVE_INFINITY)) {
      this.#newest = { time, text: text! };
    }
  }
}

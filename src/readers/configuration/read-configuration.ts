import { configuration } from '../../facts/configuration.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Stage, type Subject } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { Located, type Place } from '../../model/located.ts';
import { mayBeConfiguration, programOf } from './recognise.ts';

export interface ConfigurationContext {
  /** The collector's name, for subjects and gaps. */
  readonly source: string;
  readonly stage: Stage;
  /** Without folders: `daemon.json`, `alertmanager.yml`. */
  readonly fileName: string;
  /** Whom the fact speaks of, when it is not the file itself: the ConfigMap that holds it. */
  readonly subject?: Subject;
}

/** A `configuration` fact when the mapping is the configuration of a program that Plimsoll knows; else nothing. */
export function readConfiguration(root: Located, context: ConfigurationContext): Sighting[] {
  const program = programOf(root, context.fileName);
  if (program === null) return [];
  const { source, stage } = context;
  const subject = context.subject ?? { source, kind: 'Configuration', name: context.fileName };
  return [{ fact: fact(configuration, { subject, stage }, { program, root }, root.at) }];
}

/**
 * The configurations inside a ConfigMap or Secret: each value that is YAML or JSON of a program
 * Plimsoll knows. A value that should be but cannot be parsed is a gap.
 */
export function readEmbeddedConfigurations(object: Located, subject: Subject, stage: Stage): Sighting[] {
  const sightings: Sighting[] = [];
  const isSecret = object.get('kind').value === 'Secret';
  for (const part of isSecret ? ['data', 'stringData'] : ['data']) {
    for (const [key, entry] of object.get(part).entries()) {
      const { value } = entry;
      if (typeof value !== 'string') continue;
      const text = isSecret && part === 'data' ? decoded(key, value) : value;
      if (mayBeConfiguration(key, text)) readValue(key, text, entry, subject, stage, sightings);
    }
  }
  return sightings;
}

function readValue(
  key: string,
  text: string,
  entry: Located,
  subject: Subject,
  stage: Stage,
  sightings: Sighting[],
): void {
  const { source } = subject;
  const file = readYaml(text, key, source, 'kubernetes');
  for (const { root, place } of file.documents) {
    const inside = Located.root(root.value, new InsideValue(entry, place));
    sightings.push(...readConfiguration(inside, { source, stage, fileName: key, subject }));
  }
  const [problem] = file.problems;
  if (problem === undefined || !/\.(ya?ml|json)$/.test(key)) return;
  const gap: Gap = {
    code: problem.code,
    source,
    subject: `${subject.kind} ${subject.name}, ${key}`,
    because: `${problem.because} (line ${problem.line} of the value)`,
    toKnow: 'Correct the text of the value so that it parses as YAML.',
    // Of what can stand here Plimsoll reads only what monitors.
    touches: ['monitoring'],
    at: entry.at,
  };
  sightings.push({ gap });
}

/** Base64 of the API, for the keys under which operators keep a configuration. */
function decoded(key: string, value: string): string {
  return /\.(ya?ml|json)$/.test(key) ? Buffer.from(value, 'base64').toString('utf8') : '';
}

/** Places inside a value: the line of its key in the file, with the line inside it as a note. */
class InsideValue implements Place {
  readonly #entry: Located;
  readonly #inner: Place;
  constructor(entry: Located, inner: Place) {
    this.#entry = entry;
    this.#inner = inner;
  }
  evidence(holder: object | null, key: string | number | null, path: string): ReturnType<Place['evidence']> {
    const { line } = this.#inner.evidence(holder, key, path);
    const outer = this.#entry.at;
    const place = path === '' ? this.#entry.path : `${this.#entry.path}: ${path}`;
    return { ...outer, place, note: `line ${line} of the value` };
  }
}

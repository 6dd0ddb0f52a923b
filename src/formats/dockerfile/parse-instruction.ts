import type { DockerfileInstruction } from './instruction.ts';
import { execForm, plainWords, quotedWords, takeFlags } from './words.ts';

type Parts = Pick<DockerfileInstruction, 'form' | 'words'>;
type Read = Parts | string;

export interface ParsedInstruction {
  /** Undefined when nothing of it could be understood. */
  readonly instruction?: Omit<DockerfileInstruction, 'heredocs' | 'line' | 'column'>;
  /** What Docker would refuse. */
  readonly because?: string;
  readonly takesHeredocs: boolean;
}

/** How the text after name and flags is read; a string says what is wrong with it. */
const readers: Readonly<Record<string, (rest: string, escape: string) => Read>> = {
  ADD: readPaths,
  ARG: (rest, escape) => ({ form: 'words', words: quotedWords(rest, escape) }),
  CMD: readCommand,
  COPY: readPaths,
  ENTRYPOINT: readCommand,
  ENV: readPairs,
  EXPOSE: readPlain,
  FROM: readFrom,
  HEALTHCHECK: readHealthcheck,
  LABEL: readPairs,
  MAINTAINER: readOne,
  RUN: readCommand,
  SHELL: (rest) => {
    const parts = readCommand(rest);
    return typeof parts === 'string' || parts.form === 'exec' ? parts : 'SHELL takes a JSON array';
  },
  STOPSIGNAL: readOne,
  USER: readOne,
  VOLUME: readList,
  WORKDIR: readOne,
};

/** What may stay empty: `CMD` and `ENTRYPOINT []` reset, `RUN` may hold only flags before a here-document. */
const mayBeEmpty = new Set(['CMD', 'ENTRYPOINT']);
const heredocsIn = new Set(['RUN', 'COPY', 'ADD']);

export function parseInstruction(text: string, escape: string, inOnBuild = false): ParsedInstruction {
  const { name, after } = nameOf(text);
  const { flags, rest } = takeFlags(after);
  if (name === 'ONBUILD') {
    if (inOnBuild) return { because: 'ONBUILD stands inside ONBUILD', takesHeredocs: false };
    if (rest === '') return { because: 'ONBUILD has no instruction', takesHeredocs: false };
    const inner = nameOf(rest).name;
    if (inner === 'FROM' || inner === 'MAINTAINER') {
      return { because: `${inner} may not stand inside ONBUILD`, takesHeredocs: false };
    }
    return parseInstruction(rest, escape, true);
  }
  const read = readers[name];
  if (read === undefined) return { because: `${JSON.stringify(name)} is no instruction`, takesHeredocs: false };
  const parts = rest === '' && !mayBeEmpty.has(name) ? `${name} has no arguments` : read(rest, escape);
  if (typeof parts === 'string') {
    const refused = { because: parts, takesHeredocs: heredocsIn.has(name) };
    // A FROM that is wrong still ends the stage before it.
    if (name !== 'FROM') return refused;
    return { ...refused, instruction: { name, onBuild: false, flags, form: 'words', words: [], text } };
  }
  return {
    instruction: { name, onBuild: inOnBuild, flags, ...parts, text },
    takesHeredocs: heredocsIn.has(name) && parts.form !== 'exec',
  };
}

/** The first word, upper case, and what follows. */
function nameOf(text: string): { name: string; after: string } {
  const trimmed = text.trim();
  const end = trimmed.search(/[\t\v\f\r ]/);
  return end === -1
    ? { name: trimmed.toUpperCase(), after: '' }
    : { name: trimmed.slice(0, end).toUpperCase(), after: trimmed.slice(end + 1) };
}

const notStrings = 'the JSON array holds something that is not a string';

function readCommand(rest: string): Read {
  const items = execForm(rest);
  if (items === 'wrong') return notStrings;
  return items === null ? { form: 'shell', words: rest === '' ? [] : [rest] } : { form: 'exec', words: items };
}

function readList(rest: string): Read {
  const items = execForm(rest);
  if (items === 'wrong') return notStrings;
  return items === null ? readPlain(rest) : { form: 'exec', words: items };
}

function readPaths(rest: string): Read {
  const parts = readList(rest);
  return typeof parts !== 'string' && parts.words.length < 2 ? 'needs a source and a target' : parts;
}

function readPlain(rest: string): Parts {
  return { form: 'words', words: plainWords(rest) };
}

function readOne(rest: string): Parts {
  return { form: 'words', words: [rest] };
}

function readFrom(rest: string): Read {
  const { words } = readPlain(rest);
  if (words.length === 1) return { form: 'words', words };
  const [, as, name = ''] = words;
  if (words.length !== 3 || as?.toLowerCase() !== 'as') return 'FROM takes an image and, after AS, a name';
  if (!/^[a-z][a-z0-9\-_.]*$/i.test(name)) return `${JSON.stringify(name)} is no name for a stage`;
  return { form: 'words', words };
}

/** `NAME=value …`, or the old `NAME value` whose value is the rest of the line. */
function readPairs(rest: string, escape: string): Read {
  const words = quotedWords(rest, escape);
  const [first = ''] = words;
  if (!first.includes('=')) {
    const old = /^([^\t\v\f\r ]+)[\t\v\f\r ]+([^]*)$/.exec(rest);
    return old === null ? `${JSON.stringify(first)} has no value` : { form: 'words', words: [`${old[1]}=${old[2]}`] };
  }
  const bare = words.find((word) => !word.includes('='));
  return bare === undefined ? { form: 'words', words } : `${JSON.stringify(bare)} has no value`;
}

function readHealthcheck(rest: string): Read {
  const end = rest.search(/\s/);
  const kind = (end === -1 ? rest : rest.slice(0, end)).toUpperCase();
  const command = end === -1 ? '' : rest.slice(end).trim();
  if (kind === 'NONE') {
    return command === '' ? { form: 'words', words: ['NONE'] } : 'HEALTHCHECK NONE takes no arguments';
  }
  if (kind !== 'CMD') return `HEALTHCHECK takes NONE or CMD, not ${JSON.stringify(kind)}`;
  if (command === '') return 'HEALTHCHECK CMD has no command';
  const parts = readCommand(command);
  return typeof parts === 'string' ? parts : { form: parts.form, words: ['CMD', ...parts.words] };
}

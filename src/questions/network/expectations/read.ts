import { readSelector, type Selector } from '../../../formats/label-selector/selector.ts';
import { parseBlockOrAddress, type Block } from '../../../formats/connections/blocks.ts';
import { everyPort } from '../../../formats/connections/connections.ts';
import { readYaml } from '../../../formats/yaml/read-yaml.ts';
import { protocols, type Protocol } from '../../../model/connections.ts';
import { describeEvidence, type Evidence } from '../../../model/evidence.ts';
import { Failure } from '../../../model/failure.ts';
import type { Located } from '../../../model/located.ts';
import { assertions, type Assertion, type PortRun } from '../../../model/network-report.ts';

/** Which peers an assertion speaks of. */
export type Chosen =
  | { readonly by: 'name'; readonly text: string }
  | { readonly by: 'everything' }
  /** Pods that no rule means. */
  | { readonly by: 'strangers' }
  | { readonly by: 'addresses'; readonly blocks: readonly Block[]; readonly except: readonly Block[] }
  | {
      readonly by: 'workloads';
      /** Patterns, in which `*` stands for anything. */
      readonly namespaces: readonly string[] | null;
      readonly kinds: readonly string[] | null;
      readonly names: readonly string[] | null;
      readonly labels: Selector;
    };

/** Peers that any of `chosen` takes, without those that `except` takes. */
export interface Selection {
  readonly chosen: readonly Chosen[];
  readonly except: readonly Chosen[];
  /** As it was written, for people. */
  readonly text: string;
}

/** One assertion of the file. */
export interface Expectation {
  readonly name: string;
  readonly assertion: Assertion;
  readonly from: Selection;
  readonly to: Selection;
  readonly ports: readonly PortRun[];
  readonly at: Evidence;
}

/** Where no ports are named: those that a policy can name. ICMP is asserted only by name. */
const usualPorts: readonly PortRun[] = [everyPort.TCP, everyPort.UDP, everyPort.SCTP];

/**
 * Reads a file of assertions. The shape is strict: an assertion that is misspelt and passed over would
 * protect nothing, so whatever is not understood is a `Failure` with its position.
 */
export function readExpectations(text: string, file: string): readonly Expectation[] {
  const { documents, problems } = readYaml(text, file, 'plimsoll', 'core');
  const [problem] = problems;
  if (problem !== undefined)
    throw new Failure('EXPECTATIONS_INVALID', `${file}:${problem.line}:${problem.column}: ${problem.because}.`);
  const root = documents[0]?.root;
  if (root === undefined || documents.length > 1)
    throw new Failure('EXPECTATIONS_INVALID', `${file} holds ${documents.length} documents; one is read.`);
  const list = known(root, ['expectations']).get('expectations');
  if (!list.isList || list.items().length === 0) throw wrong(list, 'must be a list of assertions');
  const names = new Set<string>();
  return list.items().map((item) => {
    const one = readOne(item);
    if (names.has(one.name)) throw wrong(item.get('name'), 'is the name of two assertions');
    names.add(one.name);
    return one;
  });
}

function readOne(item: Located): Expectation {
  known(item, ['name', ...assertions]);
  const name = item.get('name').string().value?.trim();
  if (name === undefined || name === '') throw wrong(item.get('name'), 'must say in words what is expected');
  const stated = assertions.filter((key) => !item.lacks(key));
  const [assertion] = stated;
  if (assertion === undefined || stated.length > 1) throw wrong(item, `must have one of ${assertions.join(', ')}`);
  const body = known(item.get(assertion), ['from', 'to', 'ports']);
  return {
    name,
    assertion,
    from: selectionOf(body.get('from')),
    to: selectionOf(body.get('to')),
    ports: portsOf(body.get('ports')),
    at: item.at,
  };
}

function selectionOf(at: Located): Selection {
  if (at.empty) throw wrong(at, 'must name peers');
  const parts = at.isList ? at.items() : [at];
  if (parts.length === 0) throw wrong(at, 'must name at least one peer');
  const except = parts.flatMap((part) => (part.isMap && !part.lacks('except') ? exceptOf(part) : []));
  if (except.length > 0 && parts.length > 1) throw wrong(at, 'cannot have `except` in a list of several');
  return { chosen: parts.flatMap(chosenOf), except, text: textOf(at.value) };
}

function exceptOf(part: Located): readonly Chosen[] {
  // Of blocks of addresses the exceptions are blocks.
  if (!part.lacks('cidr')) return [];
  const at = part.get('except');
  return (at.isList ? at.items() : [at]).flatMap((one) => {
    if (one.isMap && !one.lacks('except')) throw wrong(one.get('except'), 'cannot stand in an exception');
    return chosenOf(one);
  });
}

function chosenOf(at: Located): readonly Chosen[] {
  const name = at.string().value;
  if (name !== undefined) {
    if (name === 'everything' || name === 'strangers') return [{ by: name }];
    const block = parseBlockOrAddress(name);
    return [block === null ? { by: 'name', text: name } : { by: 'addresses', blocks: [block], except: [] }];
  }
  if (!at.isMap) throw wrong(at, 'must be a name, an address, a mapping, or a list of these');
  if (!at.lacks('cidr')) {
    known(at, ['cidr', 'except']);
    return [{ by: 'addresses', blocks: blocksOf(at.get('cidr')), except: blocksOf(at.get('except'), true) }];
  }
  if (!at.lacks('everything')) {
    known(at, ['everything', 'except']);
    if (at.get('everything').value !== true) throw wrong(at.get('everything'), 'can only be true');
    return [{ by: 'everything' }];
  }
  const keys = ['namespace', 'kind', 'name', 'labels', 'selector', 'except'];
  known(at, keys);
  if (keys.slice(0, -1).every((key) => at.lacks(key)))
    throw wrong(at, `must have one of ${keys.slice(0, -1).join(', ')}, everything or cidr`);
  return [
    {
      by: 'workloads',
      namespaces: patternsOf(at.get('namespace')),
      kinds: patternsOf(at.get('kind')),
      names: patternsOf(at.get('name')),
      labels: labelsOf(at),
    },
  ];
}

function labelsOf(at: Located): Selector {
  const selector = at.get('selector');
  const { value, why, at: where } = readSelector(selector);
  if (value === undefined)
    throw new Failure('EXPECTATIONS_INVALID', `${describeEvidence(where)}: ${why ?? 'is no selector'}.`);
  const labels = at.get('labels');
  if (!labels.empty && !labels.isMap) throw wrong(labels, 'must be a mapping of labels to values');
  return [
    ...value,
    ...labels.entries().map(([key, entry]) => {
      const text = entry.string().value;
      if (text === undefined) throw wrong(entry, 'must be a string');
      return { key, operator: 'In' as const, values: [text] };
    }),
  ];
}

function patternsOf(at: Located): readonly string[] | null {
  if (at.empty) return null;
  const one = at.string().value;
  const all = one === undefined ? at.strings().value : [one];
  if (all === undefined || all.length === 0 || all.includes(''))
    throw wrong(at, 'must be a name, in which * stands for anything, or a list of names');
  return all;
}

function blocksOf(at: Located, optional = false): readonly Block[] {
  if (at.empty && optional) return [];
  const all = at.isList ? at.items() : [at];
  return all.map((one) => {
    const text = one.string().value;
    const block = text === undefined ? null : parseBlockOrAddress(text);
    if (block === null) throw wrong(one, 'must be a block of addresses such as 10.0.0.0/8 or 2001:db8::/32');
    return block;
  });
}

function portsOf(at: Located): readonly PortRun[] {
  if (at.empty) return usualPorts;
  const all = at.isList ? at.items() : [at];
  if (all.length === 0) throw wrong(at, 'must name at least one port');
  return all.map((one) => {
    const text = one.text().value;
    const run = text === undefined ? null : portRunOf(text);
    if (run === null) throw wrong(one, 'must be a port such as 5432, 8000-8080, UDP/53, SCTP or ICMP');
    return run;
  });
}

/** `5432`, `8000-8080`, `UDP/53`, `UDP`, `ICMP/8`; null for anything else. */
export function portRunOf(text: string): PortRun | null {
  const [, name, , from, , to] = /^(?:([A-Za-z]+)(\/|$))?(?:(\d{1,5})(-(\d{1,5}))?)?$/.exec(text) ?? [];
  const protocol: Protocol | undefined =
    name === undefined ? 'TCP' : protocols.find((one) => one === name.toUpperCase());
  if (protocol === undefined || (name === undefined && from === undefined) || text.endsWith('/')) return null;
  const whole = everyPort[protocol];
  if (from === undefined) return whole;
  const [first, last] = [Number(from), Number(to ?? from)];
  return first < whole.first || last > whole.last || first > last ? null : { protocol, first, last };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, held]) => `${key} ${typeof held === 'object' ? `(${textOf(held)})` : String(held)}`)
    .join(', ');
}

function known(at: Located, keys: readonly string[]): Located {
  if (!at.isMap) throw wrong(at, 'must be a mapping');
  for (const [key, entry] of at.entries())
    if (!keys.includes(key)) throw wrong(entry, `is not known; known are ${keys.join(', ')}`);
  return at;
}

function wrong(at: Located, what: string): Failure {
  const path = at.path === '' ? 'the file' : at.path;
  return new Failure('EXPECTATIONS_INVALID', `${describeEvidence(at.at)}: \`${path}\` ${what}.`);
}

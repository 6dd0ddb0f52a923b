import type { Peer } from '../../model/connections.ts';
import type { MapReport } from '../../model/network-report.ts';
import { doubtsOf } from '../../model/network-report.ts';
import { visible } from '../visible.ts';
import { isAddresses, namesOf } from './names.ts';
import { portsOf, portsText } from './ports.ts';

/** Longer labels make a drawing that nobody reads; the JSON has them whole. */
const labelLength = 80;

interface Line {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly unknown: boolean;
}

/** What is drawn of a map: a line for what is allowed of a pair, another for what is not known of it. */
function* linesOf({ map }: MapReport): Generator<Line> {
  for (const { from, to, parts } of map.connections) {
    const allowed = portsOf(parts, 'allowed');
    const unknown = portsOf(parts, 'unknown');
    if (allowed.length > 0) yield { from, to, label: portsText(allowed), unknown: false };
    if (unknown.length > 0) yield { from, to, label: `? ${portsText(unknown)}`, unknown: true };
  }
}

function boxesOf(peers: readonly Peer[]): ReadonlyMap<string, readonly Peer[]> {
  return Map.groupBy(peers, (peer) => (isAddresses(peer) ? '' : (peer.namespace ?? '')));
}

function short(text: string): string {
  const whole = visible(text);
  return whole.length > labelLength ? `${whole.slice(0, labelLength - 1)}\u2026`.toWellFormed() : whole;
}

/** Of a map that is not sure: what nobody may overlook in a drawing. */
function warning({ gaps }: MapReport): string | null {
  const doubts = doubtsOf(gaps);
  if (doubts.length === 0) return null;
  const [first] = doubts;
  const rest = doubts.length > 1 ? ` and ${doubts.length - 1} more` : '';
  return `Not sure: ${short(first?.subject ?? '')}${rest} could not be read, and a rule may stand there`;
}

/** Graphviz: a cluster for each namespace; dashed lines are not known. https://graphviz.org/doc/info/lang.html */
export function* renderDot(report: MapReport): Generator<string> {
  const { peers } = report.map;
  const names = namesOf(peers);
  const ids = new Map(peers.map(({ id }, index) => [id, `n${index}`]));
  const told = warning(report);
  yield 'digraph connections {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=rounded, fontname="sans-serif"];\n';
  yield '  edge [fontname="sans-serif", fontsize=10];\n';
  if (told !== null) yield `  label=${dotText(told)};\n  labelloc=t;\n`;
  let cluster = 0;
  for (const [namespace, own] of boxesOf(peers)) {
    const indent = namespace === '' ? '  ' : '    ';
    if (namespace !== '') yield `  subgraph cluster_${cluster++} {\n    label=${dotText(short(namespace))};\n`;
    for (const peer of own) {
      const shape = isAddresses(peer) ? ', shape=ellipse' : '';
      yield `${indent}${ids.get(peer.id)} [label=${dotText(short(names.get(peer.id) ?? peer.id))}${shape}];\n`;
    }
    if (namespace !== '') yield '  }\n';
  }
  for (const { from, to, label, unknown } of linesOf(report))
    yield `  ${ids.get(from)} -> ${ids.get(to)} [label=${dotText(short(label))}${unknown ? ', style=dashed' : ''}];\n`;
  yield '}\n';
}

/** A backslash begins an escape of labels, so it is doubled; nothing else in a quoted string is read. */
function dotText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}

/** Mermaid flowchart: a subgraph for each namespace; dotted lines are not known. https://mermaid.js.org/syntax/flowchart.html */
export function* renderMermaid(report: MapReport): Generator<string> {
  const { peers } = report.map;
  const names = namesOf(peers);
  const ids = new Map(peers.map(({ id }, index) => [id, `n${index}`]));
  const told = warning(report);
  if (told !== null) yield `---\ntitle: ${mermaidTitle(told)}\n---\n`;
  yield 'flowchart LR\n';
  let box = 0;
  for (const [namespace, own] of boxesOf(peers)) {
    const indent = namespace === '' ? '  ' : '    ';
    if (namespace !== '') yield `  subgraph s${box++}[${mermaidText(short(namespace))}]\n`;
    for (const peer of own) {
      const text = mermaidText(short(names.get(peer.id) ?? peer.id));
      yield `${indent}${ids.get(peer.id)}${isAddresses(peer) ? `([${text}])` : `[${text}]`}\n`;
    }
    if (namespace !== '') yield '  end\n';
  }
  for (const { from, to, label, unknown } of linesOf(report))
    yield `  ${ids.get(from)} ${unknown ? '-.->' : '-->'}|${mermaidText(short(label))}| ${ids.get(to)}\n`;
}

/** Quoted text, in which Mermaid reads entity codes `#35;` and marks; whatever could end it or mean something is coded. */
function mermaidText(text: string): string {
  return `"${text.replaceAll(/[^\p{L}\p{N} ,.:/?()=+-]/gu, (sign) => `#${sign.codePointAt(0)};`)}"`;
}

/** A title stands in YAML; JSON is YAML. */
function mermaidTitle(text: string): string {
  return JSON.stringify(text);
}

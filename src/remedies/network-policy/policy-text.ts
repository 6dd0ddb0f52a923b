import { Document, isCollection, isMap, isSeq, type Node } from 'yaml';
import { describeEvidence } from '../../model/evidence.ts';
import { describePorts } from '../../formats/connections/connections.ts';
import type { Need } from './need.ts';
import type { SuggestedPolicy } from './policies.ts';

/** Reasons that stand at one rule. */
const reasonsShown = 4;

/** The policies as one file of YAML, with the reasons of each rule above it. */
export function policyText(policies: readonly SuggestedPolicy[]): string {
  return policies.map((policy) => `---\n${textOf(policy)}`).join('');
}

function textOf({ object, reasons, subject }: SuggestedPolicy): string {
  const document = new Document(object, { aliasDuplicateObjects: false });
  document.contents!.commentBefore =
    subject === undefined
      ? ' Nothing passes to or from a Pod of this namespace but what other policies let through.'
      : ` ${subject.peer.kind} ${subject.peer.name}`;
  for (const direction of ['ingress', 'egress'] as const) {
    const rules = document.getIn(['spec', direction], true);
    if (!isSeq(rules)) continue;
    for (const [index, rule] of rules.items.entries()) {
      if (isMap(rule)) rule.commentBefore = commentOf(reasons[direction]?.[index] ?? []);
    }
  }
  for (const path of [
    ['spec', 'policyTypes'],
    ['spec', 'podSelector'],
  ])
    flow(document.getIn(path, true));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function flow(node: unknown): void {
  if (isCollection(node as Node)) (node as { flow?: boolean }).flow = true;
}

function commentOf(needs: readonly Need[]): string {
  const texts = [
    ...new Set(needs.map(({ why, ports, at }) => `${describePorts(ports)}: ${why} (${describeEvidence(at)})`)),
  ];
  const more = texts.length - reasonsShown;
  const lines = more > 1 ? [...texts.slice(0, reasonsShown), `and ${more} more reasons`] : texts;
  return lines.map((line) => ` ${line.replaceAll(/[\r\n]+/g, ' ')}`).join('\n');
}

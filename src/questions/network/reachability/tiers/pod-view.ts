import { selects, type Selector } from '../../../../formats/label-selector/selector.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';

/** Whether something fits; `maybe` when a fact is missing. */
export type Fit = 'yes' | 'no' | 'maybe';

/** What policies see of a Pod. */
export interface PodView {
  readonly namespace: string;
  /** Labels of the namespace as far as they are known. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** False when the Namespace was not read: it may have labels that are not among them. */
  readonly namespaceKnown: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** True for a template, whose Pods get labels of their controller on top (`pod-template-hash`). */
  readonly template: boolean;
  readonly hostNetwork: Fit;
  readonly serviceAccount: string | undefined;
  /** Its own addresses; undefined when they are not known. */
  readonly addresses: readonly Block[] | undefined;
  /** Ports by name and protocol, as containers declare them; undefined when some could not be read. */
  readonly namedPorts: readonly NamedPort[] | undefined;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** Undefined when it cannot be read. */
  readonly port: number | undefined;
}

/** Labels that controllers put on the Pods they make; their values are not in the template. */
const generated = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
]);

export function isGenerated(label: string): boolean {
  return generated.has(label);
}

/** Whether a selector fits labels of which some may not be known. */
export function fitsLabels(
  selector: Selector,
  labels: Readonly<Record<string, string>>,
  mayHave: (key: string) => boolean,
): Fit {
  let fit: Fit = 'yes';
  for (const requirement of selector) {
    if (!Object.hasOwn(labels, requirement.key) && mayHave(requirement.key)) fit = 'maybe';
    else if (!selects([requirement], labels)) return 'no';
  }
  return fit;
}

export function fitsPod(selector: Selector, { labels, template }: PodView): Fit {
  return fitsLabels(selector, labels, (key) => template && generated.has(key));
}

export function fitsNamespace(selector: Selector, view: Pick<PodView, 'namespaceLabels' | 'namespaceKnown'>): Fit {
  return fitsLabels(selector, view.namespaceLabels, () => !view.namespaceKnown);
}

/** All of several conditions. */
export function both(a: Fit, b: Fit): Fit {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'maybe';
}

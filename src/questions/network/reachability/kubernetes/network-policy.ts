import { groupOf, objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import {
  dnsLabelFault,
  labelKeyFault,
  labelValueFault,
  subdomainFault,
} from '../../../../formats/label-selector/names.ts';
import { parseSelector, type Selector } from '../../../../formats/label-selector/selector.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { isStrictPart, readBlock } from './blocks.ts';
import type { Fault, PolicyPeer, PolicyPort, PolicyRule, ReadPolicy } from './policy.ts';

/**
 * Reads a NetworkPolicy as the API server would on creation (k8s.io/kubernetes apis/networking/validation and
 * v1 defaults; judged against a real one in test/network-policy-api). What is refused is not read as a policy:
 * nothing is guessed. Of metadata it reads what people write: names, labels, annotations and finalizers.
 * A key that stands twice in a file is told of where the file is read.
 */
export function readNetworkPolicy(fact: Fact<KubernetesObject>): ReadPolicy {
  const { root } = fact.value;
  const reading = new Reading();
  const { apiVersion } = fact.value;
  if (apiVersion !== 'networking.k8s.io/v1')
    reading.fault(root.get('apiVersion'), `there is no ${apiVersion.slice(0, 60)}`);
  reading.mapping(root, objectFields, ['status']);
  // Servers of 1.24 to 1.27 gave one to each policy, and files still carry it: what is meant is certain.
  if (fact.stage === 'declared' && root.get('status').exists)
    reading.fault(root.get('status'), 'there is no field status', 'strict', true);
  reading.metadata(root.get('metadata'));
  const spec = root.get('spec');
  reading.mapping(spec, specFields);
  const pods = reading.selector(spec.get('podSelector'));
  const ingress = reading.list(spec, 'ingress').map((rule) => reading.rule(rule, 'from'));
  const egress = reading.list(spec, 'egress').map((rule) => reading.rule(rule, 'to'));
  const types = reading.types(spec);
  if (!reading.certain) return { faults: reading.faults };
  // `SetDefaults_NetworkPolicy`: Ingress always, Egress when there is an egress rule.
  const isolates =
    types.length === 0
      ? { ingress: true, egress: egress.length > 0 }
      : { ingress: types.includes('Ingress'), egress: types.includes('Egress') };
  const policy = { fact, namespace: namespaceOf(fact.value.namespace), pods, isolates, ingress, egress };
  return { policy, faults: reading.faults };
}

const known = new WeakMap<readonly Fact<KubernetesObject>[], readonly ReadObject[]>();

export interface ReadObject extends ReadPolicy {
  readonly fact: Fact<KubernetesObject>;
}

/** Every NetworkPolicy of networking.k8s.io among objects, read once for each list. */
export function policiesOf(objects: readonly Fact<KubernetesObject>[]): readonly ReadObject[] {
  let found = known.get(objects);
  if (found === undefined) {
    found = objectsOfKind(objects, 'NetworkPolicy')
      .filter(({ value }) => groupOf(value) === 'networking.k8s.io')
      .map((fact) => ({ fact, ...readNetworkPolicy(fact) }));
    known.set(objects, found);
  }
  return found;
}

const objectFields = new Set(['apiVersion', 'kind', 'metadata', 'spec']);
const specFields = new Set(['podSelector', 'ingress', 'egress', 'policyTypes']);
const peerFields = new Set(['podSelector', 'namespaceSelector', 'ipBlock']);
const blockFields = new Set(['cidr', 'except']);
const portFields = new Set(['protocol', 'port', 'endPort']);
const ruleFields = { from: new Set(['from', 'ports']), to: new Set(['to', 'ports']) };
const metadataFields = new Set(
  (
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp ' +
    'deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields'
  ).split(' '),
);
const everyPort = { first: 1, last: 65535 };

/** One object on its way: what is wrong with it, and whether what it means is still certain. */
class Reading {
  readonly faults: Fault[] = [];
  certain = true;

  /** @param certain the fault leaves no doubt about what is meant */
  fault(at: Located, why: string, by: Fault['by'] = 'every', certain = false): void {
    this.faults.push({ at: at.at, why, by });
    this.certain &&= certain;
  }

  /** A mapping with no other fields than these; absent and null are an empty one. */
  mapping(at: Located, fields: ReadonlySet<string>, more: readonly string[] = []): void {
    if (at.isMap) {
      for (const key of Object.keys(at.value as object)) {
        if (!fields.has(key) && !more.includes(key))
          this.fault(at.get(key), `there is no field ${key.slice(0, 60)}`, 'strict');
      }
    } else if (!at.empty) this.fault(at, 'is not a mapping');
  }

  list(holder: Located, key: string): Located[] {
    // Most is left out: no place is made for it.
    if (holder.lacks(key)) return [];
    const at = holder.get(key);
    if (!at.isList) this.fault(at, 'is not a list');
    return at.items();
  }

  /** null, and null in a list or mapping of strings, is the empty string to Go. */
  text(at: Located): string {
    const { value } = at;
    if (typeof value === 'string') return value;
    if (!at.empty) this.fault(at, 'is not a string');
    return '';
  }

  metadata(at: Located): void {
    this.mapping(at, metadataFields);
    const name = this.text(at.get('name'));
    const generated = at.lacks('generateName') ? '' : this.text(at.get('generateName'));
    // A name is made of the prefix: the dash that it ends in does not count (`NameIsDNSSubdomain`).
    const stem = generated.length > 1 && generated.endsWith('-') ? `${generated.slice(0, -2)}a` : generated;
    const wrong = generated === '' ? null : subdomainFault(stem);
    if (wrong !== null) this.fault(at.get('generateName'), `generateName ${wrong}`);
    if (name === '' && generated === '') this.fault(at, 'has no name');
    else if (name !== '') this.named(at.get('name'), 'name', subdomainFault(name));
    const namespace = this.text(at.get('namespace'));
    if (namespace !== '') this.named(at.get('namespace'), 'namespace', dnsLabelFault(namespace));
    if (!at.lacks('labels')) this.labels(at.get('labels'));
    if (!at.lacks('annotations')) this.annotations(at.get('annotations'));
    if (!at.lacks('finalizers')) this.finalizers(at);
  }

  labels(at: Located): void {
    if (!at.empty && !at.isMap) this.fault(at, 'is not a mapping');
    for (const [key, value] of at.entries()) {
      this.named(value, `label key "${key.slice(0, 60)}"`, labelKeyFault(key));
      this.named(value, `the label ${key.slice(0, 60)}`, labelValueFault(this.text(value)));
    }
  }

  annotations(at: Located): void {
    if (!at.empty && !at.isMap) this.fault(at, 'is not a mapping');
    let size = 0;
    for (const [key, value] of at.entries()) {
      this.named(value, `annotation key "${key.slice(0, 60)}"`, labelKeyFault(key.toLowerCase()));
      size += new TextEncoder().encode(key + this.text(value)).length;
    }
    if (size > 256 * 1024) this.fault(at, 'annotations are larger than 256 KiB');
  }

  finalizers(metadata: Located): void {
    const at = metadata.get('finalizers');
    const names = this.list(metadata, 'finalizers').map((item) => this.text(item));
    for (const name of names) this.named(at, `finalizer "${name.slice(0, 60)}"`, labelKeyFault(name));
    if (names.includes('orphan') && names.includes('foregroundDeletion')) this.fault(at, 'two finalizers contradict');
  }

  named(at: Located, what: string, wrong: string | null): void {
    if (wrong !== null) this.fault(at, `${what} ${wrong}`);
  }

  selector(at: Located): Selector {
    const { selector, faults } = parseSelector(at);
    for (const { at: where, why, unknownField } of faults) this.fault(where, why, unknownField ? 'strict' : 'every');
    return selector;
  }

  rule(at: Located, side: 'from' | 'to'): PolicyRule {
    this.mapping(at, ruleFields[side]);
    const peers = this.list(at, side).map((peer) => this.peer(peer));
    const ports = this.list(at, 'ports').map((port) => this.port(port));
    return { at, peers: peers.length === 0 ? 'all' : peers, ports: ports.length === 0 ? 'all' : ports };
  }

  peer(at: Located): PolicyPeer {
    this.mapping(at, peerFields);
    const byLabels = !at.lacks('namespaceSelector') || !at.lacks('podSelector');
    const namespaces = at.lacks('namespaceSelector') ? null : this.selector(at.get('namespaceSelector'));
    const pods = at.lacks('podSelector') ? [] : this.selector(at.get('podSelector'));
    if (at.lacks('ipBlock')) {
      if (!byLabels) this.fault(at, 'a peer names nothing');
      return { kind: 'pods', namespaces, pods, at };
    }
    if (byLabels) this.fault(at, 'a peer is an ipBlock and selects Pods too');
    return this.block(at.get('ipBlock'));
  }

  block(at: Located): PolicyPeer {
    this.mapping(at, blockFields);
    const cidr = at.get('cidr');
    const whole = readBlock(this.text(cidr));
    if (whole.fault !== undefined) this.fault(cidr, whole.fault.why, whole.fault.by, whole.certain);
    const except = this.list(at, 'except').map((item) => {
      const part = readBlock(this.text(item));
      if (part.fault !== undefined) this.fault(item, part.fault.why, part.fault.by, part.certain);
      if (!isStrictPart(part, whole)) this.fault(item, 'an exception is not inside its block, or is all of it');
      return part.block!;
    });
    return { kind: 'block', block: whole.block!, except, at };
  }

  port(at: Located): PolicyPort {
    this.mapping(at, portFields);
    const protocol = at.get('protocol').empty ? 'TCP' : this.text(at.get('protocol'));
    if (!isProtocol(protocol))
      this.fault(at.get('protocol'), `"${protocol.slice(0, 60)}" is no protocol of a NetworkPolicy`);
    return {
      protocol: isProtocol(protocol) ? protocol : 'TCP',
      range: this.range(at.get('port'), at.get('endPort')),
      at,
    };
  }

  range(at: Located, end: Located): PolicyPort['range'] {
    const [port, last] = [at.value, end.value];
    if (!end.empty && !isInt32(last)) this.fault(end, 'endPort is not a whole number');
    if (at.empty) {
      if (!end.empty) this.fault(end, 'endPort stands without port');
      return everyPort;
    }
    if (typeof port === 'string') {
      if (!end.empty) this.fault(end, 'endPort stands beside a named port');
      this.named(at, `"${port.slice(0, 60)}"`, portNameFault(port));
      return port;
    }
    if (!isInt32(port)) {
      this.fault(at, 'is neither the number nor the name of a port');
      return everyPort;
    }
    if (!isPort(port)) this.fault(at, `${port} is no port`);
    if (end.empty || !isInt32(last)) return { first: port, last: port };
    if (!isPort(last)) this.fault(end, `${last} is no port`);
    else if (last < port) this.fault(end, 'endPort is less than port');
    return { first: port, last };
  }

  types(spec: Located): string[] {
    const items = this.list(spec, 'policyTypes');
    if (items.length > 2) this.fault(spec.get('policyTypes'), 'more than two policyTypes');
    return items.map((item) => {
      const text = this.text(item);
      if (text !== 'Ingress' && text !== 'Egress') this.fault(item, `"${text.slice(0, 60)}" is no policy type`);
      return text;
    });
  }
}

function isProtocol(text: string): text is PolicyPort['protocol'] {
  return text === 'TCP' || text === 'UDP' || text === 'SCTP';
}

function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
}

function isPort(value: number): boolean {
  return value >= 1 && value <= 65535;
}

/** `IsValidPortName`, RFC 6335 §5.1 in small letters. */
function portNameFault(text: string): string | null {
  const fine = /^[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes('--');
  return fine ? null : 'is no name of a port: at most 15 small letters, digits and single `-`, a letter among them';
}

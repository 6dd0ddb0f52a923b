import {
  cloudGroup,
  cloudInterface,
  cloudSubnet,
  type CloudGroup,
  type CloudInterface,
  type CloudSubnet,
} from '../../../../facts/cloud-network.ts';
import { holds, parseBlock, privateBlocks, unite, type Block } from '../../../../formats/connections/blocks.ts';
import {
  allowed,
  anyOf,
  combine,
  denied,
  full,
  notKnown,
  partAt,
} from '../../../../formats/connections/connections.ts';
import type { Connections } from '../../../../model/connections.ts';
import type { Fact } from '../../../../model/fact.ts';
import { seen, type Seen } from '../../../../model/seen.ts';
import type { Endpoint, Layer } from '../layer.ts';
import { otherOf, type Other } from './fit.ts';
import { step, throughGroups, throughList } from './rules.ts';

/** Machines of a cloud as ends of connections, each by its network interface. */
export function cloudEndpoints(facts: readonly Fact[]): Endpoint[] {
  const machines = facts.filter((one): one is Fact<CloudInterface> => one.kind === cloudInterface.name);
  const names = Map.groupBy(machines, ({ value }) => value.name);
  return machines.map(({ value }): Endpoint => {
    const { id, name, at } = value;
    const own = names.get(name)!.length === 1 ? name : `${name} (${id})`;
    return { peer: { id: `instance/${own}`, kind: 'Instance', name: own, labels: {}, at }, machine: value };
  });
}

/** Security groups, network ACLs and routes to the internet of AWS; undefined without a machine that they stand at. */
export function cloudLayer(facts: readonly Fact[]): Layer | undefined {
  const of = <V>(kind: { readonly name: string }): V[] =>
    facts.filter((one) => one.kind === kind.name).map(({ value }) => value as V);
  if (of(cloudInterface).length === 0) return undefined;
  const groups = byId(of<CloudGroup>(cloudGroup), (one) => ({ ...one, rules: unclear(one.rules) }));
  const subnets = byId(of<CloudSubnet>(cloudSubnet), (one) => ({
    ...one,
    blocks: unclear(one.blocks),
    vpc: unclear(one.vpc),
    internet: { 4: unclear(one.internet[4]), 6: unclear(one.internet[6]) },
    rules: unclear(one.rules),
  }));
  return new CloudLayer(groups, subnets);
}

/** Folders of Terraform may have resources of one address: what is said twice, and not alike, is not known. */
function byId<T extends { readonly id: string }>(all: readonly T[], twice: (one: T) => T): Map<string, T> {
  return new Map(
    [...Map.groupBy(all, ({ id }) => id)].map(([id, own]) => [id, own.length === 1 ? own[0]! : twice(own[0]!)]),
  );
}

function unclear<T>({ at }: Seen<T>): Seen<T> {
  return seen<T>(undefined, at, 'several places declare one of this name: ask each by itself');
}

class CloudLayer implements Layer {
  readonly name = 'cloud';
  readonly #groups: ReadonlyMap<string, CloudGroup>;
  readonly #subnets: ReadonlyMap<string, CloudSubnet>;

  constructor(groups: ReadonlyMap<string, CloudGroup>, subnets: ReadonlyMap<string, CloudSubnet>) {
    this.#groups = groups;
    this.#subnets = subnets;
  }

  get blockSets(): readonly (readonly Block[])[] {
    const rules = [
      ...[...this.#groups.values()].flatMap(({ rules: own }) => own.value ?? []),
      ...[...this.#subnets.values()].flatMap(({ rules: own }) => own.value ?? []),
    ];
    return [privateBlocks, ...rules.map(({ blocks }) => unite(blocks.map(parseBlock).filter((one) => one !== null)))];
  }

  classOf({ peer, machine }: Endpoint): string {
    return machine === undefined ? 'elsewhere' : peer.id;
  }

  between(from: Endpoint, to: Endpoint): Connections | undefined {
    const { machine: source } = from;
    const { machine: destination } = to;
    if (source === undefined && destination === undefined) return undefined;
    const [there, here] = [this.#otherOf(from), this.#otherOf(to)];
    // A workload of a cluster may run on any machine, which is not known.
    if (there === undefined || here === undefined) {
      const other = there === undefined ? from : to;
      return full(notKnown([`on which machine ${other.peer.name} runs`]));
    }
    const parts: Connections[] = [];
    if (source !== undefined && destination === undefined)
      return this.#outside(source, here, 'egress', (family) => this.#internet(source, family, to, 'reaches'));
    if (source === undefined && destination !== undefined)
      return this.#outside(destination, there, 'ingress', (family) =>
        this.#internet(destination, family, from, 'is reached from'),
      );
    if (source !== undefined) parts.push(throughGroups(source.name, source.groups, this.#groups, 'egress', here));
    if (destination !== undefined)
      parts.push(throughGroups(destination.name, destination.groups, this.#groups, 'ingress', there));
    const [left, right] = [this.#subnetOf(source), this.#subnetOf(destination)];
    // Within a subnet no ACL stands in between.
    if (left === undefined || right === undefined || left.id !== right.id) {
      if (source !== undefined) parts.push(this.#acl(source, here));
      if (destination !== undefined) parts.push(this.#acl(destination, there, 'ingress'));
      const [one, another] = [left?.vpc.value, right?.vpc.value];
      if (one === undefined || one !== another)
        parts.push(
          full(notKnown([`whether ${from.peer.name} and ${to.peer.name} are in one VPC, or joined by peering`])),
        );
    }
    return combine(...parts);
  }

  /** Each family of addresses has a way of its own: a rule for IPv4 is of no use to an address of IPv6. */
  #outside(
    machine: CloudInterface,
    other: Other,
    direction: 'ingress' | 'egress',
    way: (family: 4 | 6) => Connections,
  ): Connections {
    const families = [...Map.groupBy(other.blocks, ({ family }) => family).values()];
    const ways = families.map((blocks) => {
      const own = { ...other, blocks };
      return combine(
        throughGroups(machine.name, machine.groups, this.#groups, direction, own),
        way(blocks[0]!.family),
        this.#acl(machine, own, direction),
      );
    });
    return anyOf(...ways);
  }

  #otherOf({ machine, blocks }: Endpoint): Other | undefined {
    if (machine !== undefined) return otherOf(machine, this.#subnets);
    return blocks === undefined ? undefined : { blocks, exact: true, groups: [] };
  }

  #subnetOf(machine: CloudInterface | undefined): CloudSubnet | undefined {
    return machine?.subnet.value === undefined ? undefined : this.#subnets.get(machine.subnet.value);
  }

  /** The ACL at the subnet of a machine, for what goes out and for the answers, which it does not let back by itself. */
  #acl(machine: CloudInterface, other: Other, direction: 'ingress' | 'egress' = 'egress'): Connections {
    const subnet = this.#subnetOf(machine);
    if (subnet === undefined) return full(notKnown([`the network ACL of ${machine.name}, whose subnet was not read`]));
    const out = throughList(subnet.id, subnet.rules, direction, other);
    const back = throughList(subnet.id, subnet.rules, direction === 'egress' ? 'ingress' : 'egress', other);
    // Answers go to a port that the opener's system chose: 32768 to 60999 of Linux, 49152 up of others.
    const answers = (['TCP', 'UDP'] as const).map((protocol) => {
      const verdicts = new Set([
        partAt(back, protocol, 1024)?.verdict,
        ...back.flatMap((part) => (part.protocol === protocol && part.last >= 32_768 ? part.verdict : [])),
      ]);
      return { protocol, verdict: verdicts.size === 1 ? [...verdicts][0] : 'unknown' };
    });
    return combine(
      out,
      out.map((part) => {
        const answer = answers.find(({ protocol }) => protocol === part.protocol);
        const saying =
          answer === undefined || answer.verdict === 'allowed'
            ? allowed()
            : answer.verdict === 'denied'
              ? denied(step(`network ACL of ${subnet.id}, for answers`, 'denies', subnet.rules.at))
              : notKnown([`whether the network ACL of ${subnet.id} lets answers through`]);
        return { protocol: part.protocol, first: part.first, last: part.last, ...saying };
      }),
    );
  }

  /** Addresses outside are reached by a public address and a route to a gateway; private ones by ways that were not read. */
  #internet(machine: CloudInterface, family: 4 | 6, { blocks = [] }: Endpoint, what: string): Connections {
    if (blocks.every((block) => privateBlocks.some((own) => holds(own, block))))
      return full(notKnown([`by which peering or private line ${machine.name} ${what} private addresses`]));
    const subnet = this.#subnetOf(machine);
    const open = machine.public[family];
    const route = subnet?.internet[family] ?? seen<boolean>(undefined, machine.at, 'its subnet was not read');
    if (open.value === false) return full(denied(step(`${machine.name} has no public address`, 'denies', open.at)));
    if (route.value === false)
      return full(denied(step(`no route of its subnet leads to an internet gateway`, 'denies', route.at)));
    if (open.value === undefined || route.value === undefined)
      return full(
        notKnown([
          `whether ${machine.name} ${what} addresses outside: ${(open.value === undefined ? open.why : route.why) ?? ''}`,
        ]),
      );
    return full(allowed(step(`${machine.name} has a public address and a route to the internet`, 'allows', open.at)));
  }
}

import {
  cloudGroup,
  cloudInterface,
  cloudSubnet,
  type CloudGroup,
  type CloudInterface,
  type CloudRule,
  type CloudSubnet,
} from '../../facts/cloud-network.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { awsPorts, protocolOf } from './ports.ts';

/** A resource of a plan or a state, with the expressions of its configuration where a plan has them. */
export interface Resource {
  readonly type: string;
  readonly address: string;
  readonly values: Located;
  readonly expressions: Located | undefined;
  /** Read from files: blocks and their expressions stand in the same order. A plan puts blocks in an order of its own. */
  readonly written?: true;
}

/** Whether a JSON document is what `terraform show -json` prints of a plan or a state. */
export function isTerraform(root: Located): boolean {
  return (
    typeof root.get('format_version').value === 'string' &&
    (root.get('planned_values').isMap || root.get('values').isMap)
  );
}

/**
 * AWS networks of `terraform show -json` (JSON Output Format). Before it is applied ids are not known: the
 * address of a resource stands for its id, and references of the configuration tell what leads to what.
 */
export function readTerraform(root: Located, source: string): Sighting[] {
  const planned = root.get('planned_values').isMap;
  const stage: Stage = planned ? 'declared' : 'admitted';
  const resources = resourcesOf(
    root.get(planned ? 'planned_values' : 'values').get('root_module'),
    root.get('configuration').get('root_module'),
  );
  return networkOf(resources, stage, source);
}

/** What resources of Terraform say of networks, wherever they were read. */
export function networkOf(resources: readonly Resource[], stage: Stage, source: string): Sighting[] {
  const of = (...types: string[]): Resource[] => resources.filter(({ type }) => types.includes(type));
  const ids = new Ids(resources);
  const about = (kind: string, name: string) => ({ subject: { source, kind, name }, stage });
  const groups = of('aws_security_group', 'aws_default_security_group').map((one) => groupOf(one, of, ids));
  const subnets = of('aws_subnet', 'aws_default_subnet').map((one) => subnetOf(one, of, ids));
  const interfaces = of('aws_instance', 'aws_network_interface').map((one) => interfaceOf(one, ids, of));
  return [
    ...groups.map((one) => ({ fact: fact(cloudGroup, about('SecurityGroup', one.id), one, one.at) })),
    ...interfaces.map((one) => ({ fact: fact(cloudInterface, about('Instance', one.name), one, one.at) })),
    ...subnets.map((one) => ({ fact: fact(cloudSubnet, about('Subnet', one.id), one, one.at) })),
  ];
}

function resourcesOf(module: Located, configuration: Located): Resource[] {
  const configured = new Map(
    configuration
      .get('resources')
      .items()
      .map((one) => [one.get('address').text().value, one.get('expressions')]),
  );
  const own = module
    .get('resources')
    .items()
    .flatMap((one): Resource[] => {
      const [type, address] = [one.get('type').text().value, one.get('address').text().value];
      if (type === undefined || address === undefined || one.get('mode').value === 'data') return [];
      const plain = address.replaceAll(/\[[^\]]*\]/g, '').replace(/^(?:module\.[^.]+\.)+/, '');
      return [{ type, address, values: one.get('values'), expressions: configured.get(plain) }];
    });
  const inner = module
    .get('child_modules')
    .items()
    .flatMap((child) => {
      const name = /(?:^|\.)module\.([^.[]+)(?:\[[^\]]*\])?$/.exec(child.get('address').text().value ?? '')?.[1] ?? '';
      return resourcesOf(child, configuration.down('module_calls', name, 'module'));
    });
  return [...own, ...inner];
}

/** Ids as values name them, and addresses as references do. */
class Ids {
  readonly #byId = new Map<string, string>();
  /** Addresses by themselves without their index. */
  readonly #byAddress: ReadonlyMap<string, readonly string[]>;
  readonly #told = new WeakMap<Resource, Map<string, Seen<readonly string[]>>>();

  constructor(resources: readonly Resource[]) {
    const all = new Set(resources.map(({ address }) => address));
    this.#byAddress = Map.groupBy(all, (address) => address.replace(/\[[^\]]*\]$/, ''));
    for (const { address, values } of resources) {
      const id = values.get('id').text().value;
      if (id !== undefined) this.#byId.set(id, address);
    }
  }

  /** The address of what a value or a reference names; ids of what is elsewhere stay. */
  texts(resource: Resource, key: string): Seen<readonly string[]> {
    const told = this.#told.get(resource) ?? new Map<string, Seen<readonly string[]>>();
    this.#told.set(resource, told);
    const known = told.get(key) ?? this.#texts(resource, key);
    told.set(key, known);
    return known;
  }

  #texts(resource: Resource, key: string): Seen<readonly string[]> {
    const at = resource.values.get(key);
    const values = at.isList ? at.items().map((item) => item.text().value) : at.empty ? [] : [at.text().value];
    if (values.length > 0 && values.every((value) => value !== undefined))
      return seen(
        values.map((value) => this.#byId.get(value) ?? value),
        at.at,
      );
    const references = resource.expressions?.down(key, 'references');
    if (references === undefined || references.empty) {
      // A list that nobody wrote is empty; one of a plan without configuration may be known after apply.
      if (resource.expressions !== undefined && values.length === 0) return seen<readonly string[]>([], at.at);
      return at.exists && values.length === 0
        ? seen<readonly string[]>([], at.at)
        : seen<readonly string[]>(undefined, at.at, `${key} is known after apply`);
    }
    const module = /^((?:module\.[^.]+\.)*)/.exec(resource.address)?.[1] ?? '';
    const all = references.items().flatMap((item) => item.text().value ?? []);
    // A plan tells `x.y[0].id` as that, `x.y[0]` and `x.y`: only the longest says which of several it is.
    const named = all.filter((text) => !all.some((one) => one.startsWith(`${text}.`) || one.startsWith(`${text}[`)));
    const found = new Set(values.flatMap((value) => (value === undefined ? [] : (this.#byId.get(value) ?? value))));
    for (const text of named) {
      const [, address, index] = /^([a-z0-9_]+\.[\w-]+)(\[(?!\*)[^\]]*\])?/.exec(text) ?? [];
      const alike = address === undefined ? [] : (this.#byAddress.get(`${module}${address}`) ?? []);
      const own = index === undefined ? alike : alike.filter((one) => one === `${module}${address}${index}`);
      if (own.length === 0)
        return seen<readonly string[]>(undefined, at.at, `${key} comes from ${text}, which is known after apply`);
      for (const one of own) found.add(one);
    }
    return seen([...found], at.at);
  }

  one(resource: Resource, key: string): Seen<string> {
    const { value, at, why } = this.texts(resource, key);
    if (value === undefined) return seen<string>(undefined, at, why);
    return value.length === 1
      ? seen(value[0], at)
      : seen<string>(undefined, at, value.length === 0 ? `${key} is not said` : `${key} may be several`);
  }
}

type Of = (...types: string[]) => Resource[];

function groupOf(group: Resource, of: Of, ids: Ids): CloudGroup {
  const { values, address } = group;
  const rules: CloudRule[] = [];
  let unread: string | undefined;
  for (const direction of ['ingress', 'egress'] as const) {
    const own = values.get(direction);
    if (!own.isList && !own.empty) unread ??= `${direction} is no list`;
    for (const [index, rule] of own.items().entries()) {
      const expression = expressionOf(group, direction, index);
      const made = inlineRule(rule, direction, address, ids, expression);
      rules.push(expression === undefined && made.unread === null ? { ...made, ...openEnds(group, direction) } : made);
    }
    // Of a plan without a value, the rules may be known after apply, unless nobody wrote any.
    const written = group.expressions?.get(direction);
    const isMade = written?.isMap === true && !written.get('references').empty;
    const isOpen = own.items().length === 0 && written !== undefined && !written.empty;
    if (isMade || isOpen) unread ??= `its ${direction} rules are known after apply`;
  }
  for (const rule of of('aws_security_group_rule')) {
    const target = ids.one(rule, 'security_group_id').value;
    const isSided = ['ingress', 'egress'].includes(rule.values.get('type').text().value ?? '');
    if (target === undefined || (target === address && !isSided)) unread ??= `${rule.address} may be a rule of it`;
    if (target === address) rules.push(separateRule(rule, ids, address));
  }
  for (const rule of of('aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule')) {
    const target = ids.one(rule, 'security_group_id').value;
    if (target === undefined) unread ??= `${rule.address} may be a rule of it`;
    if (target === address) rules.push(vpcRule(rule, ids));
  }
  return {
    provider: 'aws',
    id: address,
    name: values.get('name').text().value ?? address,
    rules: unread === undefined ? seen(rules, values.at) : seen<readonly CloudRule[]>(undefined, values.at, unread),
    at: values.at,
  };
}

/** The expressions of one block. A plan has blocks in an order of its own: of several it is not known which is whose. */
function expressionOf({ values, expressions, written }: Resource, key: string, index: number): Located | undefined {
  const all = expressions?.get(key).items() ?? [];
  const alone = all.length === 1 && values.get(key).items().length === 1;
  return written === true || alone ? all[index] : undefined;
}

/** Why an end of one of several blocks may not be known; null where all are written out. */
function openEnds({ expressions }: Resource, key: string): Pick<CloudRule, 'unread'> {
  const open = expressions
    ?.get(key)
    .items()
    .some((one) => ruleKeys.some((name) => !one.down(name, 'references').empty));
  return { unread: open === true ? `an end of one of its ${key} rules is known after apply` : null };
}

/** A resource in a file that is made several times, or perhaps not at all; null when it is there. */
function madeBy({ values, expressions, written }: Resource): Pick<CloudRule, 'unread' | 'uncertain'> | null {
  const count = values.get('count').value;
  const isThere = typeof count === 'number' && count > 0;
  const said = ['count', 'for_each'].find(
    (key) => values.get(key).exists || (expressions !== undefined && expressions.get(key).exists),
  );
  if (written !== true || said === undefined || isThere) return null;
  return { unread: `${said} decides whether it is there`, uncertain: true };
}

const ruleKeys = [
  'protocol',
  'from_port',
  'to_port',
  'cidr_blocks',
  'ipv6_cidr_blocks',
  'prefix_list_ids',
  'self',
  'security_groups',
];

/** The first of some keys that is not known before it is applied. */
function unknownKey(values: Located, expressions: Located | undefined, keys: readonly string[]): string | null {
  const open = keys.find(
    (key) => values.get(key).empty && expressions !== undefined && !expressions.down(key, 'references').empty,
  );
  return open === undefined ? null : `${open} is known after apply`;
}

function inlineRule(
  at: Located,
  direction: CloudRule['direction'],
  own: string,
  ids: Ids,
  expressions: Located | undefined,
): CloudRule {
  const blocks = ['cidr_blocks', 'ipv6_cidr_blocks'].map((key) => at.get(key));
  const members = ids.texts({ type: '', address: own, values: at, expressions }, 'security_groups');
  const groups = members.value ?? at.get('security_groups').strings().value ?? [];
  const { unread, ...ports } = awsPorts(at.get('protocol'), at.get('from_port'), at.get('to_port'));
  const strange = blocks.find((one) => !one.empty && one.strings().value === undefined);
  return {
    name: `${direction} rule`,
    direction,
    allows: true,
    priority: null,
    ...ports,
    blocks: blocks.flatMap((one) => one.strings().value ?? []),
    groups: [...groups, ...(at.get('self').value === true ? [own] : [])],
    unread:
      unknownKey(at, expressions, ruleKeys.slice(0, -1)) ??
      unread ??
      (strange === undefined ? prefixLists(at.get('prefix_list_ids')) : `${strange.path} cannot be read`) ??
      (expressions !== undefined && members.value === undefined ? (members.why ?? 'its groups are not known') : null),
    at: at.at,
  };
}

function separateRule(rule: Resource, ids: Ids, own: string): CloudRule {
  const { values } = rule;
  const direction = values.get('type').value === 'egress' ? 'egress' : 'ingress';
  const made = inlineRule(values, direction, own, ids, rule.expressions);
  const source = ids.texts(rule, 'source_security_group_id');
  return {
    ...made,
    name: rule.address,
    groups: [...made.groups, ...(source.value ?? [])],
    unread:
      made.unread ??
      (source.value === undefined
        ? (source.why ?? 'its source is not known')
        : prefixLists(values.get('prefix_list_ids'))),
    ...madeBy(rule),
  };
}

function vpcRule(rule: Resource, ids: Ids): CloudRule {
  const { values, type } = rule;
  const blocks = ['cidr_ipv4', 'cidr_ipv6'].flatMap((key) => values.get(key).text().value ?? []);
  const referenced = ids.texts(rule, 'referenced_security_group_id');
  const { unread, ...ports } = awsPorts(values.get('ip_protocol'), values.get('from_port'), values.get('to_port'));
  return {
    name: rule.address,
    direction: type.includes('egress') ? 'egress' : 'ingress',
    allows: true,
    priority: null,
    ...ports,
    blocks,
    groups: referenced.value ?? [],
    unread:
      unknownKey(values, rule.expressions, [
        'ip_protocol',
        'from_port',
        'to_port',
        'cidr_ipv4',
        'cidr_ipv6',
        'prefix_list_id',
      ]) ??
      unread ??
      (referenced.value === undefined ? (referenced.why ?? 'its group is not known') : null) ??
      prefixLists(values.get('prefix_list_id')),
    ...madeBy(rule),
    at: values.at,
  };
}

function prefixLists(at: Located): string | null {
  const some = at.isList ? at.items().length > 0 : !at.empty;
  return some ? 'what a prefix list holds was not read' : null;
}

function interfaceOf(resource: Resource, ids: Ids, of: Of): CloudInterface {
  const { values, address, type } = resource;
  const key = type === 'aws_instance' ? 'vpc_security_group_ids' : 'security_groups';
  const subnet = ids.one(resource, 'subnet_id');
  const groups = attached(resource, ids.texts(resource, key), of, ids);
  const own = ['private_ip', 'private_ips', 'ipv6_addresses'].flatMap((name) => {
    const at = values.get(name);
    return at.isList ? (at.strings().value ?? []) : (at.text().value ?? []);
  });
  return {
    provider: 'aws',
    id: address,
    name: values.down('tags', 'Name').text().value ?? address,
    // Without a group of its own it is in the default one of its VPC, which was not read.
    groups:
      groups.value?.length === 0
        ? seen<readonly string[]>(undefined, groups.at, 'it is in the default group of its VPC')
        : groups,
    subnet,
    addresses:
      own.length > 0
        ? seen(own, values.at)
        : seen<readonly string[]>(undefined, values.at, 'its addresses are known after apply'),
    public: { 4: publicOf(resource, subnet.value, of, ids), 6: publicSix(resource, own, subnet.value, of) },
    at: values.at,
  };
}

/** Its own groups with those that are put to it by a resource of their own. */
function attached(
  { address, values }: Resource,
  groups: Seen<readonly string[]>,
  of: Of,
  ids: Ids,
): Seen<readonly string[]> {
  if (groups.value === undefined) return groups;
  const more = of('aws_network_interface_sg_attachment').flatMap((one): (string | undefined)[] => {
    const target = ids.one(one, 'network_interface_id').value;
    const isOwn = target === address || target === values.get('primary_network_interface_id').value;
    return target === undefined ? [undefined] : isOwn ? [ids.one(one, 'security_group_id').value] : [];
  });
  return more.includes(undefined)
    ? seen<readonly string[]>(undefined, groups.at, 'which more groups are attached to it is known after apply')
    : seen([...groups.value, ...more.filter((one) => one !== undefined)], groups.at);
}

/** Addresses of IPv6 that a VPC gives are routed on the internet. */
function publicSix(
  { values, expressions }: Resource,
  own: readonly string[],
  subnet: string | undefined,
  of: Of,
): Seen<boolean> {
  if (own.some((address) => address.includes(':'))) return seen(true, values.at);
  const around = of('aws_subnet', 'aws_default_subnet').find((one) => one.address === subnet);
  const [addresses, block] = ['ipv6_address_count', 'ipv6_cidr_block'] as const;
  const isWithout =
    values.get(addresses).empty &&
    (expressions === undefined || expressions.get(addresses).empty) &&
    around !== undefined &&
    (around.values.get(block).value ?? '') === '' &&
    (around.expressions === undefined || around.expressions.down(block, 'references').empty);
  return isWithout
    ? seen(false, around.values.at)
    : seen<boolean>(undefined, values.at, 'whether it gets an address of IPv6 is not said');
}

function publicOf(resource: Resource, subnet: string | undefined, of: Of, ids: Ids): Seen<boolean> {
  const { values, address } = resource;
  const elastic = of('aws_eip', 'aws_eip_association').flatMap((one) =>
    ['instance', 'instance_id', 'network_interface', 'network_interface_id'].map((key) => {
      const target = ids.texts(one, key);
      const isSaid = !one.values.get(key).empty || one.expressions?.get(key).empty === false;
      return isSaid && target.value === undefined ? undefined : target.value?.includes(address) === true;
    }),
  );
  if (elastic.includes(true) || (values.get('public_ip').text().value ?? '') !== '') return seen(true, values.at);
  if (elastic.includes(undefined))
    return seen<boolean>(undefined, values.at, 'which machine has an elastic address is known after apply');
  const asked = values.get('associate_public_ip_address');
  if (typeof asked.value === 'boolean') return seen(asked.value, asked.at);
  const at = of('aws_subnet', 'aws_default_subnet')
    .find((one) => one.address === subnet)
    ?.values.get('map_public_ip_on_launch');
  return typeof at?.value === 'boolean'
    ? seen(at.value, at.at)
    : seen<boolean>(undefined, values.at, 'whether it gets a public address is not said');
}

function subnetOf(resource: Resource, of: Of, ids: Ids): CloudSubnet {
  const { values, address } = resource;
  const associated = of('aws_route_table_association').filter((one) =>
    ids.texts(one, 'subnet_id').value?.includes(address),
  );
  const tables = associated.flatMap((one) => ids.texts(one, 'route_table_id').value ?? []);
  const blocks = ['cidr_block', 'ipv6_cidr_block'].flatMap((key) => values.get(key).text().value || []);
  const unknownBlock =
    unknownKey(values, resource.expressions, ['cidr_block', 'ipv6_cidr_block']) ??
    (blocks.length === 0 ? 'its addresses are known after apply' : null);
  return {
    provider: 'aws',
    id: address,
    blocks:
      unknownBlock === null ? seen(blocks, values.at) : seen<readonly string[]>(undefined, values.at, unknownBlock),
    vpc: ids.one(resource, 'vpc_id'),
    internet: { 4: internetOf(tables, 4, values, of, ids), 6: internetOf(tables, 6, values, of, ids) },
    rules: aclOf(resource, of, ids),
    at: values.at,
  };
}

/** Whether a route of these tables leads to an internet gateway; a route that may be of them and is not known makes it unknown. */
function internetOf(tables: readonly string[], family: 4 | 6, values: Located, of: Of, ids: Ids): Seen<boolean> {
  const read = of('aws_route_table', 'aws_default_route_table');
  if (tables.length === 0 || tables.some((table) => !read.some(({ address }) => address === table)))
    return seen<boolean>(undefined, values.at, 'its route table was not read');
  const gateways = of('aws_internet_gateway').map((one) => one.address);
  const gatewayOf = (resource: Resource): boolean | undefined => {
    const { value } = ids.texts(resource, 'gateway_id');
    return value?.some((text) => gateways.includes(text) || text.startsWith('igw-'));
  };
  const separate = of('aws_route').map((route): boolean | undefined => {
    const table = ids.one(route, 'route_table_id').value;
    if (table !== undefined && !tables.includes(table)) return false;
    const leads = leadsOut(route.values, route.expressions, family, gatewayOf(route));
    return leads !== false && (table === undefined || madeBy(route) !== null) ? undefined : leads;
  });
  const inline = read.flatMap((table): (boolean | undefined)[] => {
    if (!tables.includes(table.address)) return [];
    const said = table.expressions?.get('route');
    const [written, planned] = [said?.items() ?? [], table.values.get('route').items()];
    if (planned.length === 0) return said === undefined || said.empty ? [] : [undefined];
    // Of several routes of a plan it is not known which expression is whose: they say the same, or nothing.
    const gates = new Set(
      written.map((expressions) => gatewayOf({ ...table, values: table.values.get('-'), expressions })),
    );
    return planned.map((route, index) => {
      const expressions = expressionOf(table, 'route', index);
      const isSaid = expressions !== undefined || written.length === 0 || !route.get('gateway_id').empty;
      const gate = isSaid
        ? gatewayOf({ ...table, values: route, expressions })
        : gates.size === 1
          ? [...gates][0]
          : undefined;
      return leadsOut(route, expressions, family, gate);
    });
  });
  const all = [...separate, ...inline];
  if (all.includes(true)) return seen(true, values.at);
  return all.includes(undefined)
    ? seen<boolean>(undefined, values.at, 'where its routes lead is known after apply')
    : seen(false, values.at);
}

/** Whether a route to that gateway is for every address of a family; of some addresses alone it is not told. */
function leadsOut(
  route: Located,
  expressions: Located | undefined,
  family: 4 | 6,
  gate: boolean | undefined,
): boolean | undefined {
  if (gate === false) return false;
  const keys = (six: string): string[] => [`${six}cidr_block`, `destination_${six}cidr_block`];
  const [four, six] = [keys(''), keys('ipv6_')];
  const [own, other] = family === 4 ? [four, six] : [six, four];
  const textOf = (names: readonly string[]): string => names.map((key) => route.get(key).text().value ?? '').join('');
  if (textOf(own) === '' && textOf(other) !== '' && unknownKey(route, expressions, own) === null) return false;
  return textOf(own).endsWith('/0') ? gate : undefined;
}

function aclOf({ address, values }: Resource, of: Of, ids: Ids): Seen<readonly CloudRule[]> {
  const associations = of('aws_network_acl_association');
  const acls = of('aws_network_acl', 'aws_default_network_acl');
  const open = acls.find((one) => ids.texts(one, 'subnet_ids').value === undefined);
  const own = acls.filter(
    (acl) =>
      ids.texts(acl, 'subnet_ids').value?.includes(address) ||
      associations.some(
        (one) => ids.one(one, 'subnet_id').value === address && ids.one(one, 'network_acl_id').value === acl.address,
      ),
  );
  const [acl, another] = own;
  if (another !== undefined || (acl === undefined && (open !== undefined || associations.length > 0)))
    return seen<readonly CloudRule[]>(undefined, values.at, 'which network ACL stands at it is known after apply');
  // The ACL that every VPC begins with lets everything through (VPC User Guide, "Default network ACL").
  if (acl === undefined) {
    const note = 'no network ACL is made for it: that of its VPC lets everything through';
    return seen(openAcl(values), { ...values.at, note });
  }
  const separate = of('aws_network_acl_rule');
  if (separate.some((one) => ids.one(one, 'network_acl_id').value === undefined))
    return seen<readonly CloudRule[]>(undefined, acl.values.at, 'which rules it has is known after apply');
  return seen(
    [
      ...(['ingress', 'egress'] as const).flatMap((direction) =>
        acl.values
          .get(direction)
          .items()
          .map((entry) => aclEntry(entry, direction, entry.get('rule_no'), entry.get('action'))),
      ),
      ...separate
        .filter((one) => ids.one(one, 'network_acl_id').value === acl.address)
        .map(({ values: at }) =>
          aclEntry(
            at,
            at.get('egress').value === true ? 'egress' : 'ingress',
            at.get('rule_number'),
            at.get('rule_action'),
          ),
        ),
    ],
    acl.values.at,
  );
}

function aclEntry(at: Located, direction: CloudRule['direction'], number: Located, action: Located): CloudRule {
  const isIcmp = protocolOf(at.get('protocol')) === 'ICMP';
  const [from, to] = isIcmp ? [at.get('icmp_type'), at.get('icmp_code')] : [at.get('from_port'), at.get('to_port')];
  const { unread, ...ports } = awsPorts(at.get('protocol'), from, to);
  const blocks = ['cidr_block', 'ipv6_cidr_block'].flatMap((key) => at.get(key).text().value || []);
  const known =
    blocks.length > 0 && (action.value === 'allow' || action.value === 'deny') && typeof number.value === 'number';
  return {
    name: `entry ${number.text().value ?? '?'}`,
    direction,
    allows: action.value === 'allow',
    priority: number.number().value ?? 0,
    ...ports,
    blocks,
    groups: [],
    unread: unread ?? (known ? null : 'it cannot be read'),
    at: at.at,
  };
}

function openAcl(at: Located): CloudRule[] {
  return (['ingress', 'egress'] as const).map((direction) => ({
    name: 'the default network ACL',
    direction,
    allows: true,
    priority: 100,
    protocol: 'all',
    first: 0,
    last: 65_535,
    blocks: ['0.0.0.0/0', '::/0'],
    groups: [],
    unread: null,
    at: at.at,
  }));
}

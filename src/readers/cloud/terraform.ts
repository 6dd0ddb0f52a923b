import {
  cloudGroup,
  cloudInterface,
  cloudSubnet,
  type CloudGroup,
  type CloudInterface,
  type CloudRule,
} from '../../facts/cloud-network.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { awsPorts } from './ports.ts';
import { expressionOf, Ids, madeBy, unknownKey, type Of, type Resource } from './terraform-resources.ts';
import { subnetOf } from './terraform-subnets.ts';
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

/** Why an end of one of several blocks may not be known; null where all are written out. */
function openEnds({ expressions }: Resource, key: string): Pick<CloudRule, 'unread'> {
  const open = expressions
    ?.get(key)
    .items()
    .some((one) => ruleKeys.some((name) => !one.down(name, 'references').empty));
  return { unread: open === true ? `an end of one of its ${key} rules is known after apply` : null };
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

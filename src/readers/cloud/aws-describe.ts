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
import { awsPorts } from './ports.ts';

/** What the answers of several calls say together; they may stand in several files. */
export function readAws(roots: readonly Located[], source: string, stage: Stage): Sighting[] {
  const all = (name: string): Located[] => roots.flatMap((root) => root.get(name).items());
  const about = (kind: string, name: string) => ({ subject: { source, kind, name }, stage });
  const groups = all('SecurityGroups').map((at) => groupOf(at));
  const reserved = all('Reservations').flatMap((at) => at.get('Instances').items());
  const interfaces = new Map(
    [...all('NetworkInterfaces').map((at) => interfaceOf(at, undefined)), ...reserved.flatMap(ofInstance)].map(
      (one) => [one.id, one],
    ),
  );
  const subnets = all('Subnets').map((at) => subnetOf(at, all('RouteTables'), all('NetworkAcls'), roots));
  return [
    ...groups.map((one) => ({ fact: fact(cloudGroup, about('SecurityGroup', one.id), one, one.at) })),
    ...[...interfaces.values()].map((one) => ({
      fact: fact(cloudInterface, about('Instance', one.name), one, one.at),
    })),
    ...subnets.map((one) => ({ fact: fact(cloudSubnet, about('Subnet', one.id), one, one.at) })),
  ];
}

function groupOf(at: Located): CloudGroup {
  const id = at.get('GroupId').text().value ?? '?';
  const rules = [
    ...at
      .get('IpPermissions')
      .items()
      .map((rule, index) => ruleOf(rule, 'ingress', index)),
    ...at
      .get('IpPermissionsEgress')
      .items()
      .map((rule, index) => ruleOf(rule, 'egress', index)),
  ];
  const wrong = ['IpPermissions', 'IpPermissionsEgress'].find((key) => !at.get(key).isList);
  return {
    provider: 'aws',
    id,
    name: at.get('GroupName').text().value ?? id,
    rules:
      wrong === undefined ? seen(rules, at.at) : seen<readonly CloudRule[]>(undefined, at.at, `${wrong} is no list`),
    at: at.at,
  };
}

function ruleOf(at: Located, direction: CloudRule['direction'], index: number): CloudRule {
  const texts = (key: string, field: string): Located[] =>
    at
      .get(key)
      .items()
      .map((item) => item.get(field));
  const blocks = [...texts('IpRanges', 'CidrIp'), ...texts('Ipv6Ranges', 'CidrIpv6')];
  const groups = texts('UserIdGroupPairs', 'GroupId');
  const lists = at.get('PrefixListIds').items();
  const { unread, ...ports } = awsPorts(at.get('IpProtocol'), at.get('FromPort'), at.get('ToPort'));
  const strange = [...blocks, ...groups].find((item) => item.text().value === undefined);
  return {
    name: `${direction} rule ${index + 1}`,
    direction,
    allows: true,
    priority: null,
    ...ports,
    blocks: blocks.flatMap((item) => item.text().value ?? []),
    groups: groups.flatMap((item) => item.text().value ?? []),
    unread:
      unread ??
      (strange !== undefined
        ? 'one of its ends cannot be read'
        : lists.length > 0
          ? `what the prefix list ${lists[0]!.get('PrefixListId').text().value ?? ''} holds was not read`
          : null),
    at: at.at,
  };
}

function ofInstance(at: Located): CloudInterface[] {
  const id = at.get('InstanceId').text().value ?? '?';
  const name = nameOf(at.get('Tags')) ?? id;
  return at
    .get('NetworkInterfaces')
    .items()
    .map((one) => interfaceOf(one, name));
}

function interfaceOf(at: Located, instance: string | undefined): CloudInterface {
  const id = at.get('NetworkInterfaceId').text().value ?? '?';
  const addresses = at.get('PrivateIpAddresses').items();
  const own = [
    ...addresses.map((one) => one.get('PrivateIpAddress')),
    ...at
      .get('Ipv6Addresses')
      .items()
      .map((one) => one.get('Ipv6Address')),
  ].flatMap((one) => one.text().value ?? []);
  const outer = [at, ...addresses].some((one) => !one.down('Association', 'PublicIp').empty);
  const groups = at.get('Groups');
  return {
    provider: 'aws',
    id,
    name: instance ?? nameOf(at.get('TagSet')) ?? at.down('Attachment', 'InstanceId').text().value ?? id,
    groups: groups.isList
      ? seen(
          groups.items().flatMap((one) => one.get('GroupId').text().value ?? []),
          groups.at,
        )
      : seen<readonly string[]>(undefined, groups.at, 'its groups cannot be read'),
    subnet: at.get('SubnetId').text(),
    addresses:
      own.length > 0 ? seen(own, at.at) : seen<readonly string[]>(undefined, at.at, 'its addresses are not said'),
    // An IPv6 address of a VPC is routed on the internet.
    public: {
      4: seen(outer, at.at),
      6: seen(
        own.some((address) => address.includes(':')),
        at.at,
      ),
    },
    at: at.at,
  };
}

function nameOf(tags: Located): string | undefined {
  return tags
    .items()
    .find((tag) => tag.get('Key').value === 'Name')
    ?.get('Value')
    .text().value;
}

function subnetOf(
  at: Located,
  tables: readonly Located[],
  acls: readonly Located[],
  roots: readonly Located[],
): CloudSubnet {
  const id = at.get('SubnetId').text().value ?? '?';
  const vpc = at.get('VpcId').value;
  const own = (list: Located): Located | undefined =>
    list
      .get('Associations')
      .items()
      .find((one) => one.get('SubnetId').value === id);
  const table =
    tables.find((one) => own(one) !== undefined) ??
    tables.find(
      (one) =>
        one.get('VpcId').value === vpc &&
        one
          .get('Associations')
          .items()
          .some((each) => each.get('Main').value === true),
    );
  const acl = acls.find((one) => own(one) !== undefined);
  const six = at
    .get('Ipv6CidrBlockAssociationSet')
    .items()
    .map((one) => one.get('Ipv6CidrBlock').text().value);
  const blocks = [at.get('CidrBlock').text().value, ...six].filter((one) => one !== undefined);
  const asked = (name: string): boolean => roots.some((root) => root.get(name).isList);
  return {
    provider: 'aws',
    id,
    blocks: seen(blocks, at.at),
    vpc: at.get('VpcId').text(),
    internet: { 4: toInternet(table, 4, at), 6: toInternet(table, 6, at) },
    rules:
      acl === undefined
        ? seen<readonly CloudRule[]>(
            undefined,
            at.at,
            asked('NetworkAcls') ? 'it is in no network ACL that was read' : 'network ACLs were not read',
          )
        : seen(acl.get('Entries').items().map(entryOf), acl.at),
    at: at.at,
  };
}

function toInternet(table: Located | undefined, family: 4 | 6, subnet: Located): Seen<boolean> {
  if (table === undefined) return seen<boolean>(undefined, subnet.at, 'its route table was not read');
  const [own, other] = family === 4 ? (['', 'Ipv6'] as const) : (['Ipv6', ''] as const);
  const routes = table
    .get('Routes')
    .items()
    .filter(
      (route) =>
        (route.get('GatewayId').text().value ?? '').startsWith('igw-') &&
        route.get('State').value !== 'blackhole' &&
        route.get(`Destination${other}CidrBlock`).empty,
    );
  if (routes.length === 0) return seen(false, table.at);
  return routes.some((route) => (route.get(`Destination${own}CidrBlock`).text().value ?? '').endsWith('/0'))
    ? seen(true, table.at)
    : seen<boolean>(undefined, table.at, 'its routes to the internet gateway are for some addresses alone');
}

/** An entry of a network ACL: by number, first match decides. */
function entryOf(at: Located): CloudRule {
  const type = at.down('IcmpTypeCode', 'Type');
  const ports = type.empty
    ? awsPorts(at.get('Protocol'), at.down('PortRange', 'From'), at.down('PortRange', 'To'))
    : awsPorts(at.get('Protocol'), type, at.down('IcmpTypeCode', 'Code'));
  const block = at.get('CidrBlock').text().value ?? at.get('Ipv6CidrBlock').text().value;
  const action = at.get('RuleAction').value;
  return {
    name: `entry ${at.get('RuleNumber').text().value ?? '?'}`,
    direction: at.get('Egress').value === true ? 'egress' : 'ingress',
    allows: action === 'allow',
    priority: at.get('RuleNumber').number().value ?? 0,
    ...ports,
    blocks: block === undefined ? [] : [block],
    groups: [],
    unread:
      ports.unread ?? (block === undefined || (action !== 'allow' && action !== 'deny') ? 'it cannot be read' : null),
    at: at.at,
  };
}

import type { CloudRule, CloudSubnet } from '../../facts/cloud-network.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { awsPorts, protocolOf } from './ports.ts';
import { expressionOf, madeBy, unknownKey, type Ids, type Of, type Resource } from './terraform-resources.ts';

/** A subnet with its routes to the internet and the network ACL at its edge. */
export function subnetOf(resource: Resource, of: Of, ids: Ids): CloudSubnet {
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

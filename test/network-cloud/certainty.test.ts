/** What is easily told as sure and is not: each was an answer once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folderOf, plimsoll } from '../cli/plimsoll.ts';
import { acls, all, groups, instances, openAcl, routes, subnets } from './answers.ts';

async function says(files: Readonly<Record<string, string>>, words: readonly string[], expected: string) {
  const { code, err } = await plimsoll(['network', 'can', ...words, folderOf(files)]);
  assert.equal(['allowed', 'denied', 'unknown'][code ?? 3], expected, err);
}

const stack = (rules: string, more = ''): string => `
resource "aws_vpc" "own" {}
resource "aws_internet_gateway" "out" {}
resource "aws_subnet" "own" {
  vpc_id                  = aws_vpc.own.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = false
}
resource "aws_route_table" "own" {
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}
resource "aws_route_table_association" "own" {
  subnet_id      = aws_subnet.own.id
  route_table_id = aws_route_table.own.id
}
resource "aws_instance" "web" {
  subnet_id                   = aws_subnet.own.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}
resource "aws_security_group" "web" {
  ${rules}
}
${more}`;
const rule = (values: string): string => `ingress {\n${values}\n}`;
const ssh = 'from_port = 22\nto_port = 22\nprotocol = "tcp"\ncidr_blocks = ["0.0.0.0/0"]';
const separate = (values: string): string =>
  `resource "aws_security_group_rule" "more" {\nsecurity_group_id = aws_security_group.web.id\n${values}\n}`;
const toWeb = ['internet', 'aws_instance.web', '--port', '22'];

describe('files of Terraform: sure and not sure', () => {
  const cases: readonly (readonly [what: string, text: string, expected: string])[] = [
    ['written out', stack(rule(ssh)), 'allowed'],
    ['no rule', stack(''), 'denied'],
    ['ports by a variable', stack(rule(ssh.replaceAll('= 22', '= var.port'))), 'unknown'],
    ['a protocol by a variable', stack(rule(ssh.replace('"tcp"', 'var.protocol'))), 'unknown'],
    ['a direction by a variable', stack('', separate(`type = var.type\n${ssh}`)), 'unknown'],
    [
      'a rule that may not be there',
      stack('', separate(`count = var.on ? 1 : 0\ntype = "ingress"\n${ssh}`)),
      'unknown',
    ],
    [
      'a rule of another of several groups',
      stack('count = 2', separate(`type = "ingress"\n${ssh}`))
        .replaceAll('group.web.id', 'group.web[1].id')
        .replace('group.web[1].id', 'group.web[0].id'),
      'unknown',
    ],
    [
      'a group that is attached by itself',
      stack(
        '',
        'resource "aws_network_interface_sg_attachment" "more" {\nnetwork_interface_id = aws_instance.web.primary_network_interface_id\nsecurity_group_id = var.group\n}',
      ),
      'unknown',
    ],
    [
      'an elastic address that is who knows whose',
      stack(rule(ssh), 'resource "aws_eip" "more" {\ninstance = var.instance\n}').replace(
        'associate_public_ip_address = true',
        '',
      ),
      'unknown',
    ],
    ['a route table that was not read', stack(rule(ssh)).replace('aws_route_table.own.id', '"rtb-0123"'), 'unknown'],
    [
      'a route table that a VPC begins with',
      stack(rule(ssh))
        .replaceAll('aws_route_table"', 'aws_default_route_table"')
        .replace('aws_route_table.own', 'aws_default_route_table.own'),
      'allowed',
    ],
    [
      'a route to some addresses alone',
      stack(rule(ssh)).replace('"0.0.0.0/0"\n    gateway', '"198.51.100.0/24"\n    gateway'),
      'unknown',
    ],
    [
      'an entry of an ACL whose ports are a variable',
      stack(
        rule(ssh),
        `resource "aws_network_acl" "own" {
      subnet_ids = [aws_subnet.own.id]
      ingress {\nrule_no = 1\naction = "deny"\nprotocol = "tcp"\nfrom_port = var.port\nto_port = var.port\ncidr_block = "0.0.0.0/0"\n}
      ingress {\nrule_no = 2\naction = "allow"\nprotocol = "-1"\ncidr_block = "0.0.0.0/0"\n}
      egress {\nrule_no = 2\naction = "allow"\nprotocol = "-1"\ncidr_block = "0.0.0.0/0"\n}\n}`,
      ),
      'unknown',
    ],
  ];
  for (const [what, text, expected] of cases) it(what, () => says({ 'main.tf': text }, toWeb, expected));

  it('a folder beside it with resources of the same addresses', () =>
    says(
      {
        'a/main.tf': stack(rule(ssh)),
        'b/main.tf': stack('').replace('"aws_instance" "web"', '"aws_instance" "other"'),
      },
      toWeb,
      'unknown',
    ));
  it('Terraform in its form of JSON', () =>
    says({ 'main.tf': stack(''), 'more.tf.json': '{"resource": {"aws_security_group_rule": {}}}' }, toWeb, 'unknown'));
});

describe('AWS by its own answers: sure and not sure', () => {
  const answers = (changed: object): Record<string, string> =>
    Object.fromEntries(
      Object.entries({ groups, instances, subnets, routes, acls: acls(openAcl), ...changed }).map(([name, value]) => [
        `${name}.json`,
        JSON.stringify(value),
      ]),
    );
  const toDb = ['web', 'db', '--port', '5432'];

  it('machines in two VPCs', () =>
    says(
      answers({ subnets: { Subnets: [subnets.Subnets[0], { ...subnets.Subnets[1], VpcId: 'vpc-2' }] } }),
      toDb,
      'unknown',
    ));
  it('an ACL that lets back answers to some of the ports that openers take', () => {
    const hole = {
      RuleNumber: 50,
      Egress: true,
      RuleAction: 'deny',
      Protocol: '6',
      CidrBlock: '0.0.0.0/0',
      PortRange: { From: 33_000, To: 49_000 },
    };
    return says(answers({ acls: acls([hole, ...openAcl]) }), toDb, 'unknown');
  });
  it('an ACL that lets in one type of ICMP', () => {
    const type = {
      RuleNumber: 100,
      Egress: false,
      RuleAction: 'allow',
      Protocol: '1',
      CidrBlock: '0.0.0.0/0',
      IcmpTypeCode: { Type: 3, Code: -1 },
    };
    const open = structuredClone(groups) as { SecurityGroups: { IpPermissions: object[] }[] };
    open.SecurityGroups[1]!.IpPermissions.push({ ...all });
    return says(
      answers({ groups: open, acls: acls([type, openAcl[1]!]) }),
      ['web', 'db', '--port', '8', '--protocol', 'ICMP'],
      'denied',
    );
  });
  it('a rule for IPv4 and a public address of IPv6 alone', () => {
    const six = structuredClone(instances) as { Reservations: { Instances: { NetworkInterfaces: object[] }[] }[] };
    const [own] = six.Reservations[0]!.Instances[0]!.NetworkInterfaces;
    Object.assign(own!, {
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.10' }],
      Ipv6Addresses: [{ Ipv6Address: '2600::5' }],
    });
    const four = structuredClone(groups) as { SecurityGroups: { IpPermissions: object[] }[] };
    Object.assign(four.SecurityGroups[0]!.IpPermissions[0]!, { Ipv6Ranges: [] });
    return says(answers({ instances: six, groups: four }), ['internet', 'web', '--port', '443'], 'denied');
  });
  it('a route to the internet gateway for some addresses alone', () => {
    const narrow = structuredClone(routes) as { RouteTables: { Routes: object[] }[] };
    Object.assign(narrow.RouteTables[1]!.Routes[0]!, { DestinationCidrBlock: '198.51.100.0/24' });
    return says(answers({ routes: narrow }), ['internet', 'web', '--port', '443'], 'unknown');
  });
});

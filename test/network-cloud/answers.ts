/** Answers of `aws ec2 describe-*` and a plan of Terraform, in the shapes of their own documentation. */
const anywhere = {
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  Ipv6Ranges: [{ CidrIpv6: '::/0' }],
  UserIdGroupPairs: [],
  PrefixListIds: [],
};
const none = { IpRanges: [], Ipv6Ranges: [], UserIdGroupPairs: [], PrefixListIds: [] };
export const all = { IpProtocol: '-1', ...anywhere };

export const groups = {
  SecurityGroups: [
    {
      GroupId: 'sg-web',
      GroupName: 'web',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...anywhere }],
      IpPermissionsEgress: [all],
    },
    {
      GroupId: 'sg-db',
      GroupName: 'db',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 5432,
          ToPort: 5432,
          ...none,
          UserIdGroupPairs: [{ GroupId: 'sg-web', UserId: '1' }],
        },
        {
          IpProtocol: 'tcp',
          FromPort: 7000,
          ToPort: 7001,
          ...none,
          UserIdGroupPairs: [{ GroupId: 'sg-db', UserId: '1' }],
        },
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...none, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
      ],
      IpPermissionsEgress: [],
    },
  ],
};

const instance = (id: string, group: string, address: string, subnet: string, outer?: string): object => ({
  InstanceId: `i-${id}`,
  Tags: [{ Key: 'Name', Value: id }],
  NetworkInterfaces: [
    {
      NetworkInterfaceId: `eni-${id}`,
      SubnetId: subnet,
      Groups: [{ GroupId: group }],
      PrivateIpAddresses: [
        { PrivateIpAddress: address, ...(outer === undefined ? {} : { Association: { PublicIp: outer } }) },
      ],
    },
  ],
});

export const instances = {
  Reservations: [
    {
      Instances: [
        instance('web', 'sg-web', '10.0.1.10', 'subnet-public', '203.0.113.7'),
        instance('inner', 'sg-web', '10.0.2.11', 'subnet-private'),
        instance('db', 'sg-db', '10.0.2.20', 'subnet-private'),
        instance('db2', 'sg-db', '10.0.2.21', 'subnet-private'),
      ],
    },
  ],
};

export const subnets = {
  Subnets: [
    { SubnetId: 'subnet-public', CidrBlock: '10.0.1.0/24', VpcId: 'vpc-1' },
    { SubnetId: 'subnet-private', CidrBlock: '10.0.2.0/24', VpcId: 'vpc-1' },
  ],
};

export const routes = {
  RouteTables: [
    {
      VpcId: 'vpc-1',
      Associations: [{ Main: true }],
      Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }],
    },
    {
      VpcId: 'vpc-1',
      Associations: [{ Main: false, SubnetId: 'subnet-public' }],
      Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }],
    },
  ],
};

const entry = (number: number, egress: boolean, action: string, cidr: string, ports?: [number, number]): object => ({
  RuleNumber: number,
  Egress: egress,
  RuleAction: action,
  Protocol: ports === undefined ? '-1' : '6',
  CidrBlock: cidr,
  ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
});

export const acls = (privateEntries: readonly object[]): object => ({
  NetworkAcls: [
    {
      NetworkAclId: 'acl-1',
      Associations: [{ SubnetId: 'subnet-public' }],
      Entries: [entry(100, false, 'allow', '0.0.0.0/0'), entry(100, true, 'allow', '0.0.0.0/0')],
    },
    { NetworkAclId: 'acl-2', Associations: [{ SubnetId: 'subnet-private' }], Entries: privateEntries },
  ],
});
export const openAcl = [entry(100, false, 'allow', '0.0.0.0/0'), entry(100, true, 'allow', '0.0.0.0/0')];
/** 5432 from the public subnet is refused before everything is let in. */
export const refusingAcl = [entry(50, false, 'deny', '10.0.1.0/24', [5432, 5432]), ...openAcl];
/** Answers to the public subnet do not come out. */
export const muteAcl = [entry(100, false, 'allow', '0.0.0.0/0'), entry(100, true, 'allow', '10.0.2.0/24')];

const resource = (type: string, name: string, values: object): object => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  values,
});
const configured = (type: string, name: string, expressions: object): object => ({
  address: `${type}.${name}`,
  expressions,
});
const refers = (...references: string[]): object => ({ references });

/** Of a new stack: no id is known, references tell. */
export const plan = {
  format_version: '1.2',
  planned_values: {
    root_module: {
      resources: [
        resource('aws_subnet', 'public', { cidr_block: '10.0.1.0/24', map_public_ip_on_launch: true }),
        resource('aws_internet_gateway', 'out', {}),
        resource('aws_route_table', 'public', { route: [{ cidr_block: '0.0.0.0/0' }] }),
        resource('aws_route_table_association', 'public', {}),
        resource('aws_security_group', 'web', {
          name: 'web',
          ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['0.0.0.0/1', '128.0.0.0/1'] }],
          egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
        }),
        resource('aws_security_group', 'db', { name: 'db' }),
        resource('aws_security_group_rule', 'db', { type: 'ingress', protocol: 'tcp', from_port: 5432, to_port: 5432 }),
        resource('aws_instance', 'web', { tags: { Name: 'web' } }),
        resource('aws_instance', 'db', { tags: { Name: 'db' }, associate_public_ip_address: false }),
      ],
    },
  },
  configuration: {
    root_module: {
      resources: [
        configured('aws_subnet', 'public', {}),
        configured('aws_route_table', 'public', {
          route: [{ gateway_id: refers('aws_internet_gateway.out.id', 'aws_internet_gateway.out') }],
        }),
        configured('aws_route_table_association', 'public', {
          subnet_id: refers('aws_subnet.public.id', 'aws_subnet.public'),
          route_table_id: refers('aws_route_table.public.id', 'aws_route_table.public'),
        }),
        configured('aws_security_group', 'web', {}),
        configured('aws_security_group', 'db', {}),
        configured('aws_security_group_rule', 'db', {
          security_group_id: refers('aws_security_group.db.id', 'aws_security_group.db'),
          source_security_group_id: refers('aws_security_group.web.id', 'aws_security_group.web'),
        }),
        configured('aws_instance', 'web', {
          subnet_id: refers('aws_subnet.public.id', 'aws_subnet.public'),
          vpc_security_group_ids: refers('aws_security_group.web.id', 'aws_security_group.web'),
        }),
        configured('aws_instance', 'db', {
          subnet_id: refers('aws_subnet.public.id', 'aws_subnet.public'),
          vpc_security_group_ids: refers('aws_security_group.db.id', 'aws_security_group.db'),
        }),
      ],
    },
  },
};

/** The same stack as files. */
export const files = `
locals {
  everywhere = ["0.0.0.0/1", "128.0.0.0/1"]
}
variable "office" { type = string }

resource "aws_subnet" "public" {
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}
resource "aws_internet_gateway" "out" {}
resource "aws_route_table" "public" {
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_security_group" "web" {
  name = "web"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = local.everywhere
  }
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = [var.office]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "db" {
  name = "db"
  ingress {
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.web.id]
  }
}
resource "aws_instance" "web" {
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.web.id]
  tags                   = { Name = "web" }
}
resource "aws_instance" "db" {
  subnet_id                   = aws_subnet.public.id
  vpc_security_group_ids      = [aws_security_group.db.id]
  associate_public_ip_address = false
  tags                        = { Name = "db" }
}
`;

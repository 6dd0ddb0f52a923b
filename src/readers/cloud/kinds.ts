/** Lists of `aws ec2 describe-*` that are read (EC2 API reference). */
export const awsLists = [
  'SecurityGroups',
  'NetworkInterfaces',
  'Reservations',
  'Subnets',
  'RouteTables',
  'NetworkAcls',
];

/** A quick look at a text of JSON that spares the parsing of what is plainly something else. */
export function mayBeCloud(json: string): boolean {
  return (
    (json.includes('"format_version"') && json.includes('"root_module"')) ||
    awsLists.some((name) => json.includes(`"${name}"`)) ||
    json.includes('"securityRules"') ||
    json.includes('compute#firewall') ||
    json.includes('"sourceRanges"') ||
    json.includes('"aws_')
  );
}

/** A quick look: whether a file of Terraform speaks of networks, or takes in modules that may. */
export function mayHoldNetworks(text: string): boolean {
  return /^[ \t]*(?:resource\s+"aws_(?:security_group|vpc_security_group|instance|network_|subnet|route|eip|internet_gateway|default_)|module\s)/m.test(
    text,
  );
}

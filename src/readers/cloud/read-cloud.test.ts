import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cloudGroup, type CloudGroup } from '../../facts/cloud-network.ts';
import type { Sighting } from '../../model/collector.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { mayHoldNetworks } from './kinds.ts';
import { readAws } from './aws-describe.ts';
import { readCloud } from './read-cloud.ts';
import { readTerraformFiles } from './terraform-files.ts';

const keys =
  'SecurityGroups NetworkInterfaces Reservations Instances Subnets RouteTables NetworkAcls IpPermissions IpRanges CidrIp Groups GroupId Associations Entries PortRange From format_version planned_values root_module resources values configuration expressions address type ingress references child_modules securityRules sourceRanges allowed'.split(
    ' ',
  );
const leaf = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  22,
  1e9,
  '',
  'tcp',
  '-1',
  '0.0.0.0/0',
  'x',
  'aws_security_group',
  'aws_security_group.a',
  '1.2',
);

describe('networks of clouds', () => {
  it('a file of blank lines is soon known to hold none', () => {
    assert.equal(mayHoldNetworks('\n'.repeat(400_000)), false);
    assert.equal(mayHoldNetworks('\n  resource "aws_subnet" "a" {}'), true);
  });
  it('are read of any JSON without a throw', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const root = Located.root(value, apiPlace('test', 'x'));
        const sightings: readonly Sighting[] = [
          ...(readCloud(root, 'test') ?? []),
          ...readAws([root], 'test', 'admitted'),
        ];
        for (const one of sightings) {
          if (!('fact' in one) || one.fact.kind !== cloudGroup.name) continue;
          for (const rule of (one.fact.value as CloudGroup).rules.value ?? [])
            assert.ok(
              Number.isInteger(rule.first) && Number.isInteger(rule.last) && rule.last <= 1e6,
              JSON.stringify(rule),
            );
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('are read of any text of Terraform without a throw', () => {
    const word = fc.constantFrom(
      'resource "aws_security_group" "a" {\n',
      'resource "aws_instance" "b" {\n',
      '}\n',
      'ingress {\n',
      'from_port = 22\n',
      'cidr_blocks = ',
      '["0.0.0.0/0"]\n',
      'local.x\n',
      'locals {\n',
      'x = local.x\n',
      'module "m" {\n',
      'dynamic "ingress" {\n',
      'vpc_security_group_ids = [aws_security_group.a.id, "sg-1"]\n',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        assert.ok(Array.isArray(readTerraformFiles([{ text: words.join(''), shown: 'main.tf' }], 'test')));
      }),
      { numRuns: 800 },
    );
  });

  it('locals that name each other lead nowhere', () => {
    const text =
      'locals {\n  a = local.b\n  b = local.a\n}\nresource "aws_security_group" "s" {\n  ingress {\n    protocol = "tcp"\n    from_port = 22\n    to_port = 22\n    cidr_blocks = local.a\n  }\n}\n';
    const [one] = readTerraformFiles([{ text, shown: 'main.tf' }], 'test');
    assert.ok(one !== undefined && 'fact' in one);
    const [rule] = (one.fact.value as CloudGroup).rules.value!;
    assert.equal(rule?.unread, 'cidr_blocks is known after apply');
  });
});

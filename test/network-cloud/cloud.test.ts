/** What can reach what in a cloud, as `plimsoll network can` says it, by what its own tools print. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folderOf, plimsoll } from '../cli/plimsoll.ts';
import { acls, files, groups, instances, muteAcl, openAcl, plan, refusingAcl, routes, subnets } from './answers.ts';

const verdicts = ['allowed', 'denied', 'unknown'];

/** `allowed`, `denied` or `unknown` of each line `FROM TO PORT`. */
async function ask(files: Readonly<Record<string, unknown>>, lines: readonly string[]): Promise<string[]> {
  const folder = folderOf(
    Object.fromEntries(Object.entries(files).map(([name, value]) => [`${name}.json`, JSON.stringify(value, null, 2)])),
  );
  const said: string[] = [];
  for (const line of lines) {
    const [from = '', to = '', port = ''] = line.split(' ');
    const { code, err } = await plimsoll(['network', 'can', from, to, '--port', port, folder]);
    assert.ok(code !== null && code < 3, `${line}: ${err}`);
    said.push(`${line} ${verdicts[code]}`);
  }
  return said;
}

async function holds(files: Readonly<Record<string, unknown>>, expected: string): Promise<void> {
  const lines = expected
    .trim()
    .split('\n')
    .map((line) => line.trim());
  assert.deepEqual(
    await ask(
      files,
      lines.map((line) => line.slice(0, line.lastIndexOf(' '))),
    ),
    lines,
  );
}

const all = { groups, instances, subnets, routes };

describe('AWS by its own answers', () => {
  it('groups, references to groups and to themselves, public addresses and routes', () =>
    holds(
      { ...all, acls: acls(openAcl) },
      `web db 5432 allowed
       web db 5433 denied
       db web 443 denied
       web inner 443 allowed
       db db2 7000 denied
       internet web 443 allowed
       internet web 22 denied
       internet inner 443 denied
       inner internet 443 denied
       web internet 443 allowed
       10.9.9.9 web 443 unknown`,
    ));
  it('a prefix list is not known to hold anybody, nor nobody', () =>
    holds({ ...all, acls: acls(openAcl) }, 'web db 22 unknown'));
  it('the first entry of a network ACL that fits decides', () =>
    holds({ ...all, acls: acls(refusingAcl) }, 'web db 5432 denied\ninner db 5432 allowed'));
  it('answers must come back through the network ACL', () =>
    holds({ ...all, acls: acls(muteAcl) }, 'web db 5432 denied'));
  it('what was not read is unknown', () =>
    holds(
      { groups, instances, subnets },
      `internet web 443 unknown
       internet web 22 denied
       web db 5432 unknown
       db db2 5432 denied`,
    ));
  it('a group that was not read lets through nobody knows what', () =>
    holds(
      { ...all, acls: acls(openAcl), groups: { SecurityGroups: [groups.SecurityGroups[0]] } },
      'web db 5432 unknown',
    ));
});

describe('a plan of Terraform', () => {
  it('before any id is known: references lead from rule to group to machine', () =>
    holds(
      { plan },
      `internet web 443 allowed
       internet web 80 denied
       web db 5432 allowed
       db web 443 denied
       internet db 5432 denied`,
    ));
  it('its groups are asked about the internet, halves or whole', async () => {
    const open = structuredClone(plan);
    Object.assign(open.planned_values.root_module.resources[4]!, {
      values: {
        name: 'web',
        ingress: [{ protocol: 'tcp', from_port: 20, to_port: 25, cidr_blocks: ['0.0.0.0/1', '128.0.0.0/1'] }],
      },
    });
    const folder = folderOf({ 'plan.json': JSON.stringify(open, null, 2) });
    const { out } = await plimsoll(['ask', folder, '-f', 'json']);
    const outcomes = (
      JSON.parse(out) as { outcomes: { check: string; verdict: string; saw: string; evidence: { line: number }[] }[] }
    ).outcomes;
    const own = outcomes.filter(({ check }) => check === 'NET-551');
    assert.deepEqual(
      own.map(({ verdict, saw }) => `${verdict} ${saw}`),
      ['fail lets the internet to 22 (SSH)', 'pass '],
    );
    assert.ok(own[0]!.evidence[0]!.line > 1);
  });
});

describe('files of Terraform', () => {
  it('references and locals are followed, variables are not known', async () => {
    const folder = folderOf({ 'main.tf': files });
    const said: string[] = [];
    for (const line of [
      'internet web 443',
      'internet web 80',
      'internet web 22',
      'web db 5432',
      'db web 443',
      'internet db 5432',
    ]) {
      const [from = '', to = '', port = ''] = line.split(' ');
      said.push(
        `${line} ${verdicts[(await plimsoll(['network', 'can', from, to, '--port', port, folder])).code ?? 3]}`,
      );
    }
    assert.deepEqual(said, [
      'internet web 443 allowed',
      'internet web 80 denied',
      'internet web 22 unknown',
      'web db 5432 allowed',
      'db web 443 denied',
      'internet db 5432 denied',
    ]);
    const proof = await plimsoll(['network', 'can', 'internet', 'web', '--port', '443', folder]);
    assert.match(proof.out, /main\.tf:24/);
  });

  it('rules that are made, modules and what cannot be read are unknown', async () => {
    const made = files.replace(
      /ingress \{\n    protocol    = "tcp"\n    from_port   = 443/,
      'dynamic "ingress" {\n    for_each = var.rules\n    from_port   = 443',
    );
    for (const text of [made, `${files}module "more" {\n  source = "./more"\n}\n`, `${files}resource "x" {`]) {
      const { code } = await plimsoll([
        'network',
        'can',
        'internet',
        'web',
        '--port',
        '80',
        folderOf({ 'main.tf': text }),
      ]);
      assert.equal(code, 2, text.slice(-60));
    }
  });
});

describe('Azure and GCP', () => {
  it('rules in the order of their priorities', async () => {
    const rule = (name: string, priority: number, access: string, port: string): object => ({
      name,
      priority,
      direction: 'Inbound',
      access,
      protocol: 'Tcp',
      sourceAddressPrefix: 'Internet',
      destinationPortRange: port,
    });
    const azure = [
      {
        name: 'open',
        securityRules: [rule('a', 300, 'Deny', '22'), rule('b', 200, 'Allow', '20-30')],
        defaultSecurityRules: [],
      },
      {
        name: 'shut',
        securityRules: [rule('a', 100, 'Deny', '22'), rule('b', 200, 'Allow', '22')],
        defaultSecurityRules: [],
      },
    ];
    const half = { ...rule('a', 100, 'Deny', '22'), destinationAddressPrefix: '10.0.0.5/32' };
    azure.push({ name: 'half', securityRules: [half, rule('b', 200, 'Allow', '22')], defaultSecurityRules: [] });
    const gcp = [
      {
        kind: 'compute#firewall',
        name: 'all',
        network: 'x/default',
        direction: 'INGRESS',
        priority: 65_534,
        sourceRanges: ['0.0.0.0/0'],
        allowed: [{ IPProtocol: 'tcp', ports: ['3306'] }],
      },
      {
        kind: 'compute#firewall',
        name: 'off',
        network: 'x/default',
        direction: 'INGRESS',
        priority: 1,
        disabled: true,
        sourceRanges: ['0.0.0.0/0'],
        denied: [{ IPProtocol: 'all' }],
      },
    ];
    const folder = folderOf({ 'azure.json': JSON.stringify(azure), 'gcp.json': JSON.stringify(gcp) });
    const { out } = await plimsoll(['ask', folder, '-f', 'json']);
    const outcomes = (JSON.parse(out) as { outcomes: { check: string; verdict: string; subject: { name: string } }[] })
      .outcomes;
    assert.deepEqual(
      outcomes
        .filter(({ check }) => check === 'NET-551')
        .map(({ verdict, subject }) => `${subject.name} ${verdict}`)
        .toSorted(),
      ['default fail', 'half unknown', 'open fail', 'shut pass'],
    );
  });
});

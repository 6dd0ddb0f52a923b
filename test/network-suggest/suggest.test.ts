/** `plimsoll network suggest` as users run it: on a real shop, with and without what was seen; an API server takes what it writes. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { SuggestReport } from '../../src/model/suggestion.ts';
import { folderOf, plimsoll } from '../cli/plimsoll.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';

const root = join(import.meta.dirname, '../..');
const boutique = join(root, '../shared/data/network-policy/inputs/onlineboutique_workloads');
const schemas = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(schemas);
const isReport = schemas.compile(
  JSON.parse(readFileSync(join(root, 'docs/schemas/plimsoll.suggest-1.schema.json'), 'utf8')) as object,
);

async function suggested(...words: string[]): Promise<{ code: number | null; report: SuggestReport; err: string }> {
  const { code, out, err } = await plimsoll(['network', 'suggest', ...words, '-f', 'json']);
  const report = JSON.parse(out) as SuggestReport;
  assert.ok(isReport(report), JSON.stringify(isReport.errors));
  return { code, report, err };
}

/** The shop without the policies it comes with. */
const shop = (): string =>
  folderOf(
    Object.fromEntries(
      ['ns.yaml', 'kubernetes-manifests.yaml'].map((name) => [name, readFileSync(join(boutique, name), 'utf8')]),
    ),
  );

/** Who calls whom, by the variables of its manifests. */
const calls = `
cartservice redis-cart 6379
checkoutservice cartservice 7070
checkoutservice currencyservice 7000
checkoutservice emailservice 8080
checkoutservice paymentservice 50051
checkoutservice productcatalogservice 3550
checkoutservice shippingservice 50051
frontend adservice 9555
frontend cartservice 7070
frontend checkoutservice 5050
frontend currencyservice 7000
frontend productcatalogservice 3550
frontend recommendationservice 8080
frontend shippingservice 50051
loadgenerator frontend 8080
recommendationservice productcatalogservice 3550
`;

describe('network suggest', () => {
  it('a shop: every call that its manifests declare, proven', async () => {
    const { code, report } = await suggested(shop());
    assert.deepEqual([code, report.verdict], [0, 'proven']);
    const name = (id: string): string => id.replace('Deployment/default/', '');
    const inside = report.needs.filter(({ from, to }) => [from, to].every((id) => id.startsWith('Deployment/')));
    assert.deepEqual(
      inside
        .map(({ from, to, ports }) => `${name(from)} ${name(to)} ${ports.map(({ first }) => first).join(' ')}`)
        .toSorted(),
      calls.trim().split('\n'),
    );
    // The load balancer's callers, and names for each workload.
    assert.deepEqual(
      report.needs.filter(({ from }) => from === 'anyone').map(({ to }) => name(to)),
      ['frontend'],
    );
    assert.equal(report.needs.length, inside.length + 1 + 12);
    assert.ok(report.proof.pairs.after * 5 < report.proof.pairs.today);
  });

  it('what it writes is read by the other commands as it was promised', async () => {
    const folder = shop();
    const written = await plimsoll(['network', 'suggest', folder, '-o', join(folder, 'policies.yaml')]);
    assert.deepEqual([written.code, written.out], [0, '']);
    const can = async (from: string, to: string, port: number): Promise<number | null> =>
      (await plimsoll(['network', 'can', from, to, '--port', `${port}`, folder])).code;
    assert.equal(await can('frontend', 'cartservice', 7070), 0);
    assert.equal(await can('frontend', 'redis-cart', 6379), 1);
    assert.equal(await can('internet', 'frontend', 8080), 0);
    assert.equal(await can('cartservice', 'internet', 443), 1);
    const again = await suggested(folder);
    assert.equal(again.report.proof.pairs.after, again.report.proof.pairs.today);
  });

  it('the policies that the shop comes with are kept, and what they refuse is told', async () => {
    const { report } = await suggested(boutique);
    assert.notEqual(report.verdict, 'wrong');
    assert.ok(report.refused.some(({ from, to }) => from.endsWith('/cartservice') && to.endsWith('/redis-cart')));
  });

  it('connections that were seen, and lines that cannot be read', async () => {
    const folder = shop();
    const flows = join(folder, 'flows.jsonl');
    const flow = {
      verdict: 'FORWARDED',
      is_reply: false,
      l4: { TCP: { destination_port: 9000 } },
      source: { namespace: 'default', pod_name: 'adservice-6b7c8d9f4-x2x4z' },
      destination: { namespace: 'default', pod_name: 'redis-cart-5f6d7c8b9-abcde' },
    };
    writeFileSync(flows, `${JSON.stringify({ flow })}\n`);
    const first = await suggested(folder, '--flows', flows);
    assert.deepEqual(
      [first.code, first.report.needs.filter(({ observed }) => observed).map(({ to }) => to)],
      [0, ['Deployment/default/redis-cart']],
    );
    writeFileSync(flows, `${JSON.stringify({ flow })}\n{\n`);
    const second = await suggested(folder, '--flows', flows);
    assert.deepEqual([second.code, second.report.leftOut.some(({ what }) => what.startsWith('line 2 of '))], [2, true]);
    writeFileSync(flows, 'nothing of the kind\n');
    const third = await plimsoll(['network', 'suggest', folder, '--flows', flows]);
    assert.equal(third.code, 3);
    assert.match(third.err, /FLOWS_UNREADABLE/);
  });

  it('a folder with a file that cannot be read is never proven', async () => {
    const folder = shop();
    writeFileSync(join(folder, 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const { code, report } = await suggested(folder);
    assert.deepEqual([code, report.verdict], [2, 'unknown']);
  });
});

describe('network suggest, held against an API server', { skip: noKubernetes(), timeout: 600_000 }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer();
  });
  after(() => server?.stop());

  it('takes every policy, and warns of none', async () => {
    const { report } = await suggested(shop());
    assert.ok(report.policies.length > 10);
    for (const policy of report.policies) {
      const path = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies?dryRun=All&fieldValidation=Strict';
      const { status, body, warnings } = await server.client.ask('POST', path, policy);
      assert.deepEqual([status, warnings], [201, []], JSON.stringify(body));
    }
  });
});

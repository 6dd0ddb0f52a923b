import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { large, mapReport, shop, unfriendly, unread } from '../../../test/report/connections-sample.ts';
import type { MapReport } from '../../model/network-report.ts';
import type { TextOptions } from '../text/style.ts';
import { widthOf } from '../text/width.ts';
import { renderDot, renderMermaid } from './graph-text.ts';
import { renderMapJson } from './json.ts';
import { renderMapText } from './map-text.ts';

const plain: TextOptions = { width: 80, color: false, unicode: true, all: false, quiet: false };
const samples = {
  shop: mapReport(
    shop,
    [],
    [
      {
        peer: 'Deployment/shop/web',
        direction: 'ingress',
        to: 'internet',
        verdict: 'allowed',
        ports: [{ protocol: 'TCP', first: 1, last: 65535 }],
        because: [],
      },
    ],
  ),
  doubtful: mapReport(shop, [unread]),
  unfriendly: mapReport(unfriendly, [unread]),
  empty: mapReport({ peers: [], connections: [] }),
  large: mapReport(large(100)),
} satisfies Record<string, MapReport>;

describe('text of a map', () => {
  for (const [name, report] of Object.entries(samples)) {
    it(`${name}: fits the terminal and emits nothing but text and colours`, () => {
      for (const all of [false, true]) {
        for (const width of [40, 80, 120])
          for (const line of renderMapText(report, { ...plain, width, all }).split('\n'))
            assert.ok(widthOf(line) <= width, `${widthOf(line)} > ${width}: ${line}`);
        const uncolored = renderMapText(report, { ...plain, all });
        assert.doesNotMatch(uncolored.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(stripVTControlCharacters(renderMapText(report, { ...plain, all, color: true })), uncolored);
        assert.match(renderMapText(report, { ...plain, all, unicode: false }), /^[\x20-\x7e\n]*$/);
      }
    });
  }

  it('tells what is not known before anything else, and what each peer reaches', () => {
    const text = renderMapText(samples.shop, plain);
    assert.match(
      text,
      /Not known\n {2}\? the port that "pg" names\n {4}TCP 5432 {2}batch\/jobs and 1 more → shop\/db\n/,
    );
    assert.ok(text.indexOf('Not known') < text.indexOf('\nshop\n'));
    assert.match(text, /shop\/api {2}Deployment\n {4}→ TCP 5432 {2}shop\/db\n/);
    assert.match(text, /any address\s+→ every port {2}shop\/web\n/);
    assert.match(text, /shop\/db {2}StatefulSet\n {6}reaches nothing\n/);
    assert.match(text, /Open to the internet {2}1\n {2}· every TCP port {2}shop\/web\n/);
    assert.match(text, /6 peers in 5 groups · 4 pairs with allowed traffic · 1 with unknown\n$/);
  });

  it('says by whose rules policies were read, and where nothing enforces them', () => {
    const told = (plugin: MapReport['plugin']): string =>
      renderMapText({ ...samples.shop, plugin }, { ...plain, width: 120 });
    const at = [{ source: 'directory', file: 'calico.yaml', line: 3 }];
    assert.match(
      told({ cni: 'calico', enforces: 'yes', because: 'Calico was seen', at }),
      /\n {2}Policies by the rules of calico: Calico was seen {2}calico\.yaml:3\n/,
    );
    assert.match(
      told({ cni: 'none', enforces: 'no', because: 'flannel enforces no policies', at: [] }),
      /\n {2}Policies are not enforced: flannel enforces no policies\n/,
    );
    assert.match(
      renderMapText(samples.shop, plain),
      /Policies as Kubernetes says, if they are enforced: no network plugin/,
    );
    assert.doesNotMatch(told(null), /Policies/);
  });

  it('is not sure where a rule may stand in what was not read', () => {
    const text = renderMapText(samples.doubtful, plain);
    assert.match(text, /Not sure: .*\n {2}\? k8s\/broken\.yaml:4:2 {2}cannot be parsed/);
    assert.match(text, /not sure: see above what was not read\n$/);
    assert.doesNotMatch(renderMapText(samples.shop, plain), /not sure/i);
  });
});

describe('JSON of a map', () => {
  it('lists what is allowed or not known, and nothing that is denied', () => {
    const told = JSON.parse([...renderMapJson(samples.shop)].join('')) as {
      readonly connections: readonly { readonly from: string; readonly verdict: string; readonly ports: object[] }[];
      readonly sure: boolean;
    };
    assert.deepEqual(
      told.connections.map(({ verdict }) => verdict),
      ['allowed', 'allowed', 'unknown', 'allowed', 'allowed'],
    );
    assert.deepEqual(told.connections[0]!.ports, [{ protocol: 'TCP', first: 8080, last: 8080 }]);
    assert.equal(told.connections[3]!.ports.length, 4);
    assert.equal(told.sure, true);
    assert.match([...renderMapJson(samples.doubtful)].join(''), /"sure": false\n\}\n$/);
  });
});

describe('Graphviz and Mermaid', () => {
  const dot = (report: MapReport): string => [...renderDot(report)].join('');
  const mermaid = (report: MapReport): string => [...renderMermaid(report)].join('');

  it('draw each peer once and each kind of traffic of a pair once', () => {
    assert.match(dot(samples.shop), /subgraph cluster_0 \{\n {4}label="shop";\n {4}n0 \[label="shop\/web"\];/);
    assert.equal(dot(samples.shop).match(/->/g)?.length, 5);
    assert.match(dot(samples.shop), /n3 -> n2 \[label="\? TCP 5432", style=dashed\];/);
    assert.equal(mermaid(samples.shop).match(/-->\|/g)?.length, 4);
    assert.match(mermaid(samples.shop), / n3 -\.->\|"\? TCP 5432"\| n2\n/);
  });

  it('no name of a source can end its label', () => {
    const strings = dot(samples.unfriendly).replaceAll(/"(?:[^"\\\n]|\\.)*"/g, 'TEXT');
    assert.doesNotMatch(strings, /evil|script|"/);
    const quoted = mermaid(samples.unfriendly).replaceAll(/"[^"\n]*"/g, 'TEXT');
    assert.doesNotMatch(quoted, /evil|script|"/);
    assert.doesNotMatch(mermaid(samples.unfriendly).replaceAll(/^title: .*$/gm, ''), /[<`{}\\\u202e]/u);
  });

  it('say that a map is not sure', () => {
    assert.match(dot(samples.doubtful), /label="Not sure: k8s\/broken\.yaml could not be read/);
    assert.match(mermaid(samples.doubtful), /^---\ntitle: "Not sure: k8s\/broken\.yaml/);
  });
});

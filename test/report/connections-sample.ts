import type {
  Because,
  ConnectionMap,
  Connections,
  ConnectionVerdict,
  Part,
  Peer,
  Protocol,
} from '../../src/model/connections.ts';
import { protocols } from '../../src/model/connections.ts';
import type { Gap } from '../../src/model/gap.ts';
import type {
  CanReport,
  ConnectionChange,
  DiffReport,
  ExpectationResult,
  ExpectReport,
  MapReport,
  ObjectChange,
  ProofReport,
} from '../../src/model/network-report.ts';

export const rule = (text: string, effect = 'allows', line = 7): Because => ({
  layer: 'policy',
  rule: text,
  effect,
  at: { source: 'directory', file: 'k8s/policies.yaml', line, column: 3, place: 'spec.ingress[0]' },
});

export const peer = (kind: string, namespace: string, name: string, members?: readonly string[]): Peer => ({
  id: `${kind}/${namespace}/${name}`,
  kind,
  namespace,
  name,
  labels: { app: name },
  ...(members === undefined ? {} : { members }),
  at: { source: 'directory', file: `k8s/${name}.yaml`, line: 1 },
});

export const addresses = (...blocks: string[]): Peer => ({
  id: `ip:${blocks.join(',')}`,
  kind: 'ip',
  name: blocks.join(', '),
  labels: {},
  blocks,
});

const top: Readonly<Record<Protocol, readonly [number, number]>> = {
  TCP: [1, 65535],
  UDP: [1, 65535],
  SCTP: [1, 65535],
  ICMP: [0, 255],
};

type Said = Pick<Part, 'verdict' | 'because' | 'missing'>;

/** One saying for every port. */
export function all(said: Said): Connections {
  return protocols.map((protocol) => ({ protocol, first: top[protocol][0], last: top[protocol][1], ...said }));
}

/** One saying for one port, another for the rest. */
export function port(protocol: Protocol, number: number, said: Said, rest: Said): Connections {
  return all(rest).flatMap((part) =>
    part.protocol !== protocol
      ? [part]
      : [
          ...(number > part.first ? [{ ...part, last: number - 1 }] : []),
          { protocol, first: number, last: number, ...said },
          ...(number < part.last ? [{ ...part, first: number + 1 }] : []),
        ],
  );
}

export const yes = (...because: Because[]): Said => ({ verdict: 'allowed', because });
export const no = (...because: Because[]): Said => ({ verdict: 'denied', because });
export const perhaps = (missing: string, ...because: Because[]): Said => ({
  verdict: 'unknown',
  because,
  missing: [missing],
});

export const unread: Gap = {
  code: 'YAML_INVALID',
  source: 'directory',
  subject: 'k8s/broken.yaml',
  because: 'cannot be parsed: bad indentation',
  toKnow: 'Mend the file.',
  touches: ['*'],
  at: { source: 'directory', file: 'k8s/broken.yaml', line: 4, column: 2 },
};

const web = peer('Deployment', 'shop', 'web');
const api = peer('Deployment', 'shop', 'api');
const db = peer('StatefulSet', 'shop', 'db');
const jobs = peer('Deployment', 'batch', 'jobs', ['Deployment/batch/jobs', 'Deployment/batch/more']);
const outside = addresses('0.0.0.0/0', '::/0');
const open = yes(rule('no policy selects Deployment shop/web for ingress', 'does not isolate'));

export const shop: ConnectionMap = {
  peers: [web, api, db, jobs, outside],
  connections: [
    { from: web.id, to: api.id, parts: port('TCP', 8080, yes(rule('NetworkPolicy shop/api, ingress rule 1')), no()) },
    { from: api.id, to: db.id, parts: port('TCP', 5432, yes(rule('NetworkPolicy shop/db, ingress rule 1')), no()) },
    { from: jobs.id, to: db.id, parts: port('TCP', 5432, perhaps('the port that "pg" names'), no()) },
    { from: outside.id, to: web.id, parts: all(open) },
    {
      from: web.id,
      to: outside.id,
      parts: all(yes(rule('no policy selects Deployment shop/web for egress', 'does not isolate'))),
    },
  ],
};

const hostile = 'x"]; evil [label="\u202e\u001b[31m</script><img src=x onerror=alert(1)>`|{}()\\#\nend';
const odd: Peer = {
  id: `Pod/${hostile}`,
  kind: 'Pod',
  namespace: hostile,
  name: hostile,
  labels: { [hostile]: hostile },
};

export const unfriendly: ConnectionMap = {
  peers: [odd, outside],
  connections: [
    {
      from: odd.id,
      to: outside.id,
      parts: all(yes({ ...rule(hostile, hostile), at: { source: 'directory', file: hostile } })),
    },
    { from: outside.id, to: odd.id, parts: all(perhaps(hostile)) },
  ],
};

/** A map of so many workloads, each in a class of its own, in namespaces of twenty. */
export function large(count: number): ConnectionMap {
  const peers = Array.from({ length: count }, (_, index) =>
    peer('Deployment', `team-${Math.floor(index / 20)}`, `service-${index}`),
  );
  const allowed = rule('NetworkPolicy, ingress rule 1');
  return {
    peers: [...peers, outside],
    connections: [
      ...peers.flatMap((from, index) =>
        Array.from({ length: 12 }, (_, nth) => ({
          from: from.id,
          to: peers[(index * 7 + nth * nth + 1) % count]!.id,
          parts: port('TCP', 8000 + (nth % 5), yes(allowed), no()),
        })),
      ),
      { from: outside.id, to: peers[0]!.id, parts: all(open) },
    ],
  };
}

const plugin: MapReport['plugin'] = {
  cni: null,
  enforces: 'unknown',
  because: 'no network plugin is among what was read',
  at: [],
};

export function mapReport(
  map: ConnectionMap,
  gaps: readonly Gap[] = [],
  exposure: MapReport['exposure'] = [],
  doors: MapReport['doors'] = [],
): MapReport {
  return {
    schema: 'plimsoll.connections/1',
    tool: { name: 'plimsoll', version: '0.1.0' },
    asked: { targets: ['dir:k8s'], at: '2026-11-24T19:00:00.000Z', configuration: null, cni: null },
    map,
    plugin,
    exposure,
    doors,
    gaps,
  };
}

const told = { plugin, tool: { name: 'plimsoll', version: '0.1.0' }, asked: mapReport(shop).asked } as const;
const added: ObjectChange = {
  change: 'added',
  kind: 'NetworkPolicy',
  namespace: 'shop',
  name: 'metrics',
  at: { source: 'directory', file: 'k8s/metrics.yaml', line: 1, column: 1 },
};
const run = { protocol: 'TCP', first: 9187, last: 9187 } as const;
const change = (
  from: string,
  to: string,
  before: ConnectionVerdict | null,
  after: ConnectionVerdict | null,
): ConnectionChange => ({
  from,
  to,
  ports: [run],
  before,
  after,
  proofBefore: [rule('NetworkPolicy shop/db', 'isolates')],
  proofAfter: [rule('NetworkPolicy shop/metrics, ingress rule 1')],
  missing: before === 'unknown' || after === 'unknown' ? ['what "pg" names'] : [],
  encryption: null,
  causes: [added],
});

export const diffReport: DiffReport = {
  schema: 'plimsoll.connections-diff/1',
  ...told,
  old: ['dir:old'],
  new: ['dir:new'],
  peers: [web, api, db, { ...jobs, only: 'new' }, odd],
  changes: [
    change(web.id, db.id, 'denied', 'allowed'),
    change(jobs.id, db.id, null, 'allowed'),
    change(db.id, web.id, 'allowed', 'denied'),
    { ...change(api.id, db.id, 'denied', 'unknown'), causes: [] },
    {
      ...change(api.id, web.id, 'allowed', 'allowed'),
      encryption: { before: 'encrypts', after: 'may encrypt' },
    },
    { ...change(odd.id, api.id, 'denied', 'allowed'), causes: [{ ...added, name: hostile }] },
  ],
  unknown: 2,
  gaps: [],
};

const result = (name: string, verdict: ExpectationResult['verdict']): ExpectationResult => ({
  name,
  assertion: 'must-deny',
  verdict,
  because: verdict === 'pass' ? '3 pairs keep it' : '1 of 3 pairs do not keep it: it is allowed',
  toKnow: verdict === 'unknown' ? 'Mend the file.' : null,
  pairs: 3,
  against: verdict === 'pass' ? 0 : 1,
  counterexample:
    verdict === 'pass'
      ? null
      : {
          from: web.id,
          to: db.id,
          protocol: 'TCP',
          port: 9187,
          verdict: 'allowed',
          proof: [rule(`NetworkPolicy ${name}, ingress rule 1`)],
        },
  at: { source: 'plimsoll', file: 'network.yaml', line: 2, column: 5 },
});

export const expectReport: ExpectReport = {
  schema: 'plimsoll.expect/1',
  ...told,
  file: 'network.yaml',
  expectations: [result('kept', 'pass'), result('broken', 'fail'), result(hostile, 'unknown')],
  gaps: [],
};

export const canReport: CanReport = {
  schema: 'plimsoll.can/1',
  ...told,
  from: web,
  to: odd,
  protocol: 'TCP',
  port: 80,
  verdict: 'unknown',
  proof: [rule(hostile, hostile)],
  missing: [hostile, 'k8s/broken.yaml was not read'],
  gaps: [unread],
};

export const proofReport: ProofReport = {
  schema: 'plimsoll.proof/1',
  ...told,
  from: web,
  to: odd,
  parts: port('TCP', 80, perhaps(hostile), no(rule(hostile, 'isolates'))),
  gaps: [unread],
};

import { ask } from '../../src/engine/ask.ts';
import { defineCheck, type AnyCheck } from '../../src/model/check.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { defineFact, fact, type Fact, type Stage, type Subject } from '../../src/model/fact.ts';
import type { Gap } from '../../src/model/gap.ts';
import type { Judgement, Reference, Verdict } from '../../src/model/outcome.ts';
import type { Question } from '../../src/model/question.ts';
import type { Report } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/severity.ts';
import type { WaiverEntry } from '../../src/model/waiver.ts';
import type { Excerpt } from '../../src/report/html/excerpt.ts';

/** What a made-up check says of a subject; the checks of the sample only repeat it. */
interface Said {
  readonly check: string;
  readonly verdict: Verdict;
  readonly saw: string;
  readonly severity?: Severity;
  readonly toKnow?: string;
  readonly evidence: readonly Evidence[];
}
const said = defineFact<Said>('said');

const cis = (item: string): Reference => ({ standard: 'cis-docker', version: '1.8.0', item });

function check(id: string, name: string, aspect: string, title: string, severity: Severity, remedy: string): AnyCheck {
  return defineCheck({
    id,
    name,
    aspect,
    title,
    severity,
    since: '0.1.0',
    references: [cis(`5.${id.slice(-2)}`), { standard: 'pod-security', version: 'v1.37', item: `baseline/${name}` }],
    remedy,
    toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
    needs: { all: said },
    *evaluate({ all }): Generator<Judgement> {
      for (const { subject, stage, value } of all) {
        if (value.check !== id) continue;
        const { verdict, saw, evidence, severity: own, toKnow } = value;
        yield {
          verdict,
          stage,
          subject,
          evidence,
          saw,
          ...(own === undefined ? {} : { severity: own }),
          ...(toKnow === undefined ? {} : { toKnow }),
        };
      }
    },
  });
}

const checks = [
  check(
    'IMG-101',
    'image-by-digest',
    'images/trusted-sources',
    'Images are named by digest',
    'medium',
    'Write the digest after the tag: `nginx:1.29@sha256:…`.',
  ),
  check(
    'IMG-102',
    'image-from-trusted-source',
    'images/trusted-sources',
    'Images come from a source on the trust list',
    'high',
    'Move the image to a registry of the trust list, or add its registry to `trust.sources`.',
  ),
  check(
    'IMG-401',
    'base-image-supported',
    'images/updates',
    'Base images are supported',
    'high',
    'Rebuild on a release that is still supported.',
  ),
  check(
    'RUN-101',
    'no-added-capabilities',
    'runtime/capabilities',
    'Containers add no capability beyond the default',
    'high',
    'Drop `ALL` and add only the capability that is used.',
  ),
  check(
    'RUN-201',
    'memory-limit',
    'runtime/isolation',
    'Containers have a memory limit',
    'low',
    'Set `resources.limits.memory`.',
  ),
  check(
    'RUN-202',
    'no-host-path',
    'runtime/isolation',
    'Containers mount nothing of the host',
    'critical',
    'Use a volume instead of a path of the host; a socket of the engine gives the whole host away.',
  ),
  check(
    'RUN-301',
    'seccomp-profile',
    'runtime/seccomp',
    'A seccomp profile is applied',
    'medium',
    'Set `seccompProfile.type: RuntimeDefault`.',
  ),
  check(
    'NET-201',
    'default-deny',
    'network/policies',
    'Every namespace denies by default',
    'high',
    'Add a NetworkPolicy with an empty podSelector for both directions.',
  ),
  check(
    'HRD-101',
    'no-privileged-container',
    'hardening/practices',
    'Containers do not run privileged',
    'critical',
    'Remove `privileged: true` and grant only the capability or device that is used.',
  ),
  check(
    'HRD-102',
    'non-root-user',
    'hardening/practices',
    'Containers do not run as root',
    'high',
    'Set `runAsNonRoot: true` and a numeric `runAsUser`.',
  ),
  check(
    'HRD-201',
    'no-literal-password',
    'hardening/defaults',
    'No password stands in the file',
    'critical',
    'Take it from a secret; then change it, for it has been seen.',
  ),
  check(
    'HRD-301',
    'labels-name-owner',
    'hardening/management',
    'Workloads name their owner',
    'info',
    'Add the label `app.kubernetes.io/managed-by`.',
  ),
  check(
    'MON-201',
    'log-driver',
    'monitoring/logging',
    'Logs leave the container',
    'medium',
    'Use another log driver than `none`.',
  ),
];

const aspects: Readonly<Record<string, readonly (readonly [name: string, asks: string])[]>> = {
  images: [
    ['trusted-sources', 'Do images come from sources on the trust list, by digest?'],
    ['signatures', 'Has each image a valid signature by an identity on the policy?'],
    ['vulnerabilities', 'Was each image scanned, and does it hold nothing above the threshold?'],
    ['updates', 'Are base images and packages current, supported and rebuilt?'],
    ['reviews', 'Does each custom image carry a valid review by a person?'],
  ],
  runtime: [
    ['capabilities', 'Do containers hold no more capabilities than needed?'],
    ['isolation', 'Are containers kept apart from the host?'],
    ['seccomp', 'Is a seccomp profile applied?'],
    ['patching', 'Do engine and kernel hold no known hole?'],
    ['access', 'Who can reach the runtime?'],
  ],
  network: [
    ['segmentation', 'Are workloads isolated: what can reach what?'],
    ['policies', 'Is each workload selected by a policy in both directions?'],
    ['encryption', 'Is data in transit encrypted?'],
    ['firewalls', 'Do host rules let in only what is meant?'],
    ['mesh', 'Where a mesh is used, is mutual TLS really on?'],
  ],
  hardening: [
    ['defaults', 'Are there no default or literal passwords?'],
    ['management', 'Does the live state equal the declared state?'],
    ['practices', 'Do containers run non-root, unprivileged and within limits?'],
    ['audits', 'Do audits run regularly, with history?'],
    ['guides', 'Is the platform hardened by the published guides?'],
  ],
  monitoring: [
    ['detection', 'Does something watch behaviour in real time?'],
    ['logging', 'Do all containers\u2019 logs go to one place?'],
    ['alerting', 'Do violations reach a person?'],
    ['retention', 'Are logs kept as long as they must be?'],
    ['audit-trail', 'Is it recorded who did what?'],
  ],
};
const asks: Readonly<Record<string, string>> = {
  images: 'Are the images trusted and verified?',
  runtime: 'Is the container runtime secure?',
  network: 'Is network security enforced?',
  hardening: 'Is everything configured and hardened?',
  monitoring: 'Is monitoring and logging in place?',
};

const questions: readonly Question[] = Object.entries(aspects).map(([name, own]) => ({
  name,
  asks: asks[name] ?? name,
  aspects: own.map(([aspect, asks]) => ({
    name: aspect,
    asks,
    toKnow: `Ask the engine itself: \`plimsoll ask docker:\` as root on the host (${aspect}).`,
  })),
  checks: checks.filter((one) => one.aspect.startsWith(`${name}/`)),
}));

const web: Subject = { source: 'directory', kind: 'Deployment', namespace: 'shop', name: 'web', container: 'nginx' };
const api: Subject = { source: 'directory', kind: 'Deployment', namespace: 'shop', name: 'api', container: 'server' };
const cache: Subject = { source: 'docker', kind: 'Container', name: 'cache' };

function file(name: string, line: number, column: number, place: string): Evidence {
  return { source: 'directory', file: name, line, column, place };
}
function say(
  check: string,
  verdict: Verdict,
  subject: Subject,
  saw: string,
  at: Evidence,
  more: { stage?: Stage; severity?: Severity; toKnow?: string } = {},
): Fact {
  const { stage = 'declared', ...extra } = more;
  return fact(said, { subject, stage }, { check, verdict, saw, evidence: [at], ...extra }, at);
}

const privileged = 'spec.template.spec.containers[0].securityContext.privileged';
const engineAnswer: Evidence = { source: 'docker', api: 'GET /containers/cache/json', place: 'HostConfig.Privileged' };

const ordinary: readonly Fact[] = [
  say('HRD-101', 'fail', web, 'container "nginx" runs privileged', file('k8s/web.yaml', 21, 13, privileged)),
  say('HRD-101', 'fail', cache, 'container "cache" runs privileged', engineAnswer, { stage: 'running' }),
  say('HRD-101', 'pass', api, '', {
    ...file('k8s/api.yaml', 18, 11, privileged),
    note: 'absent: Kubernetes takes false',
  }),
  say(
    'HRD-102',
    'fail',
    web,
    'runs as root: `runAsUser` is 0',
    file('k8s/web.yaml', 22, 13, 'spec.template.spec.securityContext.runAsUser'),
  ),
  say(
    'HRD-102',
    'unknown',
    api,
    'the image decides the user, and it was not seen',
    file('k8s/api.yaml', 18, 11, 'spec.template.spec.securityContext'),
    {
      toKnow: 'Ask the image as well: `plimsoll ask image:ghcr.io/shop/api@sha256:…`.',
    },
  ),
  say(
    'HRD-201',
    'fail',
    api,
    '`DB_PASSWORD` has a literal value',
    file('k8s/api.yaml', 30, 15, 'spec.template.spec.containers[0].env[2].value'),
  ),
  say('HRD-301', 'fail', web, 'no owner label', file('k8s/web.yaml', 4, 3, 'metadata.labels')),
  say(
    'IMG-101',
    'fail',
    web,
    '`nginx:latest` is a mutable tag',
    file('k8s/web.yaml', 18, 18, 'spec.template.spec.containers[0].image'),
  ),
  say(
    'IMG-101',
    'pass',
    api,
    'named by digest',
    file('k8s/api.yaml', 17, 18, 'spec.template.spec.containers[0].image'),
  ),
  say(
    'IMG-102',
    'pass',
    api,
    'ghcr.io/shop/ is on the trust list',
    file('k8s/api.yaml', 17, 18, 'spec.template.spec.containers[0].image'),
  ),
  say('IMG-401', 'pass', api, 'debian 13', {
    source: 'image',
    file: 'etc/os-release',
    layer: `sha256:${'ab'.repeat(32)}`,
    line: 1,
  }),
  say('RUN-101', 'pass', web, '', file('k8s/web.yaml', 20, 11, 'spec.template.spec.containers[0].securityContext')),
  say('RUN-101', 'pass', api, '', file('k8s/api.yaml', 18, 11, 'spec.template.spec.containers[0].securityContext')),
  say(
    'RUN-201',
    'fail',
    api,
    'no memory limit',
    file('k8s/api.yaml', 15, 9, 'spec.template.spec.containers[0].resources'),
  ),
  say(
    'RUN-202',
    'fail',
    cache,
    'mounts `/var/run/docker.sock` of the host',
    { ...engineAnswer, place: 'Mounts[0].Source' },
    { stage: 'running' },
  ),
  say(
    'RUN-301',
    'pass',
    web,
    'RuntimeDefault',
    file('k8s/web.yaml', 24, 13, 'spec.template.spec.securityContext.seccompProfile'),
  ),
  say(
    'NET-201',
    'unknown',
    { source: 'directory', kind: 'Namespace', name: 'shop' },
    'the namespace was not among the files',
    file('k8s/web.yaml', 5, 3, 'metadata.namespace'),
  ),
  say('MON-201', 'pass', cache, 'json-file', { ...engineAnswer, place: 'HostConfig.LogConfig' }, { stage: 'running' }),
];

const gaps: readonly Gap[] = [
  {
    code: 'YAML_INVALID',
    source: 'directory',
    subject: 'k8s/broken.yaml',
    because: 'line 7: a mapping ends in the middle',
    toKnow: 'Correct the file: `k8s/broken.yaml`.',
    touches: ['network'],
    at: { source: 'directory', file: 'k8s/broken.yaml', line: 7, column: 1 },
  },
  {
    code: 'TEMPLATE_UNRENDERED',
    source: 'directory',
    subject: 'charts/shop',
    because: '`helm` is not on PATH',
    toKnow: 'Install `helm`, or ask the output of `helm template`.',
    touches: ['network', 'hardening/management'],
  },
  {
    code: 'TEMPLATE_UNRENDERED',
    source: 'directory',
    subject: 'charts/tools',
    because: '`helm` is not on PATH',
    toKnow: 'Install `helm`, or ask the output of `helm template`.',
    touches: ['network', 'hardening/management'],
  },
];

const waivers: readonly WaiverEntry[] = [
  {
    reason: 'The cache must watch other containers until the sidecar is ready.',
    approver: 'Ada Park',
    expires: '2027-03-31',
    at: file('plimsoll.yaml', 12, 5, 'waivers[0]'),
    scope: { check: 'RUN-202', subject: 'cache' },
  },
  {
    reason: 'Old.',
    approver: 'Ada Park',
    expires: '2026-01-31',
    at: file('plimsoll.yaml', 17, 5, 'waivers[1]'),
    scope: { check: 'IMG-101' },
  },
];

/** Text that would break a terminal, an HTML page, XML or a JSON reader if it were passed on. */
export const hostile = {
  script: '</script><script>document.title="owned"</script><img src=x onerror="document.title=1">',
  ansi: '\u001b[2J\u001b[31mred\u001b]0;title\u0007 \u009b31m',
  rightToLeft: 'safe\u202Etxt.exe\u2066hidden\u2069',
  newlines: 'one\ntwo\r\nthree\tfour\u2028five',
  nul: 'a\0b\u0001c\u007f\ufffe\uffff',
  loneSurrogate: 'x\ud800y\udc00z',
  long: 'long'.repeat(2500),
  wide: '\u6f22\u5b57\u30ab\u30bf\u30ab\u30ca \ud55c\uae00 e\u0301\u0301 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f6a2}',
  cdata: ']]> & <!-- --> "quotes" \'and\' {0} {{ .Values.x }} [text](https://example.invalid)',
  proto: '__proto__',
  empty: '',
} as const;

const hostileFacts: readonly Fact[] = Object.entries(hostile).flatMap(([name, text], index) => {
  const subject: Subject = { source: 'directory', kind: 'Pod', namespace: text, name: text, container: text };
  const at = { ...file(text, index + 1, 1, `metadata.${text}`), note: text };
  return [
    say('HRD-101', 'fail', subject, `${name}: ${text}`, at),
    say('HRD-102', 'unknown', subject, `${name}: ${text}`, { source: 'docker', api: `GET /${text}` }, { toKnow: text }),
    say('RUN-101', 'pass', subject, text, at),
  ];
});
const hostileGaps: readonly Gap[] = Object.values(hostile).map((text) => ({
  code: 'FILE_UNREADABLE',
  source: 'directory',
  subject: text,
  because: text,
  toKnow: text,
  touches: ['*'],
}));
const hostileWaivers: readonly WaiverEntry[] = Object.values(hostile)
  .slice(0, 5)
  .map((text, index) => ({
    reason: text,
    approver: text,
    expires: '2027-01-01',
    at: file(text, index + 1, 1, `waivers[${index}]`),
    scope: { check: 'HRD-101', subject: text },
  }));

function report(
  facts: readonly Fact[],
  more: { gaps?: readonly Gap[]; waivers?: readonly WaiverEntry[]; targets?: readonly string[] },
): Report {
  return ask({
    questions,
    facts,
    gaps: more.gaps ?? [],
    waivers: more.waivers ?? [],
    notApplicable: new Map([['network/mesh', 'No mesh is used here.']]),
    targets: more.targets ?? ['dir:k8s', 'docker:'],
    failOn: 'high',
    unknownPasses: false,
    listPasses: true,
    configuration: 'plimsoll.yaml',
    now: new Date('2026-11-23T17:00:00Z'),
    version: '0.1.0',
  });
}

/** The everyday case: yes, no, unknown and n/a; waived, gaps, all severities but one. */
export const everyday = report(ordinary, { gaps, waivers });
/** Every text a source controls holds something hostile. */
export const unfriendly = report([...ordinary, ...hostileFacts], {
  gaps: [...gaps, ...hostileGaps],
  waivers: [...waivers, ...hostileWaivers],
  targets: Object.values(hostile),
});
/** Nothing was seen at all. */
export const nothing = report([], { targets: [] });
export const samples: Readonly<Record<string, Report>> = { everyday, unfriendly, nothing };

const rotation = checks.map(({ id }) => id);
const shares: readonly Verdict[] = ['fail', 'pass', 'pass', 'unknown', 'pass'];

/** A report with this many outcomes over this many files, three in five of them passes. */
export function large(outcomes: number): Report {
  const facts: Fact[] = [];
  for (let index = 0; index < outcomes; index++) {
    const subject: Subject = { ...web, name: `service-${Math.floor(index / rotation.length)}` };
    const verdict = shares[index % shares.length]!;
    const at = file(`k8s/team-${index % 40}/service-${Math.floor(index / 13)}.yaml`, 1 + (index % 90), 13, privileged);
    facts.push(
      say(rotation[index % rotation.length]!, verdict, subject, verdict === 'pass' ? '' : `saw number ${index}`, at),
    );
  }
  return report(facts, { gaps, waivers });
}

export const excerpts: ReadonlyMap<string, Excerpt> = new Map(
  [...everyday.outcomes, ...unfriendly.outcomes]
    .filter(({ evidence }) => evidence[0]?.file !== undefined && evidence[0].line !== undefined)
    .map(({ fingerprint, evidence }): [string, Excerpt] => {
      const marked = evidence[0]?.line ?? 1;
      const lines = [
        '        - name: nginx',
        '          image: nginx:latest',
        '          securityContext:',
        '            privileged: true',
        '          ports: [{ containerPort: 80 }] # </script><!--',
      ];
      const firstLine = Math.max(1, marked - 3);
      return [fingerprint, { file: evidence[0]?.file ?? '', firstLine, lines, marked }];
    }),
);

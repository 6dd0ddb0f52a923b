import { readFileSync, statSync } from 'node:fs';
import type { StoredCertificates } from '../facts/certificate.ts';
import { certificates } from '../facts/certificate.ts';
import { kubernetesObject, type KubernetesObject } from '../facts/kubernetes-object.ts';
import { workload, type Workload } from '../facts/workload.ts';
import { isCertificateLabel, readPem } from '../formats/x509/pem.ts';
import { probe } from '../io/tls/probe.ts';
import type { Certificate } from '../model/certificate.ts';
import { describeSubject, type Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';
import type { Verdict } from '../model/outcome.ts';
import type { TlsFinding } from '../model/tls-finding.ts';
import type { EndpointReport } from '../model/tls-report.ts';
import type { StoredCertificateReport } from '../model/tls-stored.ts';
import type { EndpointSeen, Preamble } from '../model/tls.ts';
import { historyOf } from '../questions/network/certificates/history.ts';
import { judgeEndpoint } from '../questions/network/certificates/judge-endpoint.ts';
import { judgeStored } from '../questions/network/certificates/judge-stored.ts';
import {
  identitiesOf,
  listedByCluster,
  listedByEngine,
  type ListedEndpoint,
} from '../questions/network/certificates/listed-endpoints.ts';
import { readStored } from '../readers/certificates/read-stored.ts';
import { isLoopback, preambleOf, type Address } from './tls-targets.ts';

/** Endpoints of one command line: each takes some fifty connections. */
const maxEndpoints = 100;
const maxFileBytes = 4 * 1024 * 1024;

export interface Asking {
  readonly addresses: readonly Address[];
  readonly facts: readonly Fact[];
  /** Where the Docker engine that was asked is. */
  readonly engineHost: string;
  /** True inside a cluster, from where the addresses of its own network can be reached. */
  readonly inside: boolean;
  readonly serverName: string | undefined;
  readonly preamble: Preamble | undefined;
  readonly authorities: readonly string[] | undefined;
  readonly stored: { readonly certificate: Certificate; readonly from: string } | undefined;
  readonly milliseconds: number;
  readonly jobs: number;
  readonly offline: boolean;
  readonly now: string;
  readonly signal: AbortSignal;
  progress(message: string): void;
}

/** Asks every endpoint that is named or listed. */
export async function askEndpoints(
  asking: Asking,
): Promise<{ readonly endpoints: readonly EndpointReport[]; readonly gaps: readonly Gap[] }> {
  const listed = listedOf(asking);
  const named = asking.addresses.map((one) => ({ ...one, from: 'named', encrypted: true }));
  const all: readonly ListedEndpoint[] = [...named, ...listed];
  const identities = identitiesOf(factsOf(asking.facts, certificates.name));
  const endpoints: EndpointReport[] = [];
  const taken = all.slice(0, maxEndpoints);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < taken.length) {
      const index = next++;
      const one = taken[index]!;
      asking.progress(`${one.host}:${one.port}`);
      asking.signal.throwIfAborted();
      endpoints[index] = await askEndpoint(one, asking, identities);
    }
  };
  await Promise.all(Array.from({ length: Math.min(asking.jobs, taken.length) }, work));
  return { endpoints, gaps: all.length > taken.length ? [tooMany(all.length)] : [] };
}

function listedOf({ facts, engineHost, inside }: Asking): readonly ListedEndpoint[] {
  const admitted = factsOf<KubernetesObject>(facts, kubernetesObject.name).filter(({ stage }) => stage === 'admitted');
  return [...listedByCluster(admitted, inside), ...listedByEngine(factsOf<Workload>(facts, workload.name), engineHost)];
}

export function factsOf<V>(facts: readonly Fact[], kind: string): readonly Fact<V>[] {
  return facts.filter((one) => one.kind === kind) as readonly Fact<V>[];
}

async function askEndpoint(
  one: ListedEndpoint,
  asking: Asking,
  identities: ReadonlyMap<string, Certificate>,
): Promise<EndpointReport> {
  const { milliseconds, signal, authorities, now, offline } = asking;
  const target = {
    host: one.host,
    port: one.port,
    serverName: asking.serverName ?? one.serverName,
    ...preambleOf(one.port, asking.preamble),
    milliseconds,
    signal,
    ...(authorities === undefined ? {} : { authorities }),
  };
  const seen = offline && !isLoopback(one.host) ? unasked(target) : await probe(target);
  const kept = one.secret === undefined ? undefined : identities.get(one.secret);
  const stored = kept === undefined ? asking.stored : { certificate: kept, from: one.secret! };
  const findings = [
    ...judgeEndpoint(seen, {
      now,
      encrypted: one.encrypted,
      ownAuthorities: authorities !== undefined,
      ...(stored === undefined ? {} : { stored }),
    }),
    ...(one.secret !== undefined && kept === undefined ? [unheld(one.secret)] : []),
  ];
  return { ...seen, from: one.from, verdict: verdictOf(findings), findings };
}

/** What it should serve could not be read, so that nobody knows whether it serves it. */
function unheld(secret: string): TlsFinding {
  const remedy = 'Let this user list Secrets: `plimsoll kubernetes role` prints what is needed.';
  return { rule: 'stored-untold', verdict: 'unknown', saw: `no certificate was read in ${secret}`, remedy };
}

function unasked({
  host,
  port,
  serverName,
  preamble,
  preambleGuessed,
}: Omit<Parameters<typeof probe>[0], 'signal'>): EndpointSeen {
  return {
    host,
    port,
    serverName,
    preamble,
    preambleGuessed,
    speaks: 'unknown',
    because: 'it is on another machine, and --offline was given',
    versions: [],
    groups: [],
    dheBits: null,
    compression: null,
    secureRenegotiation: null,
    clientCertificate: null,
    chain: null,
    missing: [],
  };
}

function tooMany(count: number): Gap {
  return {
    code: 'ENDPOINT_LIMIT',
    source: 'tls',
    subject: 'endpoints',
    because: `${count} are named or listed, and ${maxEndpoints} at most are asked at once`,
    toKnow: 'Name some of them by host and port.',
    touches: ['network/encryption'],
  };
}

/** What is said of the certificates that the targets hold. */
export function judgeAllStored(facts: readonly Fact[], now: string): readonly StoredCertificateReport[] {
  const stored = factsOf<StoredCertificates>(facts, certificates.name);
  const objects = factsOf<KubernetesObject>(facts, kubernetesObject.name);
  return stored.map((one) => {
    const { purpose, key, certificates: all, at } = one.value;
    const findings = judgeStored(one.value, now);
    return {
      name: key === '' ? one.subject.name : `${describeSubject(one.subject)}, ${key}`,
      purpose,
      certificates: all.map((each) => ('certificate' in each ? each.certificate : null)),
      verdict: verdictOf(findings),
      findings,
      history: historyOf(one, stored, objects),
      at,
    };
  });
}

export function verdictOf(findings: readonly TlsFinding[]): Verdict {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return findings.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'pass';
}

/** @throws Failure when it holds no certificate */
export function authoritiesIn(path: string): readonly string[] {
  const blocks = readPem(textOf(path, '--ca'));
  const found =
    typeof blocks === 'string' ? [] : blocks.filter(({ label, bytes }) => isCertificateLabel(label) && bytes !== null);
  if (found.length === 0) throw new Failure('BAD_ARGUMENT', `--ca ${path} holds no certificate in PEM.`);
  return found.map(
    ({ bytes }) =>
      `-----BEGIN CERTIFICATE-----\n${bytes!.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  );
}

/** The first certificate of a file: what an endpoint should serve. @throws Failure when it has none */
export function storedIn(path: string): { readonly certificate: Certificate; readonly from: string } {
  const [first] = readStored(
    Buffer.from(textOf(path, '--stored'), 'latin1'),
    { source: 'tls', file: path },
    true,
  ).certificates;
  if (first === undefined || !('certificate' in first))
    throw new Failure(
      'BAD_ARGUMENT',
      `--stored ${path} begins with no certificate${first === undefined ? '' : `: it ${first.unreadable}`}.`,
    );
  return { certificate: first.certificate, from: path };
}

function textOf(path: string, option: string): string {
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > maxFileBytes)
      throw new Failure('BAD_ARGUMENT', `${option} ${path} is no file of certificates.`);
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('NO_SUCH_TARGET', `${option} ${path} cannot be read.`, { cause: error });
  }
}

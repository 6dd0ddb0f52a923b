import { Failure } from '../model/failure.ts';
import type { TlsReport } from '../model/tls-report.ts';
import { preambles, type Preamble } from '../model/tls.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { mannerOf, mannerOptions } from './manner.ts';
import { formatOption, noColorOption, outputOption, unknownOption } from './report-options.ts';
import { colored, Progress, showsUnicode, widthOf, writeResult, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Endpoints asked at once: enough to hide the way there, too few to press anybody. */
const usualJobs = 4;
const usualSeconds = 5;
const mostSeconds = 120;

export const networkTlsCommand: Command = {
  name: 'network tls',
  summary: 'Say what endpoints take of TLS, what they serve, and what certificates are kept',
  usage: 'network tls TARGET… [OPTIONS]',
  about: [
    'A TARGET is an endpoint, `HOST:PORT`; or what `plimsoll ask` takes: `kube:` and `docker:` for the addresses\nthat a cluster or an engine lists and the certificates in it, a folder, a file of certificates or manifests,\n`host:` for those of a node. Nothing else is asked: no address is guessed.',
    'Versions and suites are found by hellos of Plimsoll’s own, down to SSLv2; certificates are read, and verified\nby Node’s OpenSSL. What a protocol says before TLS (STARTTLS and its like) is taken from the port, and said\nto be so, unless --starttls names it. It is judged by Mozilla’s "intermediate" 5.7 and NIST SP 800-52r2: what\nneither lets be is a fail.',
    'What is not reached is unknown, never good.',
  ],
  options: [
    { name: 'starttls', value: 'PROTOCOL', choices: preambles, help: 'what is said before TLS; `none` for nothing' },
    { name: 'servername', value: 'NAME', help: 'the name to ask for and to find in the certificate' },
    { name: 'ca', value: 'FILE', help: 'trust these authorities (PEM) alone' },
    {
      name: 'stored',
      value: 'FILE',
      help: 'the certificate that the endpoint should serve: tells one that was renewed and not reloaded',
    },
    { name: 'timeout', value: 'SECONDS', help: `for each connection; ${usualSeconds} unless given` },
    formatOption(['text', 'json']),
    outputOption,
    unknownOption('unknown count as good'),
    ...mannerOptions,
    { name: 'quiet', short: 'q', help: 'say nothing on standard error but failures' },
    noColorOption,
  ],
  examples: [
    ['plimsoll network tls shop.example:443', 'one endpoint'],
    ['plimsoll network tls db.example:5432 --ca ca.crt', 'PostgreSQL, with an authority of your own'],
    ['plimsoll network tls mail.example:25 imap.example:143', 'STARTTLS, as is usual at these ports'],
    [
      'plimsoll network tls 10.0.0.7:8443 --servername shop.example --stored /etc/tls/tls.crt',
      'is the renewed certificate served?',
    ],
    ['plimsoll network tls kube: -f json', 'what a cluster lists and holds'],
    ['plimsoll network tls /etc/ssl/private/', 'certificates in files'],
  ],
  async run(given, terminal) {
    if (given.words.length === 0)
      throw new Failure('BAD_ARGUMENT', 'Name an endpoint, HOST:PORT, or a target. See `plimsoll network tls --help`.');
    const report = await ask(given, terminal);
    await writeResult(await render(report, given, terminal), given.text('output'), terminal);
    const { fail, unknown, pass } = report.coverage;
    if (fail > 0) return 1;
    // That nothing was found to judge is no good news.
    if (pass + unknown === 0) return 2;
    return unknown > 0 || report.gaps.some(({ touches }) => touches.length > 0)
      ? given.text('unknown') === 'pass'
        ? 0
        : 2
      : 0;
  },
};

async function ask(given: Arguments, terminal: Terminal): Promise<TlsReport> {
  const { addressesAmong } = await import('./tls-targets.ts');
  const { addresses, others } = addressesAmong(given.words);
  const progress = new Progress(terminal, given.on('quiet'));
  const manner = mannerOf(given);
  const looked = await lookAtOthers(others, given, terminal, progress);
  const { askEndpoints, authoritiesIn, judgeAllStored, storedIn } = await import('./tls-looking.ts');
  const now = new Date().toISOString();
  const [ca, stored] = [given.text('ca'), given.text('stored')];
  const { endpoints, gaps } = await askEndpoints({
    addresses,
    facts: looked.facts,
    engineHost: engineHostOf(others, terminal),
    inside: terminal.environment['KUBERNETES_SERVICE_HOST'] !== undefined,
    serverName: given.text('servername'),
    preamble: given.text('starttls') as Preamble | undefined,
    authorities: ca === undefined ? undefined : authoritiesIn(ca),
    stored: stored === undefined ? undefined : storedIn(stored),
    milliseconds: secondsOf(given) * 1000,
    jobs: manner.jobs ?? usualJobs,
    offline: manner.offline,
    now,
    signal: terminal.signal,
    progress: (message) => progress.say(message),
  });
  progress.done();
  terminal.signal.throwIfAborted();
  const kept = judgeAllStored(looked.facts, now);
  const verdicts = [...endpoints, ...kept].map(({ verdict }) => verdict);
  const count = (wanted: string): number => verdicts.filter((verdict) => verdict === wanted).length;
  const { policies } = await import('../questions/network/certificates/worth.ts');
  const all = [...looked.gaps.filter(touchesEncryption), ...gaps];
  return {
    schema: 'plimsoll.tls/1',
    tool: { name: 'plimsoll', version: packageVersion() },
    at: now,
    policies,
    endpoints,
    stored: kept,
    gaps: all,
    coverage: {
      endpoints: endpoints.length,
      stored: kept.length,
      pass: count('pass'),
      fail: count('fail'),
      unknown: count('unknown'),
      gaps: all.length,
    },
  };
}

async function lookAtOthers(words: readonly string[], given: Arguments, terminal: Terminal, progress: Progress) {
  if (words.length === 0) return { facts: [], gaps: [] };
  const [{ resolveTargets }, { look }] = await Promise.all([import('./targets.ts'), import('./look.ts')]);
  return look(await resolveTargets(words, terminal), [], terminal, progress, mannerOf(given));
}

function touchesEncryption({ touches }: { readonly touches: readonly string[] }): boolean {
  return touches.some((one) => one === '*' || one === 'network' || one === 'network/encryption');
}

/** Where ports are published that an engine publishes on all addresses. */
function engineHostOf(words: readonly string[], terminal: Terminal): string {
  const named = words.find((word) => word.startsWith('docker:'))?.slice('docker:'.length);
  const address = named === undefined || named === '' ? (terminal.environment['DOCKER_HOST'] ?? '') : named;
  return (
    /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?\[?([^\]/:]+(?:[^\]/]*:[^\]/]*)?)\]?:\d+/.exec(address)?.[1] ?? '127.0.0.1'
  );
}

function secondsOf(given: Arguments): number {
  const text = given.text('timeout');
  if (text === undefined) return usualSeconds;
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= mostSeconds))
    throw new Failure(
      'BAD_ARGUMENT',
      `--timeout is ${JSON.stringify(text)}, but takes seconds, ${mostSeconds} at most.`,
    );
  return seconds;
}

async function render(report: TlsReport, given: Arguments, terminal: Terminal): Promise<string | Iterable<string>> {
  if (given.text('format') === 'json') return (await import('../report/tls/json.ts')).renderTlsJson(report);
  const { renderTlsText } = await import('../report/tls/text.ts');
  const toFile = given.text('output') !== undefined;
  return renderTlsText(report, {
    width: widthOf(terminal),
    color: !toFile && colored(terminal, terminal.out, given.on('no-color')),
    unicode: showsUnicode(terminal),
  });
}

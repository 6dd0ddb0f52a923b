import { readFileSync } from 'node:fs';
import { image, type Image } from '../facts/image.ts';
import { vulnerability, type Vulnerability } from '../facts/vulnerability.ts';
import type { Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Report } from '../model/report.ts';
import type { ScannedVulnerability, ScanReport } from '../model/scan-report.ts';
import { answer, askingOptions } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { excerptsOf } from './excerpts.ts';
import { colored, showsUnicode, widthOf, type Terminal } from './terminal.ts';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Tell all about one finding',
  usage: 'explain FINDING [TARGET…] [OPTIONS]',
  about: [
    'A FINDING is the fingerprint that stands behind each finding of a report, of which the first characters\nare enough; or a vulnerability by its id, or by id and package: CVE-2024-12797/libssl3. The targets are\nasked again, or the report is read from a file with --report.',
  ],
  options: [
    {
      name: 'report',
      value: 'FILE',
      help: 'look it up in this JSON report of `ask` or `images scan` instead of asking again',
    },
    ...askingOptions,
    { name: 'no-color', help: 'no colour' },
  ],
  examples: [
    ['plimsoll explain 3f9a2c k8s/', 'ask k8s/ again and explain the finding'],
    ['plimsoll explain 3f9a2c --report report.json', 'from a report made before'],
    ['plimsoll explain CVE-2024-12797/libssl3 web.tar', 'a vulnerability: advisory, range, comparison, layer'],
  ],
  async run(given, terminal) {
    const [finding, ...targets] = given.words;
    if (finding === undefined)
      throw new Failure(
        'BAD_ARGUMENT',
        'Name a finding by its fingerprint, or a vulnerability by its id: `plimsoll explain FINDING [TARGET…]`.',
      );
    const style = {
      width: widthOf(terminal),
      color: colored(terminal, terminal.out, given.on('no-color')),
      unicode: showsUnicode(terminal),
    };
    const { outcomes, rows } = await findingsFor(targets, given, terminal);
    const named = isFingerprint(finding) ? null : pickVulnerability(rows, finding);
    const outcome = pick(outcomes, rows, named?.fingerprint ?? finding);
    const row = named ?? rows.find(({ fingerprint }) => fingerprint === outcome?.fingerprint) ?? null;
    if (outcome !== null) {
      const { renderExplanation } = await import('../report/explain.ts');
      const excerpt = excerptsOf([outcome]).get(outcome.fingerprint) ?? null;
      terminal.out.write(renderExplanation(outcome, excerpt, style));
    }
    const known = row ?? (outcome === null ? pickRow(rows, finding) : null);
    if (known !== null) {
      const { renderVulnerability } = await import('../report/scan/explain.ts');
      terminal.out.write(`${outcome === null ? '' : '\n'}${renderVulnerability(known, style)}`);
    }
    return 0;
  },
};

interface Findings {
  /** Empty for a report of `images scan`, which holds only rows. */
  readonly outcomes: readonly Outcome[];
  readonly rows: readonly ScannedVulnerability[];
}

async function findingsFor(targets: readonly string[], given: Arguments, terminal: Terminal): Promise<Findings> {
  const file = given.text('report');
  if (file === undefined) {
    const { report, facts } = await answer(targets, given, terminal, true);
    return { outcomes: report.outcomes, rows: await rowsOf(facts, report.outcomes) };
  }
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report> | Partial<ScanReport>;
    if (report.schema === 'plimsoll.report/1' && Array.isArray(report.outcomes))
      return { outcomes: report.outcomes, rows: [] };
    if (report.schema === 'plimsoll.scan/1' && Array.isArray(report.vulnerabilities))
      return { outcomes: [], rows: report.vulnerabilities };
    throw new Error('it is neither a plimsoll.report/1 nor a plimsoll.scan/1');
  } catch (error) {
    throw new Failure('NO_SUCH_TARGET', `Cannot read the report ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** The vulnerabilities of all images with their outcomes; of nothing where no image was scanned. */
async function rowsOf(facts: readonly Fact[], outcomes: readonly Outcome[]): Promise<readonly ScannedVulnerability[]> {
  const found = facts.filter((one): one is Fact<Vulnerability> => one.kind === vulnerability.name);
  if (found.length === 0) return [];
  const { joinOutcomes } = await import('../scan/make-report.ts');
  const images = facts.filter((one): one is Fact<Image> => one.kind === image.name);
  return images.flatMap((one) => {
    const own = found.filter(({ value }) => value.package.image === one.value.id).map(({ value }) => value);
    const about = outcomes.filter(({ subject }) => subject.name === one.subject.name);
    return joinOutcomes(one.value, own, about).map(({ row }) => row);
  });
}

function isFingerprint(finding: string): boolean {
  return /^[0-9a-f]{1,16}$/i.test(finding);
}

/** `CVE-2024-1` or `CVE-2024-1/openssl`; names of packages may hold slashes. */
function pickVulnerability(rows: readonly ScannedVulnerability[], finding: string): ScannedVulnerability {
  const slash = finding.indexOf('/');
  const [id, name] = slash === -1 ? [finding, undefined] : [finding.slice(0, slash), finding.slice(slash + 1)];
  const named = rows.filter((row) => [row.id, ...row.aliases].some((one) => one.toUpperCase() === id.toUpperCase()));
  const found = name === undefined ? named : named.filter((row) => row.package.name === name);
  const [first] = found;
  if (first === undefined)
    throw new Failure('UNKNOWN_FINDING', `No vulnerability ${JSON.stringify(finding)} was found, by any of its names.`);
  const packages = [...new Set(found.map((row) => row.package.name))];
  if (packages.length > 1)
    throw new Failure(
      'UNKNOWN_FINDING',
      `${packages.length} packages have ${id}: name one, such as ${id}/${packages.toSorted()[0]}.`,
    );
  return first;
}

/** Null for a report that holds no outcomes, only rows. */
function pick(
  outcomes: readonly Outcome[],
  rows: readonly ScannedVulnerability[],
  fingerprint: string,
): Outcome | null {
  if (outcomes.length === 0 && rows.length > 0) return null;
  return only(outcomes, fingerprint);
}

function pickRow(rows: readonly ScannedVulnerability[], fingerprint: string): ScannedVulnerability {
  return one(
    rows.filter((row) => row.fingerprint.startsWith(fingerprint.toLowerCase())),
    fingerprint,
  );
}

function only(outcomes: readonly Outcome[], fingerprint: string): Outcome {
  const matching = outcomes.filter((outcome) => outcome.fingerprint.startsWith(fingerprint.toLowerCase()));
  const faults = matching.filter(({ verdict }) => verdict !== 'pass');
  return one(faults.length > 0 ? faults : matching, fingerprint);
}

function one<T>(found: readonly T[], fingerprint: string): T {
  const [first] = found;
  if (first === undefined)
    throw new Failure(
      'UNKNOWN_FINDING',
      `No outcome has a fingerprint that starts with ${JSON.stringify(fingerprint)}.`,
    );
  if (found.length > 1)
    throw new Failure(
      'UNKNOWN_FINDING',
      `${found.length} outcomes have fingerprints that start with ${JSON.stringify(fingerprint)}; name more of it.`,
    );
  return first;
}

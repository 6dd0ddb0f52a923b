import { audit } from '../engine/audit.ts';
import { exitCodeOfAudits, isOpen, type AuditReport } from '../model/audit.ts';
import { Failure } from '../model/failure.ts';
import type { Question } from '../model/question.ts';
import type { Severity } from '../model/severity.ts';
import type { Standard, StandardWithChecks } from '../model/standard.ts';
import { askingOptions, gather } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { compareAndRecord, exitCodeOfNew, recordingOptions } from './recording.ts';
import { listStandards, loadStandard } from './standards.ts';
import { formatOption, noColorOption, outputOption, unknownOption } from './report-options.ts';
import { colored, showsUnicode, widthOf, writeResult, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

export const hardeningAuditCommand: Command = {
  name: 'hardening audit',
  summary: 'Audit a target by a published guide, item by item',
  usage: 'hardening audit [TARGET…] [OPTIONS]',
  about: [
    'Says of every item of a standard whether it passes, fails, is unknown or is left to a person, each with\nits evidence and with what would answer it. Nothing is left out. Without --standard the items are the\nchecks of the question "hardening". A TARGET is named as for `plimsoll ask`.',
    'A guide knows no threshold: any fail that is not waived fails its item. --fail-on moves only the exit\ncode: 0 every item passes, 1 an item fails, 2 something is unknown or left to a person.',
  ],
  options: [
    { name: 'standard', short: 's', value: 'NAME@VERSION', help: 'audit by this guide; may be given several times' },
    { name: 'list', short: 'l', help: 'list the standards there are' },
    formatOption(['text', 'json', 'sarif', 'junit']),
    outputOption,
    ...askingOptions,
    ...recordingOptions,
    unknownOption('unknown and manual items count as pass'),
    { name: 'all', short: 'a', help: 'text: show every finding and every pass' },
    noColorOption,
  ],
  examples: [
    ['plimsoll hardening audit k8s/ -s pod-security-restricted@v1.37', 'every control, with file and line'],
    ['plimsoll hardening audit docker: -s cis-docker@1.8.0', 'the engine of this host'],
    ['plimsoll hardening audit k8s/ -s nsa-cisa@1.2 -s nist-800-190@2017 -f json', 'two guides, one look'],
    ['plimsoll hardening audit k8s/ --record --fail-on-new', 'in CI: only what is new breaks the build'],
    ['plimsoll hardening audit --list', 'what can be named'],
  ],
  async run(given, terminal) {
    if (given.on('list')) {
      for (const { name, items, note } of listStandards())
        terminal.out.write(`${name.padEnd(38)}  ${items.padEnd(14)}  ${note}\n`);
      return 0;
    }
    const names = given.all('standard');
    if (new Set(names).size < names.length)
      throw new Failure('BAD_ARGUMENT', 'A standard is named twice. See `plimsoll hardening audit --help`.');
    // A name that does not exist must not cost a look first.
    const standards = names.map(loadStandard);
    const {
      targets,
      settings,
      configuration,
      questions: asked,
      facts,
      gaps,
      now,
    } = await gather(given.words, given, terminal);
    // A guide knows no threshold; a question has one.
    const usual = names.length === 0 ? (settings.failOn ?? 'high') : 'info';
    const {
      reports,
      runs,
      gaps: unseen,
    } = audit({
      // Of the question itself, the user's own checks are items too.
      standards: names.length === 0 ? [hardeningItself(asked)] : standards,
      checks: asked.flatMap(({ checks }) => checks),
      facts,
      gaps,
      waivers: settings.waivers,
      listPasses: given.text('format') === 'json' || given.on('all'),
      now,
      asked: {
        targets: targets.map(({ label }) => label),
        configuration,
        failOn: (given.text('fail-on') as Severity | undefined) ?? usual,
        unknownPasses: given.text('unknown') === 'pass',
      },
      version: packageVersion(),
    });
    const [first] = reports;
    if (first === undefined) throw new Error('an audit has a report for each standard, and there is one');
    const isNew = await compareAndRecord(
      {
        command: 'hardening audit',
        standards: reports.map(({ standard }) => standard),
        targets,
        now,
        version: packageVersion(),
        answers: [],
        runs,
        gaps: unseen,
        coverage: { ...first.coverage, gaps: unseen.length },
      },
      first.asked.failOn,
      given,
      terminal,
    );
    await writeResult(await render(reports, given, terminal), given.text('output'), terminal);
    return isNew === null
      ? exitCodeOfAudits(reports)
      : exitCodeOfNew(
          isNew,
          reports.some(({ items }) => items.some(isOpen)),
          given,
        );
  },
};

/** The question's own checks as items, for who names no guide. */
function hardeningItself(asked: readonly Question[]): Standard | StandardWithChecks {
  const checks = asked.find(({ name }) => name === 'hardening')?.checks ?? [];
  return {
    standard: 'hardening',
    version: '',
    source: '',
    items: Object.fromEntries(checks.map(({ id, title }) => [id, { title, checks: [id] }])),
  };
}

async function render(
  reports: readonly AuditReport[],
  given: Arguments,
  terminal: Terminal,
): Promise<string | Iterable<string>> {
  switch (given.text('format') ?? 'text') {
    case 'json':
      return (await import('../report/audit/json.ts')).renderAuditJson(reports);
    case 'sarif':
      return (await import('../report/audit/sarif.ts')).renderAuditSarif(reports);
    case 'junit':
      return (await import('../report/audit/junit.ts')).renderAuditJunit(reports);
    default: {
      const { renderAuditText } = await import('../report/audit/text.ts');
      const toFile = given.text('output') !== undefined;
      return renderAuditText(reports, {
        width: widthOf(terminal),
        color: !toFile && colored(terminal, terminal.out, given.on('no-color')),
        unicode: showsUnicode(terminal),
        all: given.on('all'),
        quiet: given.on('quiet'),
      });
    }
  }
}

import { exitCodeOf, type Report } from '../model/report.ts';
import { reportFormats } from '../report/formats.ts';
import { answer, askingOptions, type Answered } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { compareAndRecord, exitCodeOfNew, recordingOptions, type Told } from './recording.ts';
import { formatOption, noColorOption, outputOption, unknownOption } from './report-options.ts';
import { colored, showsUnicode, widthOf, writeResult, type Terminal } from './terminal.ts';

export const askCommand: Command = {
  name: 'ask',
  summary: 'Answer the five questions about a target',
  usage: 'ask [TARGET…] [OPTIONS]',
  about: [
    "A TARGET is a folder or file (Kubernetes manifests, Compose files, Dockerfiles), an image archive of\n`docker save`, an OCI layout, `image:REFERENCE` for an image at its registry, or `docker:`\nfor the Docker engine of this host or of DOCKER_HOST (`docker:unix:///path` and `docker:tcp://host:2376`\nname another), with the files of the host it runs on; `host:` for this host alone, and `host:FOLDER` for the\nroot file system of a host that is mounted or copied there; `kube:` for the cluster of the kubeconfig's\ncurrent context, and `kube:CONTEXT` for another (`plimsoll kubernetes role` prints what it must be\nallowed). Without a TARGET, Plimsoll asks this folder and the Docker engine when its socket answers.",
    'The card shows yes, no or unknown for each of five questions and their five aspects. An unknown says\nwhat would answer it. Findings at or above --fail-on make an aspect no.',
  ],
  options: [
    formatOption(reportFormats),
    outputOption,
    ...askingOptions,
    ...recordingOptions,
    unknownOption('unknown count as yes'),
    { name: 'all', short: 'a', help: 'text: show every finding and every pass' },
    noColorOption,
  ],
  examples: [
    ['plimsoll ask', 'this folder and the local engine'],
    ['plimsoll ask k8s/ compose.yaml', 'two places, one card'],
    ['plimsoll ask docker:', 'what runs here, with the kernel as witness'],
    ['plimsoll ask kube:', 'what a cluster admitted'],
    ['plimsoll ask web.tar', 'an image archive'],
    ['plimsoll ask k8s/ --record --fail-on-new', 'in CI: only what is new breaks the build'],
    ['plimsoll ask k8s/ -f html -o report.html', 'a page to read and share'],
    ['plimsoll ask k8s/ -f sarif -o plimsoll.sarif', 'for code scanning'],
  ],
  async run(given, terminal) {
    const answered = await answer(given.words, given, terminal, showsPasses(given));
    const { report } = answered;
    const isNew = await compareAndRecord(toldOf(answered), report.asked.failOn, given, terminal);
    await writeResult(await render(report, given, terminal), given.text('output'), terminal);
    return isNew === null ? exitCodeOf(report) : exitCodeOfNew(isNew, hasOpen(report), given);
  },
};

function toldOf({ report, targets, questions, now }: Answered): Told {
  const { answers, outcomes, gaps, coverage } = report;
  const passes = answers.map(({ question, aspects }) => [question, aspects.reduce((sum, { pass }) => sum + pass, 0)]);
  const checks = questions.flatMap(({ checks: own }) => own.map(({ id }) => id));
  return {
    command: 'ask',
    standards: [],
    targets,
    now,
    version: report.tool.version,
    answers: answers.map(({ question, answer: told }) => ({ question, answer: told })),
    runs: [{ standard: null, checks, outcomes, passes: Object.fromEntries(passes) as Record<string, number> }],
    gaps,
    coverage,
  };
}

/** Whether anything is left open: an aspect that is no may hide it. */
function hasOpen({ answers }: Report): boolean {
  return answers.some(({ aspects }) =>
    aspects.some(({ answer: told, unknown, gaps }) => told === 'unknown' || unknown + gaps > 0),
  );
}

/** Text without --all and SARIF show no pass. */
function showsPasses(given: Arguments): boolean {
  const format = given.text('format') ?? 'text';
  return format === 'text' ? given.on('all') : format !== 'sarif';
}

async function render(report: Report, given: Arguments, terminal: Terminal): Promise<string | Iterable<string>> {
  switch (given.text('format') ?? 'text') {
    case 'json':
      return (await import('../report/json.ts')).renderJson(report);
    case 'sarif':
      return (await import('../report/sarif.ts')).renderSarif(report);
    case 'junit':
      return (await import('../report/junit.ts')).renderJunit(report);
    case 'html': {
      const [{ renderHtml }, { excerptsOf }] = await Promise.all([
        import('../report/html/render-html.ts'),
        import('./excerpts.ts'),
      ]);
      return renderHtml(report, excerptsOf(report.outcomes));
    }
    default: {
      const { renderText } = await import('../report/text.ts');
      const toFile = given.text('output') !== undefined;
      return renderText(report, {
        width: widthOf(terminal),
        color: !toFile && colored(terminal, terminal.out, given.on('no-color')),
        unicode: showsUnicode(terminal),
        all: given.on('all'),
        quiet: given.on('quiet'),
      });
    }
  }
}

import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { allCommands, programOf } from '../../../formats/shell/programs.ts';
import { splitShell, type ShellCommand } from '../../../formats/shell/split-shell.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { judgeRuns } from '../dockerfile/runs.ts';
import { defineCheck } from '../../../model/check.ts';

export const packageListsUsedWhereUpdated = defineCheck({
  id: 'HRD-621',
  name: 'package-lists-used-where-updated',
  aspect: 'hardening/practices',
  title: 'Package lists are updated in the step that uses them',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.7' }],
  remedy: 'Write `apt-get update && apt-get install \u2026` as one `RUN`.',
  toKnow: 'Ask the image or the Dockerfile itself: `plimsoll ask docker:`, or the folder of the build.',
  needs: { images: image, builds: build },
  *evaluate({ images, builds }) {
    yield* judgeRuns(builds, faultOf);
    for (const about of images) {
      const { history } = about.value;
      const found = history.flatMap(({ createdBy, at }) => {
        const script = scriptOf(createdBy);
        const fault = script === null ? null : faultOf(allCommands(splitShell(script)).commands);
        return fault === null ? [] : [{ at, saw: fault.saw }];
      });
      if (history.length === 0) yield unknown(about, about.value.at, 'it has no history');
      else if (found[0] !== undefined) yield fail(about, found[0].at, found[0].saw);
      else yield pass(about, about.value.at);
    }
  },
});

/** What each package manager calls an update of its lists; `apk add --no-cache` and `dnf install` need none. */
const updates: Readonly<Record<string, string>> = {
  'apt-get': 'update',
  apt: 'update',
  aptitude: 'update',
  apk: 'update',
  zypper: 'refresh',
};

function faultOf(commands: readonly ShellCommand[]): { readonly saw: string } | null {
  const uses = commands.flatMap((command) => {
    const program = programOf(command);
    const verb = program?.arguments.find(({ text }) => !text.startsWith('-'))?.text;
    return program === null || verb === undefined || updates[program.name] === undefined
      ? []
      : [{ name: program.name, verb }];
  });
  const update = uses.find(({ name, verb }) => verb === updates[name]);
  if (update === undefined || uses.some(({ name, verb }) => verb !== updates[name])) return null;
  return { saw: `${update.name} ${update.verb} stands alone: a later step takes the lists of that day from the cache` };
}

/** The script of a RUN as the history of an image holds it: of the classic builder, or of BuildKit. */
function scriptOf(createdBy: string): string | null {
  const match = /^(?:RUN\s+)?(?:\|\d+\s.*?\s)?(?:\/bin\/)?(?:ba)?sh\s+-c\s+(?!#\(nop\))(.*?)(?:\s+# buildkit)?$/s.exec(
    createdBy,
  );
  return match?.[1] ?? null;
}

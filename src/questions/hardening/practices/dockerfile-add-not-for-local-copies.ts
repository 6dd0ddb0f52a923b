import { build, type Instruction } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';

export const dockerfileAddNotForLocalCopies = defineCheck({
  id: 'HRD-305',
  name: 'dockerfile-add-not-for-local-copies',
  aspect: 'hardening/practices',
  title: 'Local files are put into the image with COPY, not with ADD',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.9' }],
  remedy: 'Write COPY; keep ADD for addresses with a checksum and for archives that are to be unpacked.',
  toKnow: 'Give the ARG in the path a default in the Dockerfile.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = [];
      for (const { instructions } of about.value.stages) {
        for (const instruction of instructions.filter(({ name }) => name === 'ADD')) {
          const local = localSource(instruction);
          if (local === undefined) {
            judgements.push(
              unknown(about, instruction.resolved, `what ADD takes: ${instruction.resolved.why ?? 'not known'}`),
            );
          } else if (local !== null) judgements.push(fail(about, instruction.at, `ADD copies the local ${local}`));
        }
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at);
    }
  },
});

/** The first source that is neither an address nor an archive; null for none; undefined when a variable decides. */
function localSource({ resolved, words }: Instruction): string | null | undefined {
  const sources = (resolved.value ?? words).slice(0, -1);
  const local = sources.find((source) => !needsAdd(source) && (resolved.value !== undefined || !source.includes('$')));
  if (local !== undefined) return local.slice(0, 120);
  return sources.every(needsAdd) ? null : undefined;
}

function needsAdd(source: string): boolean {
  return (
    /^(?:https?|git|ssh):\/\/|^git@/i.test(source) ||
    /\.(?:tar(?:\.(?:gz|bz2|xz|zst|lz4|lzma))?|tgz|tbz2?|txz)$/i.test(source)
  );
}

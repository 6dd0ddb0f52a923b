import { build, type Instruction } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass, unknown, type Judgement } from '../../../model/outcome.ts';

export const dockerfileCopyAllNeedsIgnoreFile = defineCheck({
  id: 'HRD-309',
  name: 'dockerfile-copy-all-needs-ignore-file',
  aspect: 'hardening/practices',
  title: 'A build that copies its whole folder leaves files out with a .dockerignore',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.10' }],
  remedy:
    'Put a .dockerignore beside the Dockerfile that leaves out .git, .env, keys and build results, or copy only what is needed.',
  toKnow: 'Ask the folder that holds the Dockerfile and its .dockerignore, and give the ARG in the path a default.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = [];
      for (const instruction of about.value.stages.flatMap(({ instructions }) => instructions)) {
        const all = copiesAll(instruction);
        if (all === false) continue;
        judgements.push(
          all === undefined
            ? unknown(about, instruction.resolved, `what is copied: ${instruction.resolved.why ?? 'not known'}`)
            : judge(about, { ...about.value.ignoreFile, at: instruction.at }, (there) =>
                there ? null : `${instruction.name} takes the whole folder and there is no .dockerignore`,
              ),
        );
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at, 'no COPY takes the whole folder');
    }
  },
});

/** Undefined when a variable decides. What comes from another stage or image is no part of the folder. */
function copiesAll({ name, flags, words, resolved }: Instruction): boolean | undefined {
  if ((name !== 'COPY' && name !== 'ADD') || flags.some((flag) => flag.name === 'from')) return false;
  const isAll = (source: string): boolean => /^\.?\/*(?:\.|\*)?$/.test(source);
  if (resolved.value !== undefined) return resolved.value.slice(0, -1).some(isAll);
  const sources = words.slice(0, -1);
  if (sources.some(isAll)) return true;
  return sources.some((source) => source.startsWith('$')) ? undefined : false;
}

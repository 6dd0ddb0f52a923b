import { build, type Instruction } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const dockerfileAddUrlWithChecksum = defineCheck({
  id: 'IMG-108',
  name: 'dockerfile-add-url-with-checksum',
  aspect: 'images/trusted-sources',
  title: 'What ADD fetches from an address is held to a checksum',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.11' }],
  remedy: 'Write `ADD --checksum=sha256:… URL TARGET`; for a Git repository name the whole commit after `#`.',
  toKnow: 'Give the ARG in the address a default in the Dockerfile.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      let fetched = false;
      for (const { instructions } of about.value.stages) {
        for (const instruction of instructions.filter(({ name }) => name === 'ADD')) {
          const sources = sourcesOf(instruction);
          if (sources === undefined) {
            fetched = true;
            yield unknown(about, instruction.resolved, `what ADD fetches: ${instruction.resolved.why ?? 'not known'}`);
            continue;
          }
          const remote = sources.filter((source) => isRemote(source));
          if (remote.length === 0) continue;
          fetched = true;
          const checksum = instruction.flags.find(({ name }) => name === 'checksum')?.value ?? '';
          const loose = remote.find((source) => checksum === '' && !namesCommit(source));
          if (loose === undefined && checksum.includes('$'))
            yield unknown(
              about,
              instruction.at,
              `whether the checksum ${checksum.slice(0, 80)} has a value is not known`,
            );
          else
            yield loose === undefined
              ? pass(about, instruction.at)
              : fail(about, instruction.at, `ADD fetches ${shown(loose)} and takes whatever comes`);
        }
      }
      if (!fetched) yield pass(about, about.value.at, 'no ADD fetches from an address');
    }
  },
});

/** Undefined when a source is a variable whose value is not known: it may be an address. */
function sourcesOf({ resolved, words }: Instruction): readonly string[] | undefined {
  if (resolved.value !== undefined) return resolved.value.slice(0, -1);
  const sources = words.slice(0, -1);
  return sources.some((source) => /^[^/]*\$/.test(source)) ? undefined : sources;
}

/** Without what may be a secret in it: user and password, and the query. */
function shown(address: string): string {
  return address
    .replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1')
    .replace(/\?[^#]*/, '?…')
    .slice(0, 120);
}

function isRemote(source: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@/i.test(source);
}

/** A Git address whose fragment is a whole commit id cannot change what it brings. */
function namesCommit(source: string): boolean {
  const isGit = /^(?:git|ssh):\/\/|^git@/i.test(source) || /\.git(?:#|$)/.test(source);
  return isGit && /#(?:[a-f0-9]{40}|[a-f0-9]{64})(?::|$)/.test(source);
}

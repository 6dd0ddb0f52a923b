import { parseDockerfile } from '../../formats/dockerfile/parse-dockerfile.ts';
import type { DockerfileChange } from '../dockerfile/change.ts';
import { Refusal } from '../refusal.ts';
import type { DockerfileSubject } from '../remedy.ts';

type Plan = (subject: DockerfileSubject) => readonly DockerfileChange[];

/** Flags that COPY has as well as ADD (docs.docker.com/reference/dockerfile). */
const ofCopy = new Set(['chown', 'chmod', 'link', 'exclude', 'parents']);
const needsAdd = /^(?:https?|git|ssh):|^git@|\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/i;
/** A pattern whose matches may be archives: its end is not fixed. */
const openPattern = /[*?\]][^./]*$/;

/** COPY in the place of the ADD that the evidence names, where both do the same. */
export const copied: Plan = (subject) => {
  const line = lineOf(subject);
  const instruction = parseDockerfile(subject.text).instructions.find((one) => one.line === line);
  if (instruction === undefined) throw new Refusal('SHAPE');
  const sources = instruction.words.slice(0, -1);
  if (sources.some((source) => source.includes('$'))) throw new Refusal('VARIABLE');
  if (instruction.flags.some(({ name }) => !ofCopy.has(name)))
    throw new Refusal('NO_ANSWER', 'It has a flag that COPY does not know.');
  if (sources.some((source) => needsAdd.test(source)))
    throw new Refusal('NO_ANSWER', 'It takes an address or an archive as well: part it in two instructions.');
  if (sources.some((source) => openPattern.test(source)))
    throw new Refusal('NO_ANSWER', 'Its pattern may match archives, which ADD unpacks and COPY does not.');
  return [{ kind: 'rename', line, from: 'ADD', to: 'COPY' }];
};

/** Where these stand behind one another at the end of a stage, no file is made any more. */
const afterBuild = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'STOPSIGNAL', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ENV']);

/** `USER` with this number in the last stage, behind all that is built there. */
export const endingAs =
  (user: string): Plan =>
  ({ text }) => {
    const { instructions } = parseDockerfile(text);
    const from = instructions.findLastIndex(({ name, onBuild }) => name === 'FROM' && !onBuild);
    const last = instructions.findLastIndex(({ name, onBuild }) => onBuild || !afterBuild.has(name));
    if (from === -1) throw new Refusal('SHAPE');
    const next = instructions[Math.max(from, last) + 1];
    return [{ kind: 'insert', before: next?.line ?? null, text: `USER ${user}` }];
  };

/** Takes flags of the instruction that the evidence names away. */
export const withoutFlags =
  (flags: readonly string[]): Plan =>
  (subject) => {
    const line = lineOf(subject);
    const instruction = parseDockerfile(subject.text).instructions.find((one) => one.line === line);
    const found = flags.filter((flag) => instruction?.flags.some(({ name, value }) => `--${name}=${value}` === flag));
    if (found.length === 0) throw new Refusal('SHAPE');
    return found.map((flag) => ({ kind: 'unflag', line, flag }));
  };

function lineOf({ outcome }: DockerfileSubject): number {
  const line = outcome.evidence[0]?.line;
  if (line === undefined) throw new Refusal('SHAPE');
  return line;
}

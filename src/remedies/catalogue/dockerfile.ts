import { parseDockerfile } from '../../formats/dockerfile/parse-dockerfile.ts';
import type { DockerfileChange } from '../dockerfile/change.ts';
import { Refusal } from '../refusal.ts';
import type { DockerfileSubject } from '../remedy.ts';

type Plan = (subject: DockerfileSubject) => readonly DockerfileChange[];

/** Gives the instruction that the evidence names another name. */
export const renamed =
  (from: string, to: string): Plan =>
  (subject) => [{ kind: 'rename', line: lineOf(subject), from, to }];

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

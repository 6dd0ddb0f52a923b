import { containersOf, type ContainerOf, type Workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Program } from './programs.ts';

/** Programs by the repositories of their images. */
export function byImage(programs: readonly Program[]): ReadonlyMap<string, Program> {
  return new Map(programs.flatMap((one) => one.images.split(' ').map((image) => [image, one] as const)));
}

/** Judges each container whose image is that of a known program; says nothing of any other. */
export function* judgePrograms(
  programs: ReadonlyMap<string, Program>,
  workloads: readonly Fact<Workload>[],
): Generator<Judgement> {
  for (const about of containersOf(workloads)) {
    const found = programOf(about.container.image.value, programs);
    if (found !== undefined) yield* judgeProgram(about, found);
  }
}

interface Found {
  readonly program: Program;
  readonly tag: string | undefined;
}

/** A name alone is one of Docker's own images, or a copy of one below `library/`; two names are taken on any registry. */
function programOf(image: string | undefined, programs: ReadonlyMap<string, Program>): Found | undefined {
  const read = image === undefined ? null : parseImageReference(image);
  if (read === null) return undefined;
  const { domain, path } = read;
  const library = path.lastIndexOf('library/');
  const ofDocker = library === 0 || (library > 0 && path[library - 1] === '/');
  const name = ofDocker ? path.slice(library + 'library/'.length) : path;
  if (!ofDocker && !path.includes('/') && !servesOfficial.has(domain)) return undefined;
  const program = programs.get(name);
  return program === undefined ? undefined : { program, tag: read.tag };
}

/** Registries whose images of a single name are those of the program's makers. */
const servesOfficial = new Set(['docker.io', 'registry.k8s.io', 'k8s.gcr.io', 'gcr.io']);

function* judgeProgram(about: ContainerOf, { program, tag }: Found): Generator<Judgement> {
  const { container } = about;
  const { command, arguments: given } = container;
  const unread = [command, given].find(({ value, why }) => value === undefined && !(why ?? 'image').includes('image'));
  const words = [...(command.value ?? []), ...(given.value ?? [])];
  const line = words.join(' ');
  const starts = whatStarts(words, line, program);
  if (starts === 'another') return;
  const here: Evidence[] = [container.image.at];
  if (unread !== undefined) yield unknown(about, unread, unread.why ?? 'what is run is not known');
  else if (starts === 'script')
    yield unknown(about, [command, given], `${name(program)}: a script of its own starts it`);
  else {
    const safe = isSafeVersion(program, tag);
    // A newer version that is told to be open is the matter of the check of switches.
    if (safe === true && isToldOtherwise(about, program)) return;
    const by = safe === true ? configuredBy(about, program, line) : undefined;
    if (by !== undefined) yield unknown(about, by.at, `${name(program)}: ${by.why}`);
    else if (safe === true) yield pass(about, here);
    else yield judgeGuards(about, program, line, safe);
  }
}

function judgeGuards(about: ContainerOf, program: Program, line: string, safe: boolean | undefined): Judgement {
  const { container } = about;
  let unsure: Unsure | undefined;
  const looked: Evidence[] = [container.image.at, container.arguments.at];
  for (const { variables = [], value: form = /./s, words } of program.guards) {
    if (words?.test(line) === true) return pass(about, [container.arguments, container.command]);
    for (const one of container.environment) {
      const whole = one.name.endsWith('*') && one.from !== null;
      if (whole ? !variables.some((name) => name.startsWith(one.name.slice(0, -1))) : !variables.includes(one.name)) {
        continue;
      }
      const { value, at, why } = one.value;
      if (value !== undefined && form.test(value)) return pass(about, at);
      // Where any value will do, one that a Secret or a ConfigMap of the cluster gives will.
      if (!whole && value === undefined && form.source === '.' && one.from !== 'host' && one.from !== null) {
        return pass(about, at);
      }
      if (value === undefined) unsure ??= { at, why: `${one.name}: ${why ?? 'its value is not known'}` };
    }
  }
  unsure ??= configuredBy(about, program, line);
  if (safe === undefined) unsure ??= { at: container.image.at, why: 'which version the tag stands for is not known' };
  if (unsure !== undefined) return unknown(about, unsure.at, `${name(program)}: ${unsure.why}`);
  const published = container.ports.some(
    ({ hostPort, hostAddress }) => hostPort !== null && !/^(?:127\.|::1$|\[::1\]$)/.test(hostAddress ?? ''),
  );
  const saw = published ? `${program.what}, and a port of it is published on the host` : program.what;
  return fail(about, looked, saw, { severity: published ? 'high' : program.severity });
}

interface Unsure {
  readonly at: Evidence;
  readonly why: string;
}

/** The file that decides instead, when one is mounted or named. */
function configuredBy(about: ContainerOf, program: Program, line: string): Unsure | undefined {
  const { container } = about;
  const mount = container.mounts.find(({ target }) => program.files?.test(target) === true);
  if (mount !== undefined) return { at: mount.at, why: 'a mounted configuration decides' };
  if (program.elsewhere === undefined || !decidedElsewhere(about, program.elsewhere, program, line)) return undefined;
  return { at: container.arguments.at, why: 'its configuration decides' };
}

/** A variable that would make it ask has a value that does not. */
function isToldOtherwise({ container }: ContainerOf, { guards }: Program): boolean {
  return guards.some(({ variables, value: form }) =>
    container.environment.some(
      (one) =>
        form !== undefined &&
        variables?.includes(one.name) === true &&
        (one.value.value === undefined || !form.test(one.value.value)),
    ),
  );
}

/** In the words of its command, or in a variable that one of its guards names. */
function decidedElsewhere({ container }: ContainerOf, form: RegExp, { guards }: Program, line: string): boolean {
  return (
    form.test(line) ||
    container.environment.some(
      ({ name: variable, value }) =>
        value.value !== undefined &&
        guards.some(({ variables }) => variables?.includes(variable)) &&
        form.test(value.value),
    )
  );
}

function name({ what }: Program): string {
  return what.split(' ')[0] === 'the' ? what.split(' ').slice(1, 2).join(' ') : what.split(' ')[0]!;
}

/** A client or tool of the same image is `another`; what a script starts is not seen. */
function whatStarts(words: readonly string[], line: string, { program }: Program): 'it' | 'another' | 'script' {
  const first = words[0];
  if (first === undefined || first.startsWith('-') || program.test(line)) return 'it';
  return /^(?:(?:\/\S*\/)?(?:ba|da|a)?sh|\S+\.(?:sh|py)|\/(?!usr\/(?:local\/)?bin\/|bin\/)\S+)$/.test(first)
    ? 'script'
    : 'another';
}

/** Undefined for a tag that does not begin with a version. No tag and `latest` are the newest. */
function isSafeVersion({ safeSince }: Program, tag: string | undefined): boolean | undefined {
  if (safeSince === undefined) return false;
  if (tag === undefined || tag === 'latest') return true;
  const [, major, minor] = /^v?(\d{1,4})(?:\.(\d{1,4}))?/.exec(tag) ?? [];
  if (major === undefined) return undefined;
  if (Number(major) !== safeSince[0]) return Number(major) > safeSince[0];
  // `2` stands for the newest of its minor versions.
  return minor === undefined || Number(minor) >= safeSince[1];
}

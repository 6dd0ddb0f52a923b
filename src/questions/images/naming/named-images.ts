import type { Build, BuildStage } from '../../../facts/build.ts';
import type { Image } from '../../../facts/image.ts';
import { containersOf, type Workload } from '../../../facts/workload.ts';
import { parseImageReference, type ImageReference } from '../../../formats/image-reference/image-reference.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { unknown, type Judgement } from '../../../model/outcome.ts';
import { seen, type Seen } from '../../../model/seen.ts';

/** One place where an image is named: a container, a FROM, a `--from`, an image's own names. */
export interface NamedImage {
  readonly about: About;
  readonly written: Seen<string>;
}

/** The image of every container, and those whose files are mounted as volumes. */
export function* containerImages(workloads: readonly Fact<Workload>[]): Generator<NamedImage> {
  for (const about of containersOf(workloads)) yield { about, written: about.container.image };
  for (const { value, subject, stage } of workloads) {
    for (const { image: written } of value.volumes)
      if (written !== undefined) yield { about: { subject, stage }, written };
  }
}

/** The images that the stages of a build begin with, other than its own stages and scratch. */
export function* baseImages(builds: readonly Fact<Build>[]): Generator<NamedImage> {
  for (const { value, subject, stage } of builds) {
    for (const { base, fromStage } of value.stages) {
      if (!fromStage && base.value !== 'scratch') yield { about: { subject, stage }, written: base };
    }
  }
}

/** The base images of a build, and those that it copies or mounts from. */
export function* builtFrom(builds: readonly Fact<Build>[]): Generator<NamedImage> {
  yield* baseImages(builds);
  for (const { value, subject, stage: at } of builds) {
    const about = { subject, stage: at };
    for (const [index, stage] of value.stages.entries()) {
      for (const written of copiedFrom(stage, value.stages.slice(0, index))) yield { about, written };
    }
  }
}

/** Images of `COPY --from=IMAGE` and `RUN --mount=from=IMAGE`; earlier stages go by name or number. */
function* copiedFrom(stage: BuildStage, earlier: readonly BuildStage[]): Generator<Seen<string>> {
  for (const { name, flags, at } of stage.instructions) {
    for (const flag of flags) {
      const from =
        name === 'COPY' && flag.name === 'from'
          ? flag.value
          : name === 'RUN' && flag.name === 'mount'
            ? // The builder takes the keys of a mount in any case.
              /(?:^|,)\s*from\s*=([^,]+)/i.exec(flag.value.replaceAll('"', ''))?.[1]?.trim()
            : undefined;
      if (from === undefined || from === 'scratch' || earlier.some((one) => one.name === from.toLowerCase())) continue;
      // Numbers count all stages, the named ones too.
      if (/^\d+$/.test(from) && Number(from) < earlier.length) continue;
      yield from.includes('$') ? seen<string>(undefined, at, `${from}: variables are not put in here`) : seen(from, at);
    }
  }
}

/** The names of every image that was looked at itself; an image without a name gives one without a value. */
export function* imageNames(images: readonly Fact<Image>[]): Generator<NamedImage> {
  for (const { value, subject, stage } of images) {
    const about = { subject, stage };
    for (const reference of value.references) yield { about, written: seen(reference, value.at) };
    if (value.references.length === 0) {
      yield { about, written: seen<string>(undefined, value.at, 'the image goes by no name') };
    }
  }
}

/**
 * Judges one named image: unknown when its name is not known or no reference, else what `ruling` says.
 *
 * @param toKnow what would name it
 */
export function judgeReference(
  { about, written }: NamedImage,
  ruling: (reference: ImageReference, text: string) => Judgement,
  toKnow = howToNameIt,
): Judgement {
  if (written.value === undefined) {
    return unknown(about, written, written.why ?? 'the source does not name an image', { toKnow });
  }
  if (/^(?:sha256:)?[a-f0-9]{64}$/.test(written.value)) {
    return unknown(about, written, 'the image goes by its id, which does not say where it came from', { toKnow });
  }
  const reference = parseImageReference(written.value);
  if (reference === null) {
    return unknown(about, written, `"${shortened(written.value)}" is no image reference`, { toKnow });
  }
  return ruling(reference, written.value);
}

/** Cut, and without what stands before an `@` of an address: it may be a password. */
function shortened(text: string): string {
  const open = text.replace(/:\/\/[^/]*@/g, '://…@');
  return open.length > 120 ? `${open.slice(0, 120)}…` : open;
}

export const howToNameIt =
  'Name it in the manifest, Compose file or Dockerfile (where an ARG needs a default), or ask the engine with `plimsoll ask docker:`.';

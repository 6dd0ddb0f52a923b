import { parseImageReference } from '../../formats/image-reference/image-reference.ts';
import { readPlatform } from '../../formats/oci/manifests.ts';
import { isPlatform, platformText, type Platform } from '../../formats/oci/platform.ts';
import { shortId } from '../../formats/oci/digest.ts';
import { Failure } from '../../model/failure.ts';
import type { ImagePlan } from './plan.ts';

/** Which of several images in one place is meant. */
export interface ImageChoice {
  /** A name, a tag, a digest of the manifest, or the id. */
  readonly image?: string;
  readonly platform?: Platform;
  /** True: there must be one left; several are a Failure that lists them. */
  readonly one: boolean;
}

/** @throws Failure `NO_SUCH_TARGET`, `IMAGE_AMBIGUOUS`; both list what is there */
export function chooseImages(images: readonly ImagePlan[], choice: ImageChoice, shown: string): readonly ImagePlan[] {
  const { image, platform, one } = choice;
  const named = image === undefined ? images : images.filter((plan) => isNamed(plan, image));
  const chosen =
    platform === undefined ? named : named.filter(({ config }) => isPlatform(platform, readPlatform(config)));
  if (chosen.length === 0 && images.length > 0) {
    const wanted = [
      ...(image === undefined ? [] : [JSON.stringify(image.slice(0, 200))]),
      ...(platform === undefined ? [] : [`for ${platformText(platform)}`]),
    ];
    throw new Failure('NO_SUCH_TARGET', `${shown} has no image ${wanted.join(' ')}. It has: ${listed(images)}.`);
  }
  if (one && chosen.length > 1) {
    throw new Failure(
      'IMAGE_AMBIGUOUS',
      `${shown} has ${chosen.length} images; choose one with --image or --platform: ${listed(chosen)}.`,
    );
  }
  return chosen;
}

const maxListed = 20;

function listed(images: readonly ImagePlan[]): string {
  const names = images.slice(0, maxListed).map(({ references, tags, digest, id, config }) => {
    const name = references[0] ?? tags[0] ?? digest.value ?? id;
    return `${name.slice(0, 200)} (${readPlatform(config) ?? 'no platform'}, ${shortId(digest.value ?? id)})`;
  });
  return names.join(', ') + (images.length > maxListed ? ` and ${images.length - maxListed} more` : '');
}

function isNamed({ references, tags, digest, id }: ImagePlan, name: string): boolean {
  if (tags.includes(name) || references.includes(name)) return true;
  const hex = name.replace(/^sha256:/, '');
  const digests = [digest.value, id].filter((one) => one !== undefined);
  if (/^[0-9a-f]{8,64}$/.test(hex) && digests.some((one) => one.startsWith(`sha256:${hex}`))) return true;
  const wanted = canonical(name);
  return wanted !== null && references.some((reference) => canonical(reference) === wanted);
}

/** `nginx` and `docker.io/library/nginx:latest` are one name; a digest beside a tag decides. */
function canonical(text: string): string | null {
  const read = parseImageReference(text);
  if (read === null) return null;
  return read.digest === undefined ? `${read.name}:${read.tag ?? 'latest'}` : `${read.name}@${read.digest}`;
}

import { put, type Values } from './draft.ts';

/** An image as it was asked for, taken apart as Falco does: nothing is added that was not written. */
export function imageParts(image: string): { repository?: string; tag?: string; digest?: string } {
  const [, repository, tag, digest] = /^([^@]*?)(?::([^/:@]+))?(?:@(.*))?$/s.exec(image) ?? [];
  return {
    ...(repository === undefined || repository === '' ? {} : { repository }),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

export interface ContainerTold {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly image?: string | undefined;
  readonly digest?: string | undefined;
  readonly privileged?: boolean | undefined;
  readonly startTime?: bigint | undefined;
}

export const containerFields: readonly string[] = [
  'container.id',
  'container.full_id',
  'container.name',
  'container.image',
  'container.image.repository',
  'container.image.tag',
  'container.image.digest',
  'container.privileged',
  'container.start_ts',
];

/** Ids lose what stands before `://` and are cut to twelve characters, as Falco prints them. */
export function putContainer(values: Values, told: ContainerTold): void {
  const id = told.id?.replace(/^[a-z-]+:\/\//, '');
  if (id !== undefined && id !== '') {
    put(values, 'container.id', id.slice(0, 12));
    if (/^[\da-f]{64}$/.test(id)) put(values, 'container.full_id', id);
  }
  put(values, 'container.name', told.name);
  put(values, 'container.privileged', told.privileged);
  put(values, 'container.start_ts', told.startTime);
  if (told.image === undefined) return;
  // An id of an image is no reference: it has no repository.
  if (/^sha256:[\da-f]+$/.test(told.image)) return put(values, 'container.image.digest', told.digest);
  const { repository, tag, digest } = imageParts(told.image);
  put(values, 'container.image', told.image);
  put(values, 'container.image.repository', repository);
  put(values, 'container.image.tag', tag);
  put(values, 'container.image.digest', told.digest ?? digest);
}

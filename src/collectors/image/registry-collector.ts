import type { ImageReference } from '../../formats/image-reference/image-reference.ts';
import { parseImageReference } from '../../formats/image-reference/image-reference.ts';
import type { Platform } from '../../formats/oci/platform.ts';
import { HttpError, type HttpErrorKind } from '../../io/http/http-error.ts';
import { Repository, type RegistryOptions } from '../../io/registry/registry.ts';
import type { Collector } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import type { FailureCode } from '../../model/failures.ts';
import type { ImageChoice } from './choose.ts';
import { collectStore } from './collector.ts';
import { imageLimits, type ImageLimits } from './limits.ts';
import type { LookOptions } from './look-options.ts';
import { RegistryStore } from './registry-store.ts';

export interface RegistryTarget {
  /** As the user wrote it: `nginx`, `ghcr.io/acme/web@sha256:…`. */
  readonly reference: string;
  /** Of an index; null for all platforms. */
  readonly platform: Platform | null;
  readonly choice?: ImageChoice;
  readonly registry: Omit<RegistryOptions, 'signal' | 'offline'>;
  readonly limits?: Partial<ImageLimits>;
  readonly options?: LookOptions;
}

/** Layers that are fetched at once, as engines do: over a network one alone seldom takes all there is. */
const usualJobs = 3;

/** Looks into an image at its registry. Layers are read as they come and are never stored. */
export const registryCollector: Collector<RegistryTarget> = {
  name: 'image',
  async *collect(target, context) {
    const { reference: text, platform, choice, registry } = target;
    const limits = { ...imageLimits, ...target.limits };
    const reference = parseImageReference(text);
    if (reference === null) throw new Failure('BAD_ARGUMENT', `${JSON.stringify(text)} is no reference of an image.`);
    context.progress(`asking for ${text}`);
    const { signal, offline = false } = context;
    const open = async (): Promise<RegistryStore> => {
      let repository: Repository | undefined;
      try {
        repository = new Repository(reference, { ...registry, signal, offline });
        return await RegistryStore.open(repository, reference, text, platform, limits, signal);
      } catch (error) {
        repository?.close();
        signal.throwIfAborted();
        throw error instanceof HttpError ? registryFailure(error, text, reference) : error;
      }
    };
    const jobs = context.jobs ?? usualJobs;
    yield* collectStore(open, limits, { ...context, jobs }, choice, target.options);
  },
};

const codes: Record<HttpErrorKind, FailureCode> = {
  offline: 'REGISTRY_UNREACHABLE',
  address: 'BAD_ARGUMENT',
  'no-host': 'REGISTRY_UNREACHABLE',
  refused: 'REGISTRY_UNREACHABLE',
  proxy: 'REGISTRY_UNREACHABLE',
  tls: 'REGISTRY_UNREACHABLE',
  silent: 'REGISTRY_UNREACHABLE',
  cut: 'REGISTRY_UNREACHABLE',
  status: 'REGISTRY_ANSWER_INVALID',
  redirect: 'REGISTRY_ANSWER_INVALID',
  changed: 'REGISTRY_ANSWER_INVALID',
  'not-http': 'REGISTRY_ANSWER_INVALID',
  encoding: 'REGISTRY_ANSWER_INVALID',
  'too-large': 'REGISTRY_ANSWER_INVALID',
};

function registryFailure(error: HttpError, text: string, { domain }: ImageReference): Failure {
  const { kind, status, message } = error;
  const say = (code: FailureCode, help: string): Failure =>
    new Failure(code, `${text} cannot be read: ${message}.${help}`, { cause: error });
  if (status === 404) return say('NO_SUCH_TARGET', ' Neither this image nor a file of this name exists.');
  if (status === 401 || status === 403) return say('REGISTRY_DENIED', '');
  if (status === 429) return say('REGISTRY_UNREACHABLE', ' Log in, wait, or name a mirror in PLIMSOLL_MIRRORS.');
  if (status !== null && status >= 500) return say('REGISTRY_UNREACHABLE', '');
  if (kind === 'tls') return say(codes.tls, ` If ${domain} has an authority of its own, name its file with --ca.`);
  return say(codes[kind], '');
}

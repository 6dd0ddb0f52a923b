import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseImageReference } from '../formats/image-reference/image-reference.ts';
import { platformOfMachine, readPlatformText, type Platform } from '../formats/oci/platform.ts';
import type { ImageChoice } from '../collectors/image/choose.ts';
import type { LookOptions } from '../collectors/image/look-options.ts';
import { homeOf } from '../io/home.ts';
import { collectors, imageForm } from './collectors.ts';
import type { CollectorContext, Sighting } from '../model/collector.ts';
import { Failure } from '../model/failure.ts';
import type { Arguments, Option } from './arguments.ts';
import type { Manner } from './manner.ts';
import { looksLikeFile, shownPath } from './targets.ts';
import type { Progress, Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

/** How images are found and fetched; every command that takes an image has these. */
export const imageSourceOptions: readonly Option[] = [
  { name: 'platform', value: 'PLATFORM', help: 'of an image for several: linux/arm64; this machine’s unless given' },
  { name: 'all-platforms', help: 'every platform of the image' },
  { name: 'image', value: 'NAME', help: 'of an archive or layout with several images: a name, tag or digest' },
  { name: 'ca', value: 'FILE', help: 'authorities to trust besides the system’s, in PEM; may be repeated' },
  {
    name: 'insecure-registry',
    value: 'HOST',
    help: 'let this registry be asked without encryption when it has none; may be repeated',
  },
];

export interface ImageSourceOptions {
  readonly platform?: Platform;
  readonly allPlatforms: boolean;
  readonly image?: string;
  readonly ca: readonly string[];
  readonly insecure: readonly string[];
  /** Whether layers are searched for secrets; not unless it is true. */
  readonly secrets?: boolean;
}

/** What applies when nothing was said. */
export const fromThisMachine: ImageSourceOptions = { allPlatforms: false, ca: [], insecure: [] };

/** @throws Failure `BAD_ARGUMENT` */
export function imageSourceOptionsOf(given: Arguments): ImageSourceOptions {
  const text = given.text('platform');
  const platform = text === undefined ? undefined : readPlatformText(text);
  if (platform === null) {
    throw new Failure('BAD_ARGUMENT', `--platform is ${JSON.stringify(text)}, but takes OS/ARCHITECTURE: linux/arm64.`);
  }
  const allPlatforms = given.on('all-platforms');
  if (allPlatforms && platform !== undefined) {
    throw new Failure('BAD_ARGUMENT', 'Give either --platform or --all-platforms.');
  }
  const image = given.text('image');
  return {
    ...(platform === undefined ? {} : { platform }),
    ...(image === undefined ? {} : { image }),
    allPlatforms,
    ca: given.all('ca'),
    insecure: given.all('insecure-registry'),
  };
}

/** An image that a command was given, wherever it is. */
export interface ImageSource {
  readonly kind: 'file' | 'registry' | 'engine';
  /** As the user named it; of a file, the path as it is shown. */
  readonly label: string;
  /**
   * Looks into it: `image` and `package` facts, and gaps. One image, unless all platforms were asked
   * for: several are a Failure that lists them.
   */
  collect(progress: Progress): AsyncIterable<Sighting>;
}

/**
 * Finds what a word of an images command names: `docker:NAME` and `podman:NAME` at an engine,
 * `registry:REF`, and for `image:WORD` or a bare word the file or folder of that name, else the
 * reference. Nothing is asked before `collect`.
 *
 * @throws Failure `NO_SUCH_TARGET`, `UNKNOWN_TARGET`, `BAD_ARGUMENT`
 */
export async function openImageSource(
  word: string,
  options: ImageSourceOptions,
  manner: Manner,
  terminal: Terminal,
): Promise<ImageSource> {
  const [, scheme, rest = ''] = /^(docker|podman|containerd|registry|image):(.*)$/s.exec(word) ?? [];
  const context = (progress: Progress): CollectorContext => ({
    signal: terminal.signal,
    progress: (message) => progress.say(message),
    ...manner,
  });
  const choice = choiceOf(options);
  if (scheme === 'registry') return registrySource(rest, options, context, terminal);
  if (scheme === 'docker' || scheme === 'podman' || scheme === 'containerd') {
    return engineSource(scheme, rest, options, context, terminal);
  }
  const path = scheme === 'image' ? rest : word;
  const absolute = resolve(path);
  if (path !== '' && existsSync(absolute)) {
    const form = await imageForm(absolute);
    if (form === null) {
      throw new Failure(
        'UNKNOWN_TARGET',
        `${JSON.stringify(path)} is no image archive, no OCI layout, no root filesystem and no SBOM. An image of that name at a registry is named \`registry:NAME\`.`,
      );
    }
    const shown = shownPath(path, absolute);
    const collect = async function* (progress: Progress): AsyncGenerator<Sighting> {
      yield* (await collectors[form]()).collect(
        { path: absolute, shown, choice, options: lookOptions(terminal.environment, options.secrets) },
        context(progress),
      );
    };
    return { kind: 'file', label: path, collect };
  }
  if (looksLikeFile(path)) {
    const hint = 'An image of that name at a registry is named `registry:NAME`.';
    throw new Failure('NO_SUCH_TARGET', `There is no file or folder ${JSON.stringify(path)}. ${hint}`);
  }
  return registrySource(path, options, context, terminal);
}

/** Which images of an archive are looked at where several may be: all, unless some were named. */
export function choiceOfAny(options: ImageSourceOptions): { readonly choice?: ImageChoice } {
  const { platform, image } = options;
  return platform === undefined && image === undefined ? {} : { choice: { ...choiceOf(options), one: false } };
}

function choiceOf({ platform, image, allPlatforms }: ImageSourceOptions): ImageChoice {
  return {
    one: !allPlatforms,
    ...(platform === undefined ? {} : { platform }),
    ...(image === undefined ? {} : { image }),
  };
}

function registrySource(
  reference: string,
  options: ImageSourceOptions,
  context: (progress: Progress) => CollectorContext,
  terminal: Terminal,
): ImageSource {
  if (parseImageReference(reference) === null) {
    throw new Failure(
      'NO_SUCH_TARGET',
      `There is no file or folder ${JSON.stringify(reference)}, and it is no reference of an image.`,
    );
  }
  const collect = async function* (progress: Progress): AsyncGenerator<Sighting> {
    yield* (await collectors.registry()).collect(registryTarget(reference, options, terminal), context(progress));
  };
  return { kind: 'registry', label: reference, collect };
}

/**
 * What every look into an image has in common: what its layers hold is kept from run to run. Not so by
 * code that is being written: it may read layers otherwise without being another version.
 */
export function lookOptions(environment: Terminal['environment'], secrets = false): LookOptions {
  if (import.meta.url.endsWith('.ts')) return { secrets };
  return { secrets, cache: { folder: join(homeOf(environment).cache, 'layers'), version: packageVersion() } };
}

/** What the collector of registries is told. */
export function registryTarget(reference: string, options: ImageSourceOptions, terminal: Terminal) {
  return {
    reference,
    platform: options.allPlatforms ? null : (options.platform ?? platformOfMachine(process.arch)),
    choice: choiceOf(options),
    options: lookOptions(terminal.environment, options.secrets),
    registry: {
      environment: terminal.environment,
      ca: options.ca,
      insecure: options.insecure,
      warn: (message: string): void => void terminal.err.write(`plimsoll: ${message}\n`),
    },
  };
}

function engineSource(
  scheme: 'docker' | 'podman' | 'containerd',
  name: string,
  options: ImageSourceOptions,
  context: (progress: Progress) => CollectorContext,
  { environment }: Terminal,
): ImageSource {
  if (scheme === 'containerd') {
    throw new Failure(
      'UNKNOWN_TARGET',
      `containerd has no API over HTTP. Write the image to a file first: \`ctr images export web.tar ${name}\`.`,
    );
  }
  if (name === '') throw new Failure('BAD_ARGUMENT', `Name an image: \`${scheme}:NAME\`.`);
  const address = scheme === 'podman' ? podmanAddress(environment) : undefined;
  const { platform } = options;
  const label = `${scheme}:${name}`;
  const target = {
    name,
    shown: label,
    environment,
    choice: choiceOf(options),
    options: { secrets: options.secrets ?? false },
    ...(address === undefined ? {} : { address }),
    ...(platform === undefined ? {} : { platform }),
  };
  const collect = async function* (progress: Progress): AsyncGenerator<Sighting> {
    yield* (await collectors.engineImage()).collect(target, context(progress));
  };
  return { kind: 'engine', label, collect };
}

/** Where podman's service listens: CONTAINER_HOST, the user's own socket, that of root (podman-system-service(1)). */
function podmanAddress(environment: Terminal['environment']): string {
  const named = environment['CONTAINER_HOST'];
  if (named !== undefined && named !== '') return named;
  const own = `${environment['XDG_RUNTIME_DIR'] ?? ''}/podman/podman.sock`;
  return `unix://${existsSync(own) ? own : '/run/podman/podman.sock'}`;
}

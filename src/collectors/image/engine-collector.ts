import { parseImageReference } from '../../formats/image-reference/image-reference.ts';
import type { Platform } from '../../formats/oci/platform.ts';
import { engineAddress, type EngineAddress, type Environment } from '../../io/engine/address.ts';
import { EngineClient } from '../../io/engine/client.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { isLoopback } from '../../io/http/url.ts';
import { InflateError } from '../../io/image/inflate.ts';
import type { Collector, CollectorContext } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import type { ImageChoice } from './choose.ts';
import { collectStore } from './collector.ts';
import { limited } from './layer.ts';
import { imageLimits, type ImageLimits } from './limits.ts';
import type { LookOptions } from './look-options.ts';
import { StreamedStore } from './streamed-store.ts';

export interface EngineImageTarget {
  /** Name, digest or id, as the engine knows it. */
  readonly name: string;
  /** As the user wrote it, for evidence: `docker:web:1`. */
  readonly shown: string;
  /** As in DOCKER_HOST; absent: DOCKER_HOST, the Docker context or the default socket. */
  readonly address?: string;
  readonly environment: Environment;
  readonly platform?: Platform;
  readonly choice?: ImageChoice;
  readonly limits?: Partial<ImageLimits>;
  readonly options?: LookOptions;
}

/** An engine may write the whole archive to its disk before it sends the first byte. */
const waits = { first: 600_000, idle: 120_000 };

/** Looks into an image of a Docker engine, or of podman by the same API, as it is saved; nothing is stored here. */
export const engineImageCollector: Collector<EngineImageTarget> = {
  name: 'image',
  async *collect(target, context) {
    const { name, shown, choice } = target;
    if (parseImageReference(name) === null && !/^(?:sha256:)?[0-9a-f]{4,64}$/.test(name)) {
      throw new Failure('BAD_ARGUMENT', `${JSON.stringify(name)} is no name of an image.`);
    }
    const limits = { ...imageLimits, ...target.limits };
    yield* collectStore(
      async (interest) => {
        const { client, path } = await connect(target, context);
        try {
          const reading = {
            open: () => saved(client, path, limits),
            close: () => Promise.resolve(client.close()),
          };
          return await StreamedStore.open(reading, shown, limits, interest);
        } catch (error) {
          client.close();
          throw failureOf(error, name, client.address, context);
        }
      },
      limits,
      context,
      choice,
      target.options,
    );
  },
};

async function connect(
  { name, address, environment, platform }: EngineImageTarget,
  context: CollectorContext,
): Promise<{ client: EngineClient; path: string }> {
  let known: EngineAddress | null = null;
  let client: EngineClient | null = null;
  try {
    known = await engineAddress(address, environment);
    if (context.offline === true && known.kind === 'tcp' && !isLoopback(known.host)) {
      throw new Failure('ENGINE_UNREACHABLE', `${known.text} is another machine, and --offline was given.`);
    }
    client = new EngineClient(known, context.signal);
    context.progress(`${name} of the engine at ${known.text}`);
    const { ApiVersion: api } = (await client.negotiate()) as { ApiVersion: string };
    const [major = 0, minor = 0] = api.split('.').map(Number);
    // Engines before API 1.48 have one platform of an image only.
    const asked = platform !== undefined && (major > 1 || minor >= 48) ? `?platform=${queryOf(platform)}` : '';
    return { client, path: `/images/${name}/get${asked}` };
  } catch (error) {
    client?.close();
    throw failureOf(error, name, known, context);
  }
}

function queryOf({ os, architecture, variant }: Platform): string {
  return encodeURIComponent(JSON.stringify({ os, architecture, ...(variant === '' ? {} : { variant }) }));
}

/** What breaks off in the middle is an archive that ends too early: what came before it stays. */
async function* saved(client: EngineClient, path: string, limits: ImageLimits): AsyncGenerator<Buffer> {
  let came = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of client.stream(path, waits)) {
      came += piece.length;
      yield piece;
    }
  };
  try {
    yield* limited(counted(), () => came, limits);
  } catch (error) {
    if (came === 0 || !(error instanceof EngineError) || error.kind === 'cancelled') throw error;
    throw new InflateError(true, error.message);
  }
}

function failureOf(error: unknown, name: string, address: EngineAddress | null, context: CollectorContext): unknown {
  context.signal.throwIfAborted();
  if (!(error instanceof EngineError)) return error;
  if (error.status === 404) {
    const where = address === null ? '' : ` at ${address.text}`;
    return new Failure('NO_SUCH_TARGET', `The engine${where} has no image ${name}.`, { cause: error });
  }
  return new Failure('ENGINE_UNREACHABLE', `${name} cannot be read from the engine: ${error.message}.`, {
    cause: error,
  });
}

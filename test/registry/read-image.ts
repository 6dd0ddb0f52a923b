import { registryCollector, type RegistryTarget } from '../../src/collectors/image/registry-collector.ts';
import { image, type Image } from '../../src/facts/image.ts';
import { pkg, type Package } from '../../src/facts/package.ts';
import { readPlatformText } from '../../src/formats/oci/platform.ts';
import type { Collector, CollectorContext, Sighting } from '../../src/model/collector.ts';
import type { Gap } from '../../src/model/gap.ts';

export interface Read {
  readonly images: Image[];
  /** `name version`, sorted. */
  readonly packages: string[];
  readonly gaps: Gap[];
}

export async function gather<T>(
  collector: Collector<T>,
  target: T,
  context: Partial<CollectorContext> = {},
): Promise<Read> {
  const all: Sighting[] = [];
  const whole = { signal: new AbortController().signal, progress: () => {}, ...context };
  for await (const one of collector.collect(target, whole)) all.push(one);
  const facts = all.flatMap((one) => ('fact' in one ? [one.fact] : []));
  const packages = facts.filter(({ kind }) => kind === pkg.name).map(({ value }) => value as Package);
  return {
    images: facts.filter(({ kind }) => kind === image.name).map(({ value }) => value as Image),
    packages: packages.map(({ name, version }) => `${name} ${version}`).toSorted(),
    gaps: all.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

export interface Asking extends Partial<CollectorContext> {
  readonly environment?: Readonly<Record<string, string>>;
  readonly ca?: readonly string[];
  readonly insecure?: readonly string[];
  /** Null: all of them; absent: as for a machine of amd64. */
  readonly platform?: string | null;
  readonly warnings?: string[];
  readonly http?: NonNullable<RegistryTarget['registry']['limits']>;
  readonly limits?: NonNullable<RegistryTarget['limits']>;
  readonly options?: NonNullable<RegistryTarget['options']>;
}

/** Reads an image at a registry, with nothing of this machine's own settings. */
export function readAt(reference: string, asking: Asking = {}): Promise<Read> {
  const { environment = {}, ca = [], insecure = [], platform, warnings = [], http, limits, options } = asking;
  const named = typeof platform === 'string' ? readPlatformText(platform)! : undefined;
  const target: RegistryTarget = {
    reference,
    platform: platform === null ? null : (named ?? readPlatformText('linux/amd64')),
    choice: { one: platform !== null, ...(named === undefined ? {} : { platform: named }) },
    registry: {
      environment: { HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent', ...environment },
      ca,
      insecure,
      warn: (message) => warnings.push(message),
      limits: { backOff: 1, ...http },
    },
    ...(limits === undefined ? {} : { limits }),
    ...(options === undefined ? {} : { options }),
  };
  return gather(registryCollector, target, asking);
}

export function login(host: string, user: string, password: string): { DOCKER_AUTH_CONFIG: string } {
  const auth = Buffer.from(`${user}:${password}`).toString('base64');
  return { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }) };
}

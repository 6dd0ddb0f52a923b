import { image, type Image, type ImageLayer } from '../../src/facts/image.ts';
import { moment } from '../../src/facts/moment.ts';
import { policy } from '../../src/facts/policy.ts';
import type { Fact } from '../../src/model/fact.ts';
import { seen } from '../../src/model/seen.ts';
import { factOf, here, settings, type Plain } from './table.ts';

const imageSettings = [
  'digest',
  'platform',
  'created',
  'user',
  'entrypoint',
  'command',
  'healthCheck',
  'os',
] as const satisfies readonly (keyof Image)[];

/** An image that was looked at, every setting undefined unless given. */
export function imageFact(given: Plain<Image> = {}): Fact<Image> {
  const plain = {
    references: ['registry.example/web:1'],
    id: `sha256:${'0'.repeat(64)}`,
    environment: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    history: [],
    layers: [],
    at: here,
    ...given,
  };
  return factOf(image, { ...plain, ...settings(imageSettings, given) });
}

/** A layer whose digest was found right, found wrong, or not looked at. */
export function layer(verified?: boolean): ImageLayer {
  const digest = `sha256:${'1'.repeat(64)}`;
  return {
    digest,
    diffId: digest,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    size: 1,
    verified: seen(verified, here),
  };
}

/** The policy of plimsoll.yaml with this trust list. */
export function trusting(...sources: string[]): Fact {
  return factOf(policy, {
    trustedSources: seen<readonly string[]>(sources, here),
    retentionDays: seen<never>(undefined, here),
    at: here,
  });
}

/** The policy of a plimsoll.yaml that lists no sources. */
export function trustingNothingStated(): Fact {
  return factOf(policy, {
    trustedSources: seen<readonly string[]>(undefined, here),
    retentionDays: seen<never>(undefined, here),
    at: here,
  });
}

export function at(now: string): Fact {
  return factOf(moment, { now });
}

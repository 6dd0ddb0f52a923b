import type { Located } from '../../model/located.ts';
import { isSection, isServiceKey } from './touches.ts';

/** One of these is in every service that stands alone. */
const telling = ['image', 'build', 'extends', 'provider'];
/** Sections of others that have `services` with images too: Woodpecker, Drone, GitHub, Symfony. */
const foreign = [
  'kind',
  'apiVersion',
  'pipeline',
  'steps',
  'stages',
  'when',
  'on',
  'parameters',
  'imports',
  'workspace',
];

/**
 * Whether a document is a Compose file: `services` are mappings of which each has an image, a build
 * or what it extends; or, beside no section that Compose does not have, mappings with keys of
 * services only (a file that is put on another), or an `include` of others.
 */
export function looksLikeCompose(root: Located): boolean {
  if (!root.isMap || foreign.some((key) => root.get(key).exists)) return false;
  const isPure = root.entries().every(([key]) => isSection(key) || key.startsWith('x-'));
  const services = root.get('services');
  if (!services.isMap) return services.empty && isPure && includes(root.get('include'));
  const all = services.entries().map(([, service]) => service);
  if (all.length === 0) return isPure && includes(root.get('include'));
  const stands = (service: Located): boolean => telling.some((key) => service.get(key).exists);
  if (all.every(stands)) return true;
  return isPure && all.every((service) => service.isMap && (stands(service) || hasOnlyServiceKeys(service)));
}

function hasOnlyServiceKeys(service: Located): boolean {
  return service.entries().every(([key]) => isServiceKey(key) || key.startsWith('x-'));
}

function includes(include: Located): boolean {
  const items = include.items();
  return items.length > 0 && items.every((item) => typeof item.value === 'string' || item.get('path').exists);
}

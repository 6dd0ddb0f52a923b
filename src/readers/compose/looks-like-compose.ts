import type { Located } from '../../model/located.ts';

/** Keys that say what a service runs or is made of; one of them is in every service that stands alone. */
const telling = ['image', 'build', 'extends', 'provider', 'command', 'entrypoint', 'ports', 'volumes', 'environment'];
const sections = [
  'version',
  'name',
  'include',
  'services',
  'networks',
  'volumes',
  'secrets',
  'configs',
  'models',
  'jobs',
];

/**
 * Whether a document is a Compose file: a mapping of `services` to mappings that have an image, a
 * build or another telling key; or one that only includes others. Other programs have `services`
 * too (GitHub workflows, Symfony, Home Assistant), and a Kubernetes object has `kind`.
 */
export function looksLikeCompose(root: Located): boolean {
  if (!root.isMap || (root.get('kind').exists && root.get('apiVersion').exists)) return false;
  const keys = root.entries().map(([key]) => key);
  if (!keys.every((key) => sections.includes(key) || key.startsWith('x-'))) return false;
  const services = root.get('services');
  if (services.isMap) {
    const all = services.entries();
    return (
      all.length > 0 &&
      all.every(([, service]) => service.isMap || service.empty) &&
      all.some(([, service]) => telling.some((key) => service.get(key).exists))
    );
  }
  return services.empty && includes(root.get('include'));
}

function includes(include: Located): boolean {
  const items = include.items();
  return items.length > 0 && items.every((item) => typeof item.value === 'string' || item.get('path').exists);
}

import { image, type Image } from '../facts/image.ts';
import { pkg, type Package } from '../facts/package.ts';
import { vulnerability, type Vulnerability } from '../facts/vulnerability.ts';
import type { InventoryStore, StoringVulnerability } from '../inventories/store.ts';
import type { Fact } from '../model/fact.ts';
import { Digests, keysOf, namesOfPackage } from './digests.ts';
import { scanImages, type ScanOptions } from './scan-images.ts';

/**
 * Stores what was seen of images, with what advisories say of it now, so that only what changes is told
 * later.
 *
 * @param name as the user named the target; several images of it are told apart by platform, and those of
 *   one platform by their own names as well: `all.tar#web:1`
 * @returns how many images were stored
 */
export function storeInventories(
  name: string,
  seen: { readonly facts: readonly Fact[] },
  store: InventoryStore,
  options: ScanOptions,
): number {
  const { advisories, vex, now } = options;
  const digests = new Digests('database' in advisories ? advisories.database : null, vex);
  const scanned = scanImages({ facts: seen.facts, gaps: [] }, options);
  const found = Map.groupBy(
    scanned.facts
      .filter((one): one is Fact<Vulnerability> => one.kind === vulnerability.name)
      .map(({ value }) => value),
    (one) => one.package,
  );
  const packages = Map.groupBy(
    seen.facts.filter((one): one is Fact<Package> => one.kind === pkg.name),
    ({ value }) => value.image,
  );
  const images = seen.facts.filter((one): one is Fact<Image> => one.kind === image.name);
  const ofPlatform = Map.groupBy(images, ({ value }) => value.platform.value);
  for (const one of images) {
    const { references, id, platform } = one.value;
    const isAlone = ofPlatform.get(platform.value)?.length === 1;
    const own = isAlone ? name : `${name}#${references[0] ?? id}`;
    const stored = (packages.get(one.value.id) ?? []).map(({ value }) => {
      const names = namesOfPackage(value);
      return {
        value,
        names,
        digest: names === null ? '' : digests.ofNames(names),
        vulnerabilities: storing(found.get(value) ?? [], digests),
      };
    });
    store.put({ name: own, stored: now, image: one, packages: stored });
  }
  return images.length;
}

export function storing(vulnerabilities: readonly Vulnerability[], digests: Digests): StoringVulnerability[] {
  return vulnerabilities.map((value) => {
    const keys = keysOf(value);
    return { value, keys, digest: digests.ofKeys(keys) };
  });
}

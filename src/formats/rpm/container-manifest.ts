import type { RpmDatabase, RpmPackage } from './header.ts';

const none = (text: string | undefined): string => (text === undefined || text === '(none)' ? '' : text);

/**
 * Reads `var/lib/rpmmanifest/container-manifest-2`, which distroless images of CBL-Mariner and Azure
 * Linux have in place of a database. Fields with tabs between them: name, version-release, time of
 * installation and of build, vendor, `(none)` or epoch, size, architecture, epoch number, source rpm.
 */
export function readContainerManifest(text: string): RpmDatabase {
  const packages: RpmPackage[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [name = '', evr = '', , , vendor, , , architecture, epoch, source] = line.replace(/\r$/, '').split('\t');
    const split = /^(?:\d+:)?([^-:\s]+)-([^-\s]+)$/.exec(evr);
    if (name === '' || split === null) {
      if (problems.length < 100) problems.push(`line ${index + 1}: is no package`);
      continue;
    }
    packages.push({
      name,
      epoch: /^[1-9]\d{0,9}$/.test(epoch ?? '') ? Number(epoch) : null,
      version: split[1]!,
      release: split[2]!,
      architecture: none(architecture),
      sourceRpm: none(source),
      license: '',
      vendor: none(vendor),
      modularityLabel: '',
    });
  }
  return { packages, problems };
}

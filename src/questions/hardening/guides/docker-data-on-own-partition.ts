import { engine, type Engine } from '../../../facts/engine.ts';
import { hostFile, type HostFile } from '../../../facts/host-file.ts';
import { host } from '../../../facts/host.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const dockerDataOnOwnPartition = defineCheck({
  id: 'HRD-601',
  name: 'docker-data-on-own-partition',
  aspect: 'hardening/guides',
  title: 'Images and containers have a file system of their own',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '1.1.1' }],
  remedy: 'Give `/var/lib/docker`, or the folder that `data-root` names, a partition or logical volume of its own.',
  toKnow: 'Run as root on the host of the engine: `plimsoll ask docker:`.',
  needs: { hosts: host, files: hostFile, engines: engine },
  *evaluate({ hosts, files, engines }) {
    // On a host without Docker there is nothing to say.
    const isHere = engines.length > 0 || files.some(({ value }) => value.role === 'Docker data');
    for (const about of isHere ? hosts : []) {
      const { mounts, live } = about.value;
      const roots = dataRoots(files, live ? engines.filter(isOfThisMachine) : []);
      if (mounts.value === undefined) {
        yield unknown(about, mounts, mounts.why ?? 'what is mounted was not seen');
        continue;
      }
      if (roots.length === 0) yield unknown(about, mounts, 'the folder of images and containers was not seen');
      for (const { path, at } of roots) {
        // With user namespaces the engine keeps its data one folder deeper: `/var/lib/docker/100000.100000`.
        const own = path.replace(/\/\d+\.\d+$/, '');
        const mount = mounts.value.findLast(({ point }) => point === path || point === own);
        if (mount !== undefined) yield pass(about, [mount.at, at], `${mount.from} is mounted at ${path}`);
        else if (live) yield fail(about, [mounts, at], `${path} shares the file system of the host`);
        else yield unknown(about, [mounts, at], `fstab names no mount at ${path}; a unit of systemd may`);
      }
    }
  },
});

/** An engine that is asked at a socket of this machine; of another one the files of this host say nothing. */
function isOfThisMachine({ value: { address } }: Fact<Engine>): boolean {
  return /^(?:unix:|tcp:\/\/(?:127\.|localhost\b|\[::1\]))/.test(address);
}

/** Where the engine keeps its data: as it says itself, else the folder that was found. */
function dataRoots(
  files: readonly Fact<HostFile>[],
  engines: readonly Fact<Engine>[],
): readonly { readonly path: string; readonly at: Evidence }[] {
  const told = engines.flatMap(({ value: { dataRoot } }) =>
    dataRoot.value === undefined ? [] : [{ path: dataRoot.value, at: dataRoot.at }],
  );
  if (told.length > 0) return told;
  return files.flatMap(({ value }) =>
    value.role === 'Docker data' && value.type.value === 'folder'
      ? [{ path: value.target.value ?? value.path, at: value.at }]
      : [],
  );
}

import { alpineOrder } from './alpine.ts';
import { bitnamiOrder } from './bitnami.ts';
import type { Order, VersionOrder } from './contract.ts';
import { cranOrder } from './cran.ts';
import { debianOrder } from './debian.ts';
import { goOrder } from './go.ts';
import { hackageOrder } from './hackage.ts';
import { mavenOrder } from './maven.ts';
import { nugetOrder } from './nuget.ts';
import { packagistOrder } from './packagist.ts';
import { pacmanOrder } from './pacman.ts';
import { pubOrder } from './pub.ts';
import { pypiOrder } from './pypi.ts';
import { rpmOrder } from './rpm.ts';
import { rubygemsOrder } from './rubygems.ts';
import { cratesOrder, npmOrder, semverOrder } from './semver.ts';

export { longestVersion, type Order, type VersionOrder } from './contract.ts';

/** Names of ecosystems as OSV writes them, without what follows a colon; beside them distributions that OSV lacks. */
const orders: ReadonlyMap<string, VersionOrder> = new Map<string, VersionOrder>([
  ['Alpaquita', alpineOrder],
  ['Alpine', alpineOrder],
  ['BellSoft Hardened Containers', alpineOrder],
  ['Chainguard', alpineOrder],
  ['MinimOS', alpineOrder],
  ['Wolfi', alpineOrder],
  ['Debian', debianOrder],
  ['Echo', debianOrder],
  ['Ubuntu', debianOrder],
  ['AlmaLinux', rpmOrder],
  ['Amazon Linux', rpmOrder],
  ['Azure Linux', rpmOrder],
  ['CBL-Mariner', rpmOrder],
  ['CentOS', rpmOrder],
  ['Fedora', rpmOrder],
  ['Mageia', rpmOrder],
  ['openEuler', rpmOrder],
  ['openSUSE', rpmOrder],
  ['Oracle Linux', rpmOrder],
  ['Photon OS', rpmOrder],
  ['Red Hat', rpmOrder],
  ['Rocky Linux', rpmOrder],
  ['SUSE', rpmOrder],
  ['Arch Linux', pacmanOrder],
  ['Bitnami', bitnamiOrder],
  ['CRAN', cranOrder],
  ['crates.io', cratesOrder],
  ['Go', goOrder],
  ['Hackage', hackageOrder],
  ['GHC', hackageOrder],
  ['Maven', mavenOrder],
  ['npm', npmOrder],
  // No ecosystem of OSV: releases of Node.js, of which its project speaks in ranges of npm.
  ['Node.js', npmOrder],
  ['NuGet', nugetOrder],
  ['Packagist', packagistOrder],
  ['Pub', pubOrder],
  ['PyPI', pypiOrder],
  ['RubyGems', rubygemsOrder],
  ['GitHub Actions', semverOrder],
  ['Hex', semverOrder],
  ['Kubernetes', semverOrder],
  ['SemVer', semverOrder],
  ['SwiftURL', semverOrder],
]);

/**
 * The order of an ecosystem's versions.
 * @param ecosystem as OSV names it, with or without a release: `npm`, `Debian:12`, `SUSE:Linux Enterprise Server 15 SP4`.
 * `SemVer` stands for OSV's range type SEMVER.
 * @returns null for an ecosystem whose order is not known
 * https://ossf.github.io/osv-schema/#defined-ecosystems
 */
export function versionOrderOf(ecosystem: string): VersionOrder | null {
  const colon = ecosystem.indexOf(':');
  return orders.get(colon === -1 ? ecosystem : ecosystem.slice(0, colon)) ?? null;
}

/** Where `a` stands beside `b`; null when that is unknown: another ecosystem, no version of it, or no order between them. */
export function compareVersions(ecosystem: string, a: string, b: string): Order | null {
  const order = versionOrderOf(ecosystem);
  const left = order?.parse(a) ?? null;
  const right = order?.parse(b) ?? null;
  return order === null || left === null || right === null ? null : order.compare(left, right);
}

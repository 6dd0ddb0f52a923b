import type { OperatingSystem } from '../../../facts/image.ts';
import type { Package } from '../../../facts/package.ts';
import { shortened } from '../../../formats/osv/shape.ts';
import type { SbomComponent, SbomFault } from '../../../formats/sbom/document.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Gap } from '../../../model/gap.ts';
import { distributionOf } from '../os/distribution.ts';
import { isOfDistribution } from './ecosystems.ts';

/** What cannot be told of an image whose packages are not all known. */
const ofPackages = ['images/vulnerabilities', 'images/updates'];
const listed = 5;
/** Faults of one document; one is enough to keep the answer open. */
const maxFaults = 100;

/** Gathers what an SBOM leaves open. */
export class SbomGaps {
  readonly #gaps: Gap[] = [];
  readonly #subject: string;
  readonly #at: Evidence;
  #faults = 0;

  constructor(subject: string, at: Evidence) {
    this.#subject = subject;
    this.#at = at;
  }

  all(): readonly Gap[] {
    if (this.#faults <= maxFaults) return this.#gaps;
    const because = `${this.#faults - maxFaults} more parts of it are not understood or not complete`;
    return [...this.#gaps, this.#gap('SBOM_INVALID', because, 'Mend what is named, and ask again.', ofPackages)];
  }

  add(gap: Gap): void {
    this.#gaps.push(gap);
  }

  /** @param undated true when it does not say when the image was made */
  only(undated: boolean): void {
    const because = 'only its SBOM was read: how it is run, where it came from and who signed it are said elsewhere';
    const touches = [
      'images/trusted-sources',
      'images/signatures',
      ...(undated ? ['images/updates'] : []),
      'images/reviews',
      'hardening',
      'runtime',
    ];
    this.add(this.#gap('SBOM_ONLY', because, 'Ask about the image itself.', touches));
  }

  /** What comes with an image clears nothing by itself: that an SBOM does so must be asked for. */
  vex(statements: number, shown: string): void {
    const many = `${statements} statement${statements === 1 ? '' : 's'}`;
    const because = `it has ${many} on whether vulnerabilities apply, which count only where it is named as VEX`;
    this.add(this.#gap('SBOM_VEX_UNUSED', because, `Add \`--vex ${shown}\` where you trust it.`, []));
  }

  system(why: string): void {
    const toKnow = 'Make the SBOM with a tool that tells the operating system, or ask about the image itself.';
    this.add(this.#gap('IMAGE_OS_UNKNOWN', why, toKnow, ofPackages));
  }

  fault({ code, because, place }: SbomFault): void {
    if (++this.#faults > maxFaults) return;
    const toKnow = 'Make the SBOM anew, or ask about the image itself.';
    const gap = this.#gap(code, because, toKnow, ofPackages);
    this.add(place === undefined ? gap : { ...gap, at: { ...this.#at, place } });
  }

  unreadGap(text: string): void {
    const because = `it has a gap that this version does not understand: ${shortened(text, 200)}`;
    this.add(this.#gap('SBOM_INCOMPLETE', because, 'Use the version of Plimsoll that wrote it.', ['images']));
  }

  /** One gap for all components with the same shortcoming. */
  counted(code: Gap['code'], components: readonly SbomComponent[], what: string): void {
    const [first] = components;
    if (first === undefined) return;
    const names = components.slice(0, listed).map(({ name, place }) => shortened(name, 60) || place);
    const more = components.length > listed ? ' and others' : '';
    const many = components.length === 1 ? '1 component has' : `${components.length} components have`;
    const toKnow = 'Make the SBOM with a tool that tells it, or ask about the image itself.';
    const gap = this.#gap(code, `${many} ${what}: ${names.join(', ')}${more}`, toKnow, ofPackages);
    this.add({ ...gap, at: { ...this.#at, place: first.place } });
  }

  /** What keeps packages of a distribution from being held against advisories, as for an image. */
  unjudged(system: OperatingSystem | null, packages: readonly Package[], at: Evidence): void {
    const type = system === null ? null : distributionOf(system).type;
    const ofSystem = packages.filter(({ type }) => isOfDistribution(type));
    if (system !== null && !ofSystem.some((one) => type === null || one.type === type)) {
      const toKnow = 'Make the SBOM with a tool that reads its package database, or ask about the image itself.';
      this.add({ ...this.#gap('PACKAGES_UNLISTED', `it lists no package of ${system.name}`, toKnow, ofPackages), at });
    }
    const unmatched = ofSystem.filter(({ ecosystem }) => ecosystem === null);
    if (unmatched.length === 0) return;
    const kinds = [...new Set(unmatched.map(({ type }) => type))].toSorted().join(', ');
    const many = unmatched.length === 1 ? '1 package' : `${unmatched.length} packages`;
    const verb = unmatched.length === 1 ? 'is' : 'are';
    const because = `${many} of type ${kinds} ${verb} of no distribution and release that advisories are known of`;
    this.add(this.#gap('PACKAGES_UNMATCHED', because, 'Look for the advisories of whoever made them.', ofPackages));
  }

  #gap(code: Gap['code'], because: string, toKnow: string, touches: readonly string[]): Gap {
    return { code, source: 'sbom', subject: this.#subject, because, toKnow, touches, at: this.#at };
  }
}

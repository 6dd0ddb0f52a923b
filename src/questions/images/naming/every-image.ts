import type { Build } from '../../../facts/build.ts';
import type { Image } from '../../../facts/image.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { unknown, type Judgement } from '../../../model/outcome.ts';
import { baseImages, containerImages, imageNames, judgeReference } from './named-images.ts';

/** Says of every image that is run, built upon or was looked at that something of it is not known. */
export function* unknownOfEach(
  facts: {
    readonly workloads: readonly Fact<Workload>[];
    readonly builds: readonly Fact<Build>[];
    readonly images: readonly Fact<Image>[];
  },
  why: (name: string) => string,
): Generator<Judgement> {
  for (const named of [...containerImages(facts.workloads), ...baseImages(facts.builds), ...imageNames(facts.images)]) {
    yield judgeReference(named, (_reference, text) => unknown(named.about, named.written, why(text)));
  }
}

import { build } from '../../../facts/build.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass } from '../../../model/outcome.ts';
import { builtFrom, containerImages, howToNameIt, judgeReference } from '../naming/named-images.ts';

/** Registries that get no new images, and where those are now. */
const retired: Readonly<Record<string, string>> = {
  // kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement: frozen on 3 April 2023.
  'k8s.gcr.io': 'registry.k8s.io',
};

export const imageRegistryNotRetired = defineCheck({
  id: 'IMG-106',
  name: 'image-registry-not-retired',
  aspect: 'images/trusted-sources',
  title: 'Images come from registries that are still served',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.2.2' }],
  remedy: 'Take the image from the registry that replaced it.',
  toKnow: howToNameIt,
  needs: { workloads: workload, builds: build },
  *evaluate({ workloads, builds }) {
    for (const named of [...containerImages(workloads), ...builtFrom(builds)]) {
      yield judgeReference(named, ({ domain }) => {
        const instead = Object.hasOwn(retired, domain) ? retired[domain] : undefined;
        return instead === undefined
          ? pass(named.about, named.written)
          : fail(named.about, named.written, `${domain} gets no new images; ${instead} does`);
      });
    }
  },
});

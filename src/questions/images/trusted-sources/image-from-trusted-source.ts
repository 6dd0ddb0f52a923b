import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { policy } from '../../../facts/policy.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { builtFrom, containerImages, imageNames, judgeReference } from '../naming/named-images.ts';
import { trustList } from './trust-list.ts';

export const imageFromTrustedSource = defineCheck({
  id: 'IMG-101',
  name: 'image-from-trusted-source',
  aspect: 'images/trusted-sources',
  title: 'Images come from sources on the trust list',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.2' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.5' },
    { standard: 'nsa-cisa', version: '1.2', item: 'trusted-images' },
  ],
  remedy:
    'Take the image from a source on the list, or add its source to `trust.sources` in plimsoll.yaml once it is reviewed.',
  toKnow: 'List the registries and repositories you trust under `trust.sources` in plimsoll.yaml.',
  needs: { workloads: workload, builds: build, images: image, policies: policy },
  *evaluate({ workloads, builds, images, policies }) {
    const lists = policies.flatMap(({ value }) => value.trustedSources.value ?? []);
    const stated = policies.some(({ value }) => value.trustedSources.value !== undefined);
    const trusts = trustList(lists);
    for (const named of [...containerImages(workloads), ...builtFrom(builds), ...imageNames(images)]) {
      const { about, written } = named;
      yield judgeReference(named, ({ name }) => {
        if (!stated)
          return unknown(
            about,
            written,
            `no trust list: \`trust.sources\` in plimsoll.yaml does not say whether ${name} is trusted`,
          );
        return trusts(name) ? pass(about, written) : fail(about, written, `${name} is not on the trust list`);
      });
    }
  },
});

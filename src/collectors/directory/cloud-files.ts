import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { readAws } from '../../readers/cloud/aws-describe.ts';
import { isAws, readCloud } from '../../readers/cloud/read-cloud.ts';
import { gap, source } from './gaps.ts';

/** The networks that files of JSON tell of; answers of AWS are read together, for one names what another holds. */
export function* readCloudFiles(
  files: readonly { readonly text: string; readonly shown: string }[],
): Generator<Sighting> {
  const aws: Located[] = [];
  for (const { text, shown } of files) {
    const { documents, problems } = readYaml(text, shown, source, 'core');
    for (const { because } of problems) yield gap('YAML_INVALID', shown, because, { touches: ['network/firewalls'] });
    for (const { root } of documents) {
      if (isAws(root)) aws.push(root);
      else yield* readCloud(root, source) ?? [];
    }
  }
  if (aws.length > 0) yield* readAws(aws, source, 'admitted');
}

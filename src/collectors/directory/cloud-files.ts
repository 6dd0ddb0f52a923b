import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { readAws } from '../../readers/cloud/aws-describe.ts';
import { isAws, readCloud } from '../../readers/cloud/read-cloud.ts';
import { readTerraformFiles, type TerraformFile } from '../../readers/cloud/terraform-files.ts';
import { folderOf } from './compose-projects.ts';
import { gap, source } from './gaps.ts';

/** The networks that files of JSON and of Terraform tell of; answers of AWS are read together, for one names what another holds. */
export function* readCloudFiles(
  files: readonly { readonly text: string; readonly shown: string }[],
): Generator<Sighting> {
  const aws: Located[] = [];
  const terraform: TerraformFile[] = [];
  for (const { text, shown } of files) {
    if (shown.endsWith('.tf')) {
      terraform.push({ text, shown });
      continue;
    }
    if (shown.endsWith('.tf.json')) {
      yield gap('TEMPLATE_UNRENDERED', shown, 'is Terraform in its form of JSON, which is not followed', {
        toKnow: 'Give the plan as JSON: `terraform plan -out plan`, then `terraform show -json plan`.',
        touches: ['network/firewalls'],
      });
      continue;
    }
    const { documents, problems } = readYaml(text, shown, source, 'core');
    for (const { because } of problems) yield gap('YAML_INVALID', shown, because, { touches: ['network/firewalls'] });
    for (const { root } of documents) {
      if (isAws(root)) aws.push(root);
      else yield* readCloud(root, source) ?? [];
    }
  }
  if (aws.length > 0) yield* readAws(aws, source, 'admitted');
  // The files of one folder are one module.
  for (const module of Map.groupBy(terraform, ({ shown }) => folderOf(shown)).values())
    yield* readTerraformFiles(module, source);
}

import type { Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { awsLists } from './kinds.ts';
import { isAzureGroup, isGcpRule, readAzure, readGcp } from './ordered-rules.ts';
import { isTerraform, readTerraform } from './terraform.ts';

/** Whether it is an answer of `aws ec2 describe-*`: these are read together, by `readAws`. */
export function isAws(root: Located): boolean {
  return awsLists.some((name) => root.get(name).isList);
}

/**
 * What a JSON document says of a cloud's network: a list of Azure or GCP, a plan or state of Terraform. Null
 * when it is none of these.
 */
export function readCloud(root: Located, source: string): Sighting[] | null {
  if (isTerraform(root)) return readTerraform(root, source);
  const items = root.isList ? root.items() : [root];
  if (items.length === 0) return null;
  if (items.every(isAzureGroup)) return readAzure(items, source, 'admitted');
  return items.every(isGcpRule) ? readGcp(items, source, 'admitted') : null;
}

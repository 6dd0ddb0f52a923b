import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import type { Fact } from '../../src/model/fact.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';

/** The facts of YAML texts, as the directory collector makes them; a problem of reading throws. */
export function factsOf(texts: Readonly<Record<string, string>>, stage: 'declared' | 'admitted' = 'declared'): Fact[] {
  return Object.entries(texts).flatMap(([file, text]) => {
    const { documents, problems } = readYaml(text, file, 'directory', 'kubernetes');
    if (problems.length > 0) throw new Error(`${file}: ${JSON.stringify(problems)}`);
    return documents
      .filter(({ root }) => root.isMap)
      .flatMap(({ root }) => readKubernetes(root, { source: 'directory', stage }))
      .flatMap((sighting) => ('fact' in sighting ? [sighting.fact] : []));
  });
}

/** The facts of one text. */
export function factsIn(text: string, stage: 'declared' | 'admitted' = 'declared'): Fact[] {
  return factsOf({ 'test.yaml': text }, stage);
}

/** The facts of every YAML file of a folder. */
export function factsOfFolder(folder: string): Fact[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  if (files.length === 0) throw new Error(`${folder} holds no YAML`);
  return factsOf(Object.fromEntries(files.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
}

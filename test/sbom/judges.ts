import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { kept } from '../real/judges.ts';

const spdxTools = 'spdx-tools==0.8.5';
const cycloneDx = 'cyclonedx-python-lib[json-validation]==11.12.0';

/**
 * What the SPDX project's own spdx-tools says against a document; empty when it is valid.
 *
 * @param output where to write it in another form, which the ending names: `.spdx` is tag-value
 */
export function askSpdxTools(file: string, output?: string): string {
  const script = 'from spdx_tools.spdx.clitools.pyspdxtools import main; main()';
  return python(spdxTools, ['-c', script, '-i', file, ...(output === undefined ? [] : ['-o', output])]);
}

/** CycloneDX's own library writes a document in every version and form; says what is wrong with it. */
export function convertCycloneDx(file: string, folder: string): string {
  return python(cycloneDx, [join(import.meta.dirname, 'convert-cyclonedx.py'), file, folder]);
}

/** Runs Python with a package that is fetched from PyPI once. */
function python(wanted: string, args: readonly string[]): string {
  const folder = kept(wanted.replaceAll(/[^\w.-]+/g, '-'), (into) => {
    const pip = ['-m', 'pip', 'install', '--quiet', '--root-user-action=ignore', '--disable-pip-version-check'];
    const { status, stderr } = spawnSync('python3', [...pip, '--target', into, wanted], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`pip cannot install ${wanted}: ${stderr}`);
  });
  const { stdout, stderr, error } = spawnSync('python3', args, {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: folder },
  });
  if (error !== undefined) throw error;
  return `${stdout}${stderr}`;
}

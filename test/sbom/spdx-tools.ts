import { spawnSync } from 'node:child_process';
import { kept } from '../real/judges.ts';

const version = '0.8.5';

/** What the SPDX project's own spdx-tools says against a document; empty when it is valid. Fetched from PyPI once. */
export function spdxTools(file: string): string {
  const script = 'from spdx_tools.spdx.clitools.pyspdxtools import main; main()';
  const { stdout, stderr, error } = spawnSync('python3', ['-c', script, '-i', file], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: kept(`spdx-tools-${version}`, install) },
  });
  if (error !== undefined) throw error;
  return `${stdout}${stderr}`;
}

function install(folder: string): void {
  const args = ['-m', 'pip', 'install', '--quiet', '--root-user-action=ignore', '--disable-pip-version-check'];
  const { status, stderr } = spawnSync('python3', [...args, '--target', folder, `spdx-tools==${version}`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pip cannot install spdx-tools: ${stderr}`);
}

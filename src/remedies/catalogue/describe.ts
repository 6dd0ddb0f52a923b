import type { Remedy } from '../remedy.ts';

/** A remedy as a row of docs/fix.md. */
export function remedyRow({ check, does, mayBreak, kubernetes, compose, dockerfile, document }: Remedy): string {
  const where = [
    kubernetes === undefined ? '' : 'Kubernetes',
    compose === undefined ? '' : 'Compose',
    dockerfile === undefined ? '' : 'Dockerfile',
    document === undefined ? '' : does.includes('daemon.json') ? 'daemon.json' : 'Kubernetes',
  ];
  return `| \`${check}\` | ${where.filter((one) => one !== '').join(', ')} | ${does} | ${mayBreak} |`;
}

import type { Finding } from './controls.ts';

/**
 * The controls first, then what was seen: a report that shortens a long text keeps the names to look up.
 * Example: `host-namespaces, host-ports: shares the network of the host; web takes port 80 of the host`
 */
export function describeFindings(findings: readonly Finding[]): string {
  const controls = [...new Set(findings.map(({ control }) => control))];
  const seen = [...new Set(findings.map(({ saw }) => saw))];
  return `${controls.join(', ')}: ${seen.join('; ')}`;
}

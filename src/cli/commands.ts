import type { Command } from './command.ts';

/**
 * Every command, loaded when it is called. Help and completion list the same. A name is one word, or
 * a noun and a verb: `images scan`.
 */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  ask: async () => (await import('./ask.ts')).askCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  checks: async () => (await import('./checks.ts')).checksCommand,
  'checks test': async () => (await import('./checks-test.ts')).checksTestCommand,
  'advisories update': async () => (await import('./advisories-update.ts')).advisoriesUpdateCommand,
  'advisories build': async () => (await import('./advisories-build.ts')).advisoriesBuildCommand,
  'advisories status': async () => (await import('./advisories-status.ts')).advisoriesStatusCommand,
  'images scan': async () => (await import('./images-scan.ts')).imagesScanCommand,
  'images watch': async () => (await import('./images-watch.ts')).imagesWatchCommand,
  'images sbom': async () => (await import('./images-sbom.ts')).imagesSbomCommand,
  'network map': async () => (await import('./network-map.ts')).networkMapCommand,
  'network can': async () => (await import('./network-can.ts')).networkCanCommand,
  'network explain': async () => (await import('./network-explain.ts')).networkExplainCommand,
  'network diff': async () => (await import('./network-diff.ts')).networkDiffCommand,
  'network expect': async () => (await import('./network-expect.ts')).networkExpectCommand,
  'network suggest': async () => (await import('./network-suggest.ts')).networkSuggestCommand,
  'network tls': async () => (await import('./network-tls.ts')).networkTlsCommand,
  'hardening audit': async () => (await import('./hardening-audit.ts')).hardeningAuditCommand,
  'hardening fix': async () => (await import('./hardening-fix.ts')).hardeningFixCommand,
  'hardening drift': async () => (await import('./hardening-drift.ts')).hardeningDriftCommand,
  'hardening history': async () => (await import('./hardening-history.ts')).hardeningHistoryCommand,
  'monitoring rules': async () => (await import('./monitoring-rules.ts')).monitoringRulesCommand,
  'kubernetes role': async () => (await import('./kubernetes-role.ts')).kubernetesRoleCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
  help: async () => (await import('./help.ts')).helpCommand,
  version: async () => (await import('./help.ts')).versionCommand,
};

/** The command that a line names, with the words that follow its name; null when there is none. */
export function findCommand(
  words: readonly string[],
): { readonly name: string; readonly load: () => Promise<Command>; readonly rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    if (words.length >= length && Object.hasOwn(commands, name)) {
      return { name, load: commands[name]!, rest: words.slice(length) };
    }
  }
  return null;
}

/** Names of the commands that begin with this noun. */
export function verbsOf(noun: string): readonly string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${noun} `));
}

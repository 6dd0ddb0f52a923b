import type { Command } from './command.ts';

/** Every command, loaded when it is called. Help and completion list the same. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  ask: async () => (await import('./ask.ts')).askCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  checks: async () => (await import('./checks.ts')).checksCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
  help: async () => (await import('./help.ts')).helpCommand,
  version: async () => (await import('./help.ts')).versionCommand,
};

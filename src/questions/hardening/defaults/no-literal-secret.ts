import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { credentialShape, isPlaceholder, namesCredential } from '../credentials/credentials.ts';

/** What a variable holds that it should not, in words; never the value. */
function secretIn(name: string, value: string): string | null {
  const shape = credentialShape(value);
  if (shape !== null) return shape;
  return namesCredential(name) && !isPlaceholder(value) ? 'a credential' : null;
}

function secretOption(words: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    const found = /^(--?[A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word);
    const shape = credentialShape(word);
    if (shape !== null) return shape;
    if (found === null || !namesCredential(found[1]!)) continue;
    const value = found[2] ?? words[index + 1] ?? '';
    if (!value.startsWith('--') && !isPlaceholder(value)) return `a credential (${found[1]})`;
  }
  return null;
}

export const noLiteralSecret = defineCheck({
  id: 'HRD-201',
  name: 'no-literal-secret',
  aspect: 'hardening/defaults',
  title: 'No credential is written in the settings of a container',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.10' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.4.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'secrets' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.4' },
  ],
  remedy: 'Put it in a Secret, a Compose secret or a secret store, and replace it: it must be taken as known.',
  toKnow: 'Give the variable a value (an `.env` file, `--env-file`) or take it from a secret, and ask again.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      let clean = true;
      for (const { name, value, from } of container.environment) {
        if (from !== null) continue;
        const found = value.value === undefined ? null : secretIn(name, value.value);
        if (found !== null) yield fail(about, value, `the variable ${name} holds ${found}`);
        else if (value.value === undefined && namesCredential(name)) {
          yield unknown(about, value, value.why ?? `the value of ${name} is not known`);
        } else continue;
        clean = false;
      }
      const words = [...(container.command.value ?? []), ...(container.arguments.value ?? [])];
      const option = secretOption(words);
      if (option !== null) yield fail(about, [container.arguments, container.command], `an argument holds ${option}`);
      else if (clean) yield pass(about, container.at);
    }
  },
});

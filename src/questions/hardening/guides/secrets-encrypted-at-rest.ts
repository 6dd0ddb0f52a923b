import { configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { judge } from '../../../model/outcome.ts';
import { mapSeen, seen, type Seen } from '../../../model/seen.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { configurationOf, type ConfigurationFacts } from '../kubernetes/configuration.ts';
import { cis } from '../kubernetes/references.ts';
import { given, judgeComponent, rule, type Rule } from '../kubernetes/rules.ts';

/** Providers that the benchmark takes for strong; aesgcm is not among them: its key must be rotated all the time. */
const strong = new Set(['aescbc', 'secretbox', 'kms']);

/** How Secrets are written to etcd: by the first provider of the first entry that names them. */
function writerOfSecrets(root: Located): Seen<string> {
  const entries = root.get('resources').items();
  const own = entries.find((entry) =>
    entry
      .get('resources')
      .items()
      .some(({ value }) => ['secrets', 'secrets.', '*.', '*.*'].includes(String(value))),
  );
  if (!root.get('resources').isList || entries.some((entry) => !entry.get('resources').isList))
    return seen<string>(undefined, root.get('resources').at, 'its resources are not all lists');
  if (own === undefined) return seen('', root.get('resources').at);
  const [first] = own.get('providers').items();
  const name = first?.entries()[0]?.[0];
  return first === undefined || name === undefined
    ? seen<string>(undefined, own.get('providers').at, 'its entry for Secrets names no provider')
    : seen(name, first.at);
}

function faultOf(provider: string): string | null {
  if (provider === '') return 'has no entry for Secrets: they are written as they are';
  if (strong.has(provider)) return null;
  return provider === 'identity' ? 'writes Secrets as they are (identity)' : `writes Secrets by ${provider}`;
}

function rules(configurations: ConfigurationFacts): Rule[] {
  const provider = (component: Component): Seen<string | null> => {
    const file = configurationOf(component, 'encryption-provider-config', 'kubernetes-encryption', configurations);
    if (file === null) return seen<string | null>(null, component.at);
    if (file.value === undefined) return seen<string | null>(undefined, file.at, file.why);
    return mapSeen(writerOfSecrets(file.value), (name): string | null => name);
  };
  return [
    given('1.2.27', ['encryption-provider-config']),
    rule('1.2.28', provider, (name) =>
      name === null ? 'has no --encryption-provider-config: Secrets are written as they are' : faultOf(name),
    ),
  ];
}

export const secretsEncryptedAtRest = defineCheck({
  id: 'HRD-708',
  name: 'secrets-encrypted-at-rest',
  aspect: 'hardening/guides',
  title: 'Secrets are encrypted before they are written to etcd',
  severity: 'high',
  since: '0.1.0',
  references: cis('1.2.27', '1.2.28'),
  remedy:
    'Write an EncryptionConfiguration whose first provider for `secrets` is kms, secretbox or aescbc, name it in `--encryption-provider-config`, and write all Secrets anew.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit, configurations: configuration },
  *evaluate(facts) {
    const servers = componentsNamed(facts, 'kube-apiserver');
    const own = rules(facts.configurations);
    for (const component of servers) yield* judgeComponent(component, own);
    if (servers.length > 0) return;
    // A file alone says how it would be, not that a server takes it.
    for (const one of facts.configurations) {
      if (one.value.program === 'kubernetes-encryption')
        yield judge(one, writerOfSecrets(one.value.root), faultOf, { references: cis('1.2.28') });
    }
  },
});

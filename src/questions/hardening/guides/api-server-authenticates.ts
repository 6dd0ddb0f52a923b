import { configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { mapSeen, seen, type Seen } from '../../../model/seen.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { configurationOf, type ConfigurationFacts } from '../kubernetes/configuration.ts';
import { onOff, text } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { given, judgeComponent, rule, type Rule } from '../kubernetes/rules.ts';

/** Who may come without credentials: nobody, some paths, or everywhere. */
type Anonymous = 'none' | 'everywhere' | readonly string[];

/** `anonymous` of an AuthenticationConfiguration, which the flag may not stand beside; else the flag. */
function anonymous(component: Component, configurations: ConfigurationFacts): Seen<Anonymous> {
  const flag = onOff(component, 'anonymous-auth', true);
  const file = configurationOf(component, 'authentication-config', 'kubernetes-authentication', configurations);
  if (file === null || text(component, 'anonymous-auth').value !== null)
    return mapSeen(flag, (on): Anonymous => (on ? 'everywhere' : 'none'));
  if (file.value === undefined) return seen<Anonymous>(undefined, file.at, file.why);
  const section = file.value.get('anonymous');
  if (section.empty) return mapSeen(flag, (on): Anonymous => (on ? 'everywhere' : 'none'));
  const enabled = section.get('enabled').boolean();
  if (enabled.value === undefined)
    return seen<Anonymous>(section.get('enabled').empty ? 'none' : undefined, enabled.at, enabled.why);
  if (!enabled.value) return seen<Anonymous>('none', enabled.at);
  const paths = section
    .get('conditions')
    .items()
    .map((one) => one.get('path').string().value);
  return paths.length === 0 || paths.includes(undefined)
    ? seen<Anonymous>('everywhere', enabled.at)
    : seen<Anonymous>(paths as string[], section.get('conditions').at);
}

function describeAnonymous(who: Anonymous): string | null {
  if (who === 'none') return null;
  return who === 'everywhere'
    ? 'takes requests without credentials, as the user system:anonymous'
    : `takes requests without credentials for ${who.join(', ')}`;
}

/** The API server signs tokens with a key of its own, or has another program sign them. */
function tokenKey(component: Component): Seen<string> {
  const [keys, endpoint, own] = [
    text(component, 'service-account-key-file'),
    text(component, 'service-account-signing-endpoint'),
    text(component, 'tls-private-key-file'),
  ];
  if (endpoint.value) return seen('', endpoint.at);
  if (keys.value === undefined) return seen<string>(undefined, keys.at, keys.why);
  if (keys.value === null || keys.value === '')
    return seen('has no --service-account-key-file: tokens are verified by the key that it serves TLS with', keys.at);
  return keys.value === own.value
    ? seen('verifies tokens by the key that it serves TLS with', keys.at)
    : seen('', keys.at);
}

function rules(configurations: ConfigurationFacts): Rule[] {
  return [
    rule('1.2.1', (component) => anonymous(component, configurations), describeAnonymous),
    rule(
      '1.2.2',
      (component) => text(component, 'token-auth-file'),
      (file) =>
        file === null || file === '' ? null : `takes passwords from ${file}, which stay until it is started anew`,
    ),
    rule(
      '1.2.21',
      (component) => onOff(component, 'service-account-lookup', true),
      (on) => (on ? null : 'takes tokens of ServiceAccounts that are deleted'),
      'medium',
    ),
    rule('1.2.22', tokenKey, (wrong) => (wrong === '' ? null : wrong), 'medium'),
    given('1.2.25', ['client-ca-file']),
    rule(
      '1.2.30',
      (component) => onOff(component, 'service-account-extend-token-expiration', true),
      (on) => (on ? 'extends the life of mounted tokens to a year' : null),
      'medium',
    ),
  ];
}

export const apiServerAuthenticates = defineCheck({
  id: 'HRD-703',
  name: 'api-server-authenticates',
  aspect: 'hardening/guides',
  title: 'The API server knows who asks, by credentials that end',
  severity: 'high',
  since: '0.1.0',
  references: cis('1.2.1', '1.2.2', '1.2.21', '1.2.22', '1.2.25', '1.2.30'),
  remedy:
    'Start kube-apiserver with `--anonymous-auth=false`, `--client-ca-file`, `--service-account-key-file` and `--service-account-extend-token-expiration=false`, and without `--token-auth-file`.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit, configurations: configuration },
  *evaluate(facts) {
    const own = rules(facts.configurations);
    for (const component of componentsNamed(facts, 'kube-apiserver')) yield* judgeComponent(component, own);
  },
});

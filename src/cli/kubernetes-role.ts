import { Failure } from '../model/failure.ts';
import type { RoleRule } from '../collectors/kubernetes/role.ts';
import type { Command } from './command.ts';
import { writeResult } from './terminal.ts';

export const kubernetesRoleCommand: Command = {
  name: 'kubernetes role',
  summary: 'Print the ClusterRole that Plimsoll needs to look at a cluster',
  usage: 'kubernetes role [kube:[CONTEXT]] [OPTIONS]',
  about: [
    'Prints a ClusterRole with exactly what `plimsoll ask kube:` asks for: to list the kinds of objects that\nchecks read, and nothing else. Asked with that role and nothing more, no kind is a gap. Plimsoll writes\nnothing to a cluster, and keeps of a Secret only its names and the certificates in it,\nwhich are public.',
    'With `kube:` the role is made for that cluster: kinds that it does not serve are left out, and those of\nits extensions (custom resources) are in it, for they may be policies of the network.',
  ],
  options: [
    { name: 'name', value: 'NAME', help: 'name of the ClusterRole; plimsoll unless given' },
    { name: 'output', short: 'o', value: 'FILE', help: 'write it there instead of standard output' },
  ],
  examples: [
    ['plimsoll kubernetes role -o role.yaml', 'for `kubectl apply -f role.yaml`'],
    ['plimsoll kubernetes role kube:', 'for the current context, custom resources included'],
    [
      'kubectl create clusterrolebinding plimsoll --clusterrole=plimsoll --serviceaccount=audit:plimsoll',
      'give it to a ServiceAccount',
    ],
  ],
  async run(given, terminal) {
    const [word, ...others] = given.words;
    const context = word === undefined ? null : /^kube:(.*)$/.exec(word)?.[1];
    if (context === undefined || others.length > 0)
      throw new Failure(
        'BAD_ARGUMENT',
        'A role is made for `kube:` or `kube:CONTEXT`, or without a target for any cluster.',
      );
    const { neededRules } = await import('../collectors/kubernetes/role.ts');
    const environment = Object.fromEntries(
      Object.entries(terminal.environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const target = context === null ? null : { environment, ...(context === '' ? {} : { context }) };
    const rules = await neededRules(target, { signal: terminal.signal, progress: () => {} });
    const name = given.text('name') ?? 'plimsoll';
    if (!/^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/.test(name))
      throw new Failure('BAD_ARGUMENT', `${JSON.stringify(name)} is no name of a ClusterRole.`);
    await writeResult(roleText(name, rules), given.text('output'), terminal);
    return 0;
  },
};

/** As a person would write it; the groups and names of an API need no quotes but the empty one. */
function roleText(name: string, rules: readonly RoleRule[]): string {
  return [
    '# What Plimsoll needs to look at a cluster. It only lists; it changes nothing.',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${name}`,
    'rules:',
    ...rules.flatMap(({ apiGroups, resources, verbs }) => [
      `  - apiGroups: [${apiGroups.map((group) => JSON.stringify(group)).join(', ')}]`,
      '    resources:',
      ...resources.map((resource) => `      - ${JSON.stringify(resource)}`),
      `    verbs: [${verbs.join(', ')}]`,
    ]),
    '',
  ].join('\n');
}

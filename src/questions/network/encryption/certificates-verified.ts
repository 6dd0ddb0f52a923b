import { configuration } from '../../../facts/configuration.ts';
import { containersOf, workload, type Container } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';

export const certificatesVerified = defineCheck({
  id: 'NET-145',
  name: 'certificates-verified',
  aspect: 'network/encryption',
  title: 'Where the verification of certificates is set, it is on',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Remove the option and give the program the authority that signed the certificate.',
  toKnow: 'Look at the value of the option where it comes from.',
  needs: { workloads: workload, configurations: configuration },
  *evaluate({ workloads, configurations }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      for (const { name, at, off } of switchesOf(container)) {
        if (off === undefined) yield unknown(about, at, `the value of ${name} is not seen`);
        else if (off) yield fail(about, at, `${name} turns the verification of certificates off`);
        else yield pass(about, at, name);
      }
    }
    for (const one of configurations) {
      for (const at of skipsIn(one.value.root)) {
        const { value } = at.boolean();
        if (value === undefined) yield unknown(one, at.at, `${at.path} is neither true nor false`);
        else if (value) yield fail(one, at.at, `${at.path} turns the verification of certificates off`);
        // That one scrape verifies says nothing of the traffic of the whole: no pass.
      }
    }
  },
});

interface Switch {
  readonly name: string;
  readonly at: Seen<unknown>;
  readonly off: boolean | undefined;
}

/** Variables of Node.js, Python, git and Go programs, with the values that turn verification off. */
const variables = new Map<string, RegExp>([
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['GIT_SSL_NO_VERIFY', /^(1|true|yes|on)$/i],
  ['TLS_SKIP_VERIFY', /^(1|true|yes|on)$/i],
  ['INSECURE_SKIP_VERIFY', /^(1|true|yes|on)$/i],
]);
const argument =
  /^--?(insecure-skip-tls-verify|insecure-skip-verify|tls-skip-verify|skip-tls-verify|kubelet-insecure-tls|no-check-certificate)(?:=(.*))?$/i;

function* switchesOf({ environment, command, arguments: args }: Container): Generator<Switch> {
  for (const { name, value } of environment) {
    const off = variables.get(name);
    if (off !== undefined)
      yield { name, at: value, off: value.value === undefined ? undefined : off.test(value.value) };
  }
  for (const list of [command, args]) {
    for (const word of list.value ?? []) {
      const match = argument.exec(word);
      if (match !== null) yield { name: `--${match[1]}`, at: list, off: !/^(false|0|no)$/i.test(match[2] ?? '') };
    }
  }
}

/** Every `insecure_skip_verify` of a configuration. What an alias repeats is looked at once. */
function skipsIn(root: Located): Located[] {
  const found: Located[] = [];
  const visited = new Set<unknown>();
  const walk = (at: Located): void => {
    if (typeof at.value !== 'object' || visited.has(at.value)) return;
    visited.add(at.value);
    for (const item of at.items()) walk(item);
    for (const [key, value] of at.entries()) {
      if (/^insecure_?skip_?verify$/i.test(key)) found.push(value);
      else walk(value);
    }
  };
  walk(root);
  return found;
}

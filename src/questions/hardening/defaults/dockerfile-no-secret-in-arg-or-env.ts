import { build, type Instruction } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, type Judgement } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { namesSecret, secretShape } from '../dockerfile/secrets.ts';

export const dockerfileNoSecretInArgOrEnv = defineCheck({
  id: 'HRD-302',
  name: 'dockerfile-no-secret-in-arg-or-env',
  aspect: 'hardening/defaults',
  title: 'No secret is given to a build by ARG or ENV',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.10' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.4' },
  ],
  remedy:
    'Use `RUN --mount=type=secret` in the build and give secrets to the container when it starts; change what stood here.',
  toKnow: 'Correct the Dockerfile until `docker build --check` accepts it.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = [];
      for (const instruction of [
        ...about.value.globals,
        ...about.value.stages.flatMap(({ instructions }) => instructions),
      ]) {
        if (instruction.name !== 'ARG' && instruction.name !== 'ENV') continue;
        for (const found of secretsOf(instruction)) {
          judgements.push(fail(about, instruction.at, found.saw, { severity: found.severity }));
        }
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at);
    }
  },
});

/** What is wrong with each variable; values are never repeated. */
function* secretsOf({ name: kind, words }: Instruction): Generator<{ saw: string; severity: Severity }> {
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const value = equals === -1 ? undefined : word.slice(equals + 1);
    const shape = value === undefined ? null : secretShape(value);
    if (shape !== null) yield { saw: `${kind} ${name} holds ${shape}`, severity: 'high' };
    else if (!namesSecret(name)) continue;
    else if (value === undefined) {
      yield { saw: `ARG ${name} is meant for a secret, which stays in the history of the image`, severity: 'medium' };
    } else if (value.startsWith('$')) {
      yield { saw: `${kind} ${name} keeps what it is given in the image`, severity: 'medium' };
    } else if (!/^(?:|0|1|true|false|yes|no|on|off|none|null)$/i.test(value)) {
      yield { saw: `${kind} ${name} holds a literal value`, severity: 'high' };
    }
  }
}

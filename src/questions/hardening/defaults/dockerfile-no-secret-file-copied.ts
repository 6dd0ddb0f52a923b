import { build, type Instruction } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';

export const dockerfileNoSecretFileCopied = defineCheck({
  id: 'HRD-503',
  name: 'dockerfile-no-secret-file-copied',
  aspect: 'hardening/defaults',
  title: 'No file that holds credentials is copied into the image',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy:
    'Use `RUN --mount=type=secret` in the build and give secrets to the container when it starts; replace what was copied.',
  toKnow: 'Give the ARG in the path a default in the Dockerfile.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = [];
      for (const instruction of about.value.stages.flatMap(({ instructions }) => instructions)) {
        if (!takesFromFolder(instruction)) continue;
        const { resolved, words } = instruction;
        const sources = (resolved.value ?? words).slice(0, -1);
        const found = sources.flatMap((source) => secretFile(source) ?? [])[0];
        if (found !== undefined) {
          const saw = `${instruction.name} takes ${found.what}`;
          judgements.push(fail(about, instruction.at, saw, { severity: found.severity }));
        } else if (resolved.value === undefined && sources.some((source) => source.includes('$'))) {
          judgements.push(unknown(about, resolved, `what is copied: ${resolved.why ?? 'not known'}`));
        }
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at);
    }
  },
});

/** Another stage or image has its own history; a here-document stands in the Dockerfile. */
function takesFromFolder({ name, flags }: Instruction): boolean {
  return (name === 'COPY' || name === 'ADD') && !flags.some((flag) => flag.name === 'from');
}

interface SecretFile {
  readonly what: string;
  readonly severity: Severity;
}
/** Files by the end of their path; those that often hold settings alone weigh less. */
const secretFiles: readonly (SecretFile & { readonly path: RegExp })[] = [
  { path: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/, what: 'a private key of SSH', severity: 'high' },
  { path: /(?:^|\/)\.ssh\/?$/, what: 'the keys of SSH', severity: 'high' },
  { path: /(?:^|\/)\.aws(?:\/(?:credentials)?)?$/, what: 'the credentials of AWS', severity: 'high' },
  { path: /(?:^|\/)(?:\.kube\/config|\.?kubeconfig)$/, what: 'a kubeconfig', severity: 'high' },
  {
    path: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson)$/,
    what: 'logins of registries',
    severity: 'high',
  },
  {
    path: /(?:^|\/)(?:\.git-credentials|\.netrc|_netrc|\.pgpass|\.my\.cnf|\.htpasswd)$/,
    what: 'a file of passwords',
    severity: 'high',
  },
  {
    path: /(?:^|\/)(?:[\w.-]+\.(?:p12|pfx)|[\w-]*private[\w-]*\.(?:pem|key))$/i,
    what: 'a private key',
    severity: 'high',
  },
  {
    path: /(?:^|\/)(?:\.npmrc|\.pypirc|\.yarnrc\.yml)$/,
    what: 'the settings of a package manager, where its token stands',
    severity: 'medium',
  },
  {
    path: /(?:^|\/)\.env(?:\.(?:prod|production|local|staging|live))?$/,
    what: 'a file of environment variables',
    severity: 'medium',
  },
];

function secretFile(source: string): SecretFile | undefined {
  return secretFiles.find(({ path }) => path.test(source));
}

import { entriesOf, judgeContainers, noList } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

export const secretsAsFiles = defineCheck({
  id: 'HRD-415',
  name: 'secrets-as-files',
  aspect: 'hardening/practices',
  title: 'Secrets reach containers as files, not as variables',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-kubernetes', version: '2.0.1', item: '5.4.1' }],
  remedy: 'Mount the Secret as a volume and let the program read the file.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgeContainers(workloads, ['env', 'envFrom'], (about) => {
      const { spec, container } = about;
      const { env, envFrom } = spec.value as Readonly<Record<string, unknown>>;
      if (
        entriesOf(env)?.every(({ valueFrom }) => valueFrom === undefined) === true &&
        (envFrom === undefined || envFrom === null)
      )
        return about.fine;
      const secrets = container.environment.filter(({ from }) => from === 'secret');
      const odd = container.environment.find(({ from }) => from === 'other');
      const wrong = [spec.get('env'), spec.get('envFrom')].find((at) => noList(at) !== null);
      if (secrets.length > 0)
        return fail(
          about,
          secrets.map(({ value }) => value),
          `gets ${secrets.map(({ name }) => (name === '*' ? 'a whole Secret' : name)).join(', ')} from a Secret as variables`,
        );
      if (wrong !== undefined) return unknown(about, wrong.at, `its variables: ${noList(wrong)}`);
      return odd === undefined
        ? about.fine
        : unknown(about, odd.value, `where ${odd.name} comes from is not understood`);
    });
  },
});

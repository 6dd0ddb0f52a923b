import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { isPlaceholder, isWellKnownPassword, namesCredential } from '../credentials/credentials.ts';

export const noDefaultPassword = defineCheck({
  id: 'HRD-202',
  name: 'no-default-password',
  aspect: 'hardening/defaults',
  title: 'No password is one that everybody knows',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.10' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.4' },
    { standard: 'nsa-cisa', version: '1.2', item: 'secrets' },
  ],
  remedy: 'Make a long random password, keep it in a secret, and change it in the program as well.',
  toKnow: 'Give the variable a value (an `.env` file, `--env-file`) or take it from a secret, and ask again.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      const users = container.environment
        .filter(({ name }) => /USER(NAME)?$/i.test(name))
        .map(({ value }) => value.value);
      let clean = true;
      for (const { name, value, from } of container.environment) {
        if (from !== null || !namesCredential(name)) continue;
        const known = value.value === undefined || isPlaceholder(value.value) ? '' : value.value;
        if (value.value === undefined) yield unknown(about, value, value.why ?? `the value of ${name} is not known`);
        else if (known !== '' && isWellKnownPassword(known))
          yield fail(about, value, `${name} is a password that everybody tries first`);
        else if (known !== '' && users.includes(known)) yield fail(about, value, `${name} is the name of its user`);
        else continue;
        clean = false;
      }
      if (clean) yield pass(about, container.at);
    }
  },
});

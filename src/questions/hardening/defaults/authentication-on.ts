import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { argumentSwitches, variableSwitchesByName } from '../credentials/no-login.ts';

export const authenticationOn = defineCheck({
  id: 'HRD-203',
  name: 'authentication-on',
  aspect: 'hardening/defaults',
  title: 'No switch lets everybody in without a login',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'anonymous-access' }],
  remedy: 'Remove the switch and give the program a password or another way to know its users.',
  toKnow: 'Give the variable a value (an `.env` file, `--env-file`), and ask again.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      let clean = true;
      for (const { name, value, from } of container.environment) {
        const row = variableSwitchesByName.get(name.toUpperCase());
        if (row === undefined || (from !== null && !(row.anyValue === true && from !== 'host'))) continue;
        if (from !== null) yield fail(about, value, `${row.what} (${name})`, { severity: row.severity });
        else if (value.value === undefined)
          yield unknown(about, value, value.why ?? `the value of ${name} is not known`);
        else if (row.value.test(value.value))
          yield fail(about, value, `${row.what} (${name})`, { severity: row.severity });
        else continue;
        clean = false;
      }
      const words = [...(container.command.value ?? []), ...(container.arguments.value ?? [])].join(' ');
      for (const row of words === '' ? [] : argumentSwitches) {
        if (!row.words.test(words)) continue;
        yield fail(about, [container.arguments, container.command], row.what, { severity: row.severity });
        clean = false;
      }
      if (clean) yield pass(about, container.at);
    }
  },
});

import { entriesOf, judgeContainers, noList } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const environmentNamedOnce = defineCheck({
  id: 'HRD-438',
  name: 'environment-named-once',
  aspect: 'hardening/practices',
  title: 'Each variable of a container is set once',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Remove all but the one that is meant.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgeContainers(workloads, ['env'], (about) => {
      const at = about.spec.get('env');
      const names = entriesOf(at.value)?.map(({ name }) => name);
      if (names?.every((name) => typeof name === 'string') === true && new Set(names).size === names.length)
        return about.fine;
      if (!at.isList) return unknown(about, at.at, `env ${noList(at)}`);
      const met = new Set<unknown>();
      let nameless: Located | undefined;
      for (const item of at.items()) {
        const name = item.get('name');
        if (typeof name.value !== 'string') nameless ??= name;
        else if (met.has(name.value)) return fail(about, name.at, `sets ${name.value} again, and the last one counts`);
        met.add(name.value);
      }
      return nameless === undefined
        ? pass(about, at.at)
        : unknown(about, nameless.at, 'a variable has no readable name');
    });
  },
});

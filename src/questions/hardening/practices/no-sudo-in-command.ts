import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

const sudo = /(^|[\s;&|(/])sudo(\s|$)/;

export const noSudoInCommand = defineCheck({
  id: 'HRD-406',
  name: 'no-sudo-in-command',
  aspect: 'hardening/practices',
  title: 'No container is started with sudo',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Run as the user that is needed (`runAsUser`), without sudo in the image.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { command, arguments: more, at } = about.container;
      const using = [command, more].find(({ value }) => value?.some((word) => sudo.test(word)));
      const unread = [command, more].find(({ value, why }) => value === undefined && why?.startsWith('is ') === true);
      if (using !== undefined) yield fail(about, using, 'uses sudo');
      else if (unread !== undefined) yield unknown(about, unread, unread.why ?? 'cannot be read');
      else yield pass(about, at, 'nothing that it states uses sudo');
    }
  },
});

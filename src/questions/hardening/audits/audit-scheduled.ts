import { auditHistory } from '../../../facts/audit-record.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { moment } from '../../../facts/moment.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { regularityOf } from '../recorded/regular.ts';

const auditors = [
  'kube-bench',
  'docker-bench-security',
  'trivy-operator',
  'kubescape',
  'polaris',
  'kyverno',
  'gatekeeper',
  'popeye',
  'prowler',
  'plimsoll',
];

/** The auditor that an image is of, by a part of its repository: `aquasec/kube-bench:v0.10`. */
function auditorOf(image: string): string | null {
  const parts = image.replace(/[:@][^/]*$/, '').split('/');
  return auditors.find((name) => parts.some((part) => part === name || part.startsWith(`${name}-`))) ?? null;
}

export const auditScheduled = defineCheck({
  id: 'HRD-241',
  name: 'audit-scheduled',
  aspect: 'hardening/audits',
  title: 'An audit of the platform runs by itself, again and again',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'audits' }],
  remedy: 'Run an audit on a schedule (a CronJob, an operator, a CI schedule), and let somebody read what it finds.',
  toKnow: 'Ask the folder with the jobs that run audits, or record each run: `plimsoll ask TARGET --record`.',
  needs: { workloads: workload, objects: kubernetesObject, histories: auditHistory, moments: moment },
  *evaluate({ workloads, objects, histories, moments }) {
    let seenAny = false;
    for (const one of workloads) {
      const auditor = one.value.containers
        .map(({ image, name }) => auditorOf(image.value ?? name))
        .find((name) => name !== null);
      // A Job, or a Pod, runs once.
      if (auditor === undefined || ['Job', 'Pod'].includes(one.subject.kind)) continue;
      seenAny = true;
      const suspend = objects
        .find(
          ({ subject, value }) =>
            value.kind === 'CronJob' &&
            subject.kind === one.subject.kind &&
            subject.name === one.subject.name &&
            subject.namespace === one.subject.namespace,
        )
        ?.value.root.down('spec', 'suspend');
      if (suspend !== undefined && suspend.value === true) yield fail(one, suspend.at, `${auditor} is suspended`);
      else if (suspend !== undefined && !suspend.empty && suspend.value !== false)
        yield unknown(one, suspend.at, 'whether it is suspended is not known');
      else yield pass(one, one.value.at, `${auditor} runs`);
    }
    const [first] = workloads;
    // Whatever starts them: what is recorded again and again does run.
    const now = moments[0]?.value.now;
    if (now !== undefined && histories.some(({ value }) => regularityOf(value, now).kind === 'regular')) return;
    if (!seenAny && first !== undefined)
      yield unknown(first, first.value.at, 'no audit was seen among the workloads; it may run elsewhere');
  },
});

import type { ClusterAnswer } from '../real/kubernetes-client.ts';

/** What the API server's Pod Security admission said of a Pod. */
export interface Admission {
  readonly verdict: 'pass' | 'fail';
  /** Ids of the controls that it names, in order: `baseline/privileged`. */
  readonly broken: readonly string[];
}

/** What admission says of a control, and the controls that it says it of: one of them is of each level and version. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  hostProcess: ['baseline/windows-host-process'],
  'host namespaces': ['baseline/host-namespaces'],
  privileged: ['baseline/privileged'],
  'non-default capabilities': ['baseline/capabilities'],
  'hostPath volumes': ['baseline/host-path-volumes'],
  hostPort: ['baseline/host-ports'],
  'probe or lifecycle host': ['baseline/host-probes'],
  'forbidden AppArmor profile': ['baseline/apparmor'],
  'forbidden AppArmor profiles': ['baseline/apparmor'],
  seLinuxOptions: ['baseline/selinux'],
  procMount: ['baseline/proc-mount', 'restricted/proc-mount'],
  seccompProfile: ['baseline/seccomp', 'restricted/seccomp'],
  'forbidden sysctls': ['baseline/sysctls'],
  'restricted volume types': ['restricted/volume-types'],
  'allowPrivilegeEscalation != false': ['restricted/privilege-escalation'],
  'runAsNonRoot != true': ['restricted/run-as-non-root'],
  'runAsUser=0': ['restricted/run-as-user'],
  'unrestricted capabilities': ['restricted/capabilities'],
};

/**
 * Reads the answer to a dry run. Null: the Pod is not valid for a reason of its own, so nothing was judged.
 *
 * @param ids of the controls of this level and version
 * @throws when the answer is none of these, or names a control of another version
 */
export function admissionOf({ status, body }: ClusterAnswer, ids: readonly string[]): Admission | null {
  if (status === 200 || status === 201) return { verdict: 'pass', broken: [] };
  const message: string = body?.message ?? '';
  if (status === 422) return null;
  const said = /violates PodSecurity "[^"]+": (.*)$/s.exec(message)?.[1];
  if (status !== 403 || said === undefined) throw new Error(`${status} ${message || JSON.stringify(body)}`);
  // Details stand in brackets, and no value of the generator holds one.
  const named = said.replaceAll(/ \([^()]*\)/g, '').split(', ');
  const broken = named.map((reason) => {
    const id = reasons[reason]?.find((one) => ids.includes(one));
    if (id === undefined) throw new Error(`admission names ${JSON.stringify(reason)}: ${message}`);
    return id;
  });
  return { verdict: 'fail', broken: broken.toSorted() };
}

/** What the server warns of in a Pod template, as it refuses a Pod. */
export function refusedIfWarned(answer: ClusterAnswer): ClusterAnswer {
  const warned = answer.warnings.find((text) => text.includes('would violate PodSecurity'));
  if (warned === undefined) return answer;
  const message = warned
    .replaceAll(String.raw`\"`, '"')
    .replace('would violate', 'violates')
    .replace(/"$/, '');
  return { status: 403, body: { message }, warnings: [] };
}

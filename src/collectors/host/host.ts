import { host, type Host, type HostGroup, type HostListener, type HostMount } from '../../facts/host.ts';
import { hostProcess, type HostProcess } from '../../facts/host-process.ts';
import { componentOf } from '../../formats/kubernetes-flags/flags.ts';
import { isInitialNamespace } from '../../formats/proc/process.ts';
import { readOsRelease } from '../../formats/os-release/read-os-release.ts';
import { mountNamespace, processExecutable, processNamespaces, procText } from '../../io/proc.ts';
import { runningProcesses } from '../../io/processes.ts';
import { RootView } from '../../io/root-view.ts';
import type { Collector, Sighting } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { otherSources, parseGroup, parsePasswd } from '../../readers/host/identities.ts';
import { parseFstab, parseListeners, parseMountInfo } from '../../readers/host/mounts.ts';
import { lookAtAudit } from './audit.ts';
import { engineOf, lookAtDocker } from './docker.ts';
import { lookAtFirewall } from './firewall.ts';
import { lookAtCertificates } from './certificates.ts';
import { lookAtKubernetes } from './kubernetes.ts';
import { lookAtUnit } from './units.ts';
import { aboutHost, evidenceOf, source, type HostPart, type HostView } from './view.ts';

export interface HostTarget {
  /** Folder that holds a root file system; null for the host that Plimsoll runs on. */
  readonly root: string | null;
  /** The folder as the user named it; empty for the running host. */
  readonly shown: string;
  /** Addresses of engines on this host that were asked beside it. */
  readonly engineAddresses?: readonly string[];
  /** True when an engine is asked beside a root file system: what that declares of its own is not told then. */
  readonly engineAsked?: boolean;
  /** False when the processes were told of already. */
  readonly processes?: boolean;
}

/** What each guide looks at. */
const parts: readonly HostPart[] = [lookAtDocker, lookAtKubernetes, lookAtCertificates];

const maxBytes = 4 * 1024 * 1024;
/** Programs whose file is told: finding it out for each of thousands of processes would take long. */
const pointedOut = /^(dockerd|containerd|runc|auditd|kube|etcd|crio|cri-)/;

/**
 * Looks at the host that Plimsoll runs on, or at a root file system of one that is mounted or copied
 * here: files with their owners and modes, units, audit rules, groups, mounts, and what runs.
 *
 * Throws a Failure when the folder is no root file system.
 */
export const hostCollector: Collector<HostTarget> = {
  name: source,
  async *collect(target, context) {
    const files = new RootView(target.root ?? '/');
    if (target.root !== null && files.list('/etc').state === 'absent') {
      throw new Failure('UNKNOWN_TARGET', `${JSON.stringify(target.shown)} is no root file system: it has no /etc.`);
    }
    context.progress(target.root === null ? 'this host' : target.shown);
    const view = await open(files, target, context.signal);
    yield* await seenOfHost(view);
    if (target.processes !== false) yield* view.processes.map((one) => ({ fact: one }));
    yield { fact: await lookAtAudit(view) };
    yield* await lookAtFirewall(view);
    for (const part of parts) {
      for (const sighting of part(view)) yield sighting;
      context.signal.throwIfAborted();
    }
    yield* await gapsOf(view);
  },
};

async function open(files: RootView, target: HostTarget, signal: AbortSignal): Promise<HostView> {
  const live = target.root === null;
  const shown = (path: string): string => (live ? path : `${target.shown.replace(/\/+$/, '')}${path}`);
  const passwd = files.text('/etc/passwd', maxBytes);
  const group = files.text('/etc/group', maxBytes);
  const accounts = 'text' in passwd ? parsePasswd(passwd.text).accounts : [];
  const groups = 'text' in group ? parseGroup(group.text, [], { source }).groups : [];
  const base = { files, live, shown };
  return {
    ...base,
    accounts,
    groupNames: new Map(groups.toReversed().map(({ id, name }) => [id, name])),
    processes: live ? await processFacts() : [],
    unit: (name) => lookAtUnit(base, name),
    engineAddresses: target.engineAddresses ?? [],
    engineAsked: target.engineAsked ?? false,
    signal,
  };
}

async function processFacts(): Promise<Fact<HostProcess>[]> {
  const { processes } = await runningProcesses();
  return Promise.all(
    processes.map(async ({ pid, name, command, containers, user }) => {
      const at = { source, file: `/proc/${pid}/cmdline` };
      const executable = pointedOut.test(name) ? await processExecutable(pid) : undefined;
      const environment = componentOf(command)?.name === 'etcd' ? await variablesOfEtcd(pid) : undefined;
      const value: HostProcess = {
        pid,
        name,
        command,
        container: containers[0] ?? null,
        ...(Number.isInteger(user) ? { user } : {}),
        ...(executable === undefined ? {} : { executable }),
        ...(environment === undefined ? {} : { environment }),
        at,
      };
      return fact(hostProcess, { subject: { source, kind: 'Process', name }, stage: 'running' }, value, at);
    }),
  );
}

/** Nothing else of its environment is kept: it may hold secrets. */
async function variablesOfEtcd(pid: number): Promise<Record<string, string> | undefined> {
  const text = await procText(`${pid}/environ`);
  if (text === undefined) return undefined;
  const pairs = text
    .split('\0')
    .map((entry) => [entry.split('=', 1)[0]!, entry.slice(entry.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs.filter(([name]) => name.startsWith('ETCD_')));
}

async function seenOfHost(view: HostView): Promise<Sighting[]> {
  const release = ['/etc/os-release', '/usr/lib/os-release']
    .map((path) => ({ path, read: view.files.text(path, maxBytes) }))
    .find(({ read }) => 'text' in read);
  const at = evidenceOf(view, '/');
  const read = release !== undefined && 'text' in release.read ? readOsRelease(release.read.text) : 'cannot be read';
  const releaseAt = evidenceOf(view, release?.path ?? '/etc/os-release');
  const system = typeof read === 'string' ? seen<string>(undefined, releaseAt, read) : seen(read.name, releaseAt);
  const value: Host = {
    live: view.live,
    system,
    mounts: await mountsOf(view),
    groups: groupsOf(view),
    listeners: await listenersOf(view),
    at,
  };
  return [{ fact: fact(host, aboutHost(view, 'Host', system.value ?? 'host'), value, at) }];
}

async function mountsOf(view: HostView): Promise<Seen<readonly HostMount[]>> {
  if (!view.live) {
    const at = evidenceOf(view, '/etc/fstab');
    const read = view.files.text('/etc/fstab', maxBytes);
    return 'text' in read
      ? seen<readonly HostMount[]>(parseFstab(read.text, at), at)
      : seen<readonly HostMount[]>(undefined, at, read.because);
  }
  const at = { source, file: '/proc/self/mountinfo' };
  const text = await procText('self/mountinfo');
  return text === undefined
    ? seen<readonly HostMount[]>(undefined, at, 'cannot be read')
    : seen<readonly HostMount[]>(parseMountInfo(text, at), at);
}

function groupsOf(view: HostView): Seen<readonly HostGroup[]> {
  const at = evidenceOf(view, '/etc/group');
  const none = (why: string) => seen<readonly HostGroup[]>(undefined, at, why);
  const [passwd, group, nsswitch] = ['/etc/passwd', '/etc/group', '/etc/nsswitch.conf'].map((path) =>
    view.files.text(path, maxBytes),
  );
  if (passwd === undefined || !('text' in passwd)) return none('the users of /etc/passwd were not read');
  if (group === undefined || !('text' in group)) return none(group?.because ?? 'was not read');
  if (nsswitch !== undefined && !('text' in nsswitch) && !nsswitch.missing)
    return none('whether members come from elsewhere was not seen: /etc/nsswitch.conf cannot be read');
  const switches = nsswitch !== undefined && 'text' in nsswitch ? nsswitch.text : '';
  const others = ['group', 'initgroups', 'passwd'].flatMap((database) => otherSources(switches, database));
  if (others.length > 0) return none(`members may come from ${others[0]} too (nsswitch.conf)`);
  const users = parsePasswd(passwd.text);
  const { groups, whole } = parseGroup(group.text, users.accounts, at);
  return users.whole && whole
    ? seen<readonly HostGroup[]>(groups, at)
    : none('/etc/passwd or /etc/group has lines that are not understood');
}

async function listenersOf(view: HostView): Promise<Seen<readonly HostListener[]>> {
  // An engine may have a network namespace of its own; on most hosts it is that of everything else.
  const running = engineOf(view);
  const net = running === undefined || typeof running === 'string' ? 'net' : `${running.pid}/net`;
  const at = { source, file: `/proc/${net}/tcp` };
  if (!view.live) return seen<readonly HostListener[]>(undefined, at, 'nothing runs in a root file system');
  const tables = await Promise.all(
    (['tcp', 'tcp6', 'udp', 'udp6'] as const).map(async (name) => ({ name, text: await procText(`${net}/${name}`) })),
  );
  if (tables[0]!.text === undefined) return seen<readonly HostListener[]>(undefined, at, 'cannot be read');
  // Without IPv6 the kernel has no tables of it.
  const listeners = tables.flatMap(({ name, text }) =>
    parseListeners(text ?? '', name.startsWith('tcp') ? 'tcp' : 'udp', { source, file: `/proc/${net}/${name}` }),
  );
  return seen<readonly HostListener[]>(listeners, at);
}

/** What keeps this look at the running host from being whole. */
async function gapsOf(view: HostView): Promise<Sighting[]> {
  if (!view.live) return [];
  const gaps: Sighting[] = [];
  const touches = ['hardening/guides', 'runtime/access', 'monitoring/audit-trail', 'network/firewalls'];
  const [own, mine, first] = await Promise.all([processNamespaces('self'), mountNamespace('self'), mountNamespace(1)]);
  // Only root sees the namespaces of process 1; without them the namespace of processes speaks.
  const confined = !isInitialNamespace('pid', own.pid) || (first !== undefined && mine !== first);
  // There a file of user 1000 is shown as root's.
  if (!confined && !isInitialNamespace('user', own.user)) {
    const because = 'Plimsoll runs in a user namespace, in which files seem to belong to others than they do';
    const toKnow = 'Run it as root on the host itself.';
    gaps.push({ gap: { code: 'HOST_UNCLEAR', source, subject: 'the running host', because, toKnow, touches } });
  }
  if (confined) {
    const because = 'Plimsoll runs in a container or a namespace of its own, whose files need not be those of the host';
    const toKnow = 'Run it on the host itself, or mount the root of the host and name it: `host:/mnt/host`.';
    gaps.push({ gap: { code: 'HOST_UNCLEAR', source, subject: 'the running host', because, toKnow, touches } });
  }
  if (!view.processes.some(({ value }) => value.pid === 1)) {
    const because = 'this user does not see the processes of others in /proc';
    const toKnow = 'Run as root on the host.';
    gaps.push({
      gap: {
        code: 'PROCESS_UNREADABLE',
        source,
        subject: '/proc',
        because,
        toKnow,
        touches: ['monitoring', 'hardening/guides'],
      },
    });
  }
  return gaps;
}

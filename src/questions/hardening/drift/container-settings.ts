import type { Container, Port, Workload } from '../../../facts/workload.ts';
import type { Seen } from '../../../model/seen.ts';
import { canonical, imageText, setText, setting, type Setting } from './setting.ts';

/** The security-relevant settings that a Compose service and a container of an engine share, from their facts. */
export function containerSettings(workload: Workload, as: string): Setting[] {
  return [
    ...(['hostPid', 'hostIpc', 'hostNetwork'] as const).map((key) => setting(null, key, workload[key], String)),
    ...workload.containers.flatMap((one) => ofContainer(one, as, workload)),
  ];
}

/** @param name as both sides are called: a container is named by its engine, a service by its file */
function ofContainer(container: Container, name: string, workload: Workload): Setting[] {
  const one = <T>(what: string, from: Seen<T>, text: (value: T) => string): Setting => setting(name, what, from, text);
  return [
    one('image', container.image, imageText),
    one('privileged', container.privileged, String),
    one('capabilities added', container.capabilitiesAdded, setText),
    one('capabilities dropped', container.capabilitiesDropped, setText),
    one('read-only root', container.readOnlyRoot, String),
    one('gaining privileges', container.allowPrivilegeEscalation, String),
    one('user', container.user, String),
    one('group', container.group, String),
    one('seccomp', container.seccomp, canonical),
    one('AppArmor', container.appArmor, canonical),
    one('SELinux', container.seLinux, canonical),
    one('memory limit', container.memoryLimit, limitText),
    one('CPU limit', container.cpuLimit, limitText),
    one('process limit', container.pidsLimit, limitText),
    one('sysctls', container.sysctls, (all) => setText(all.map((each) => `${each.name}=${each.value}`))),
    one('devices', container.devices, setText),
    ...words(container, name),
    ...ports(container, name),
    ...mounts(container, workload, name),
    ...variables(container, name),
  ];
}

/** Words of a command line may be passwords: how many there are is all that is shown. */
function words({ command, arguments: args }: Container, name: string): Setting[] {
  return (
    [
      ['entrypoint', command],
      ['command', args],
    ] as const
  ).map(([what, from]) => ({
    ...setting(name, what, from, (all) => JSON.stringify(all)),
    shown: from.value === undefined ? 'not said' : `${from.value.length} ${from.value.length === 1 ? 'word' : 'words'}`,
  }));
}

function limitText(value: number): string {
  // None and a limit of nothing are one to the engines.
  return value <= 0 ? 'none' : String(Number(value.toPrecision(12)));
}

/** One for each port, since their order means nothing; a port of the host that the engine chooses is `any`. */
function ports({ ports: all }: Container, name: string): Setting[] {
  const groups = Map.groupBy(all, ({ containerPort, protocol }) => `${containerPort}/${protocol}`);
  return [...groups].map(([key, group]) => ({
    container: name,
    name: `port ${key}`,
    text: setText(group.map(hostText)),
    at: group[0]!.at,
  }));
}

function hostText({ hostPort, hostAddress }: Port): string {
  if (hostPort === null) return 'not on the host';
  const everywhere = hostAddress === null || ['', '0.0.0.0', '::', '[::]'].includes(hostAddress);
  return `on the host at ${everywhere ? '*' : hostAddress}:${hostPort === 0 ? 'any' : hostPort}`;
}

/** What of the host lies where. A path that the file gives by a variable is not told. */
function mounts({ mounts: all }: Container, { volumes }: Workload, name: string): Setting[] {
  return all.flatMap(({ target, volume, readOnly, at }): Setting[] => {
    const of = volumes.find((one) => one.name === volume);
    if (of === undefined || of.hostPath === null) return [];
    const path = of.hostPath.value?.replace(/(.)\/+$/, '$1');
    const isRelative = path !== undefined && !path.startsWith('/');
    const known = path !== undefined && !isRelative && readOnly.value !== undefined;
    const text = known ? `${path}${readOnly.value ? ' (read-only)' : ''}` : undefined;
    const why = isRelative ? 'its path is relative to the file' : (of.hostPath.why ?? readOnly.why);
    return [{ container: name, name: `mount ${target}`, text, at, ...(known || why === undefined ? {} : { why }) }];
  });
}

function variables({ environment }: Container, name: string): Setting[] {
  return environment.map((each) => ({
    ...setting(name, `variable ${each.name}`, each.value, (value) => `=${value}`),
    shown: 'a value',
  }));
}

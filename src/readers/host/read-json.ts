import { hostAuditRules, type AuditRule, type HostAuditRules } from '../../facts/host-audit-rules.ts';
import { hostFile, hostFileTypes, type HostFile } from '../../facts/host-file.ts';
import { hostProcess, type HostProcess } from '../../facts/host-process.ts';
import { host, type Host, type HostGroup, type HostListener, type HostMount } from '../../facts/host.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact } from '../../model/fact.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { parseAuditRules } from './audit-rules.ts';

const source = 'host';

/**
 * A host described in one JSON object, for the pages of checks. What is left out was not seen.
 *
 * - `live`: false for a root file system
 * - `files`: `[{ "role": "daemon.json", "path": "/etc/docker/daemon.json", "type": "file", "mode": "0644", "owner": "root", "group": "root" }]`
 * - `mounts`: `["/", "/var/lib/docker"]`; `groups`: `{ "docker": ["ann"] }`; `listeners`: `["0.0.0.0:2377"]` (TCP)
 * - `audit`: `{ "declared": ["-w /etc/docker -p wa"], "loaded": [], "enabled": true, "running": true }`
 * - `processes`: `[{ "pid": 1, "name": "systemd", "command": [], "container": null }]`
 */
export function readHostJson(json: unknown): Sighting[] {
  const root = Located.root(json, apiPlace(source, 'host.json'));
  const stage = root.get('live').value === false ? 'declared' : 'running';
  const about = (kind: string, name: string) => ({ subject: { source, kind, name }, stage }) as const;
  const value: Host = {
    live: stage === 'running',
    system: root.get('system').string(),
    mounts: listOf(root.get('mounts'), mountOf),
    groups: root.get('groups').isMap
      ? seen(root.get('groups').entries().map(groupOf), root.get('groups').at)
      : seen<readonly HostGroup[]>(undefined, root.get('groups').at, 'was not seen'),
    listeners: listOf(root.get('listeners'), listenerOf),
    at: root.at,
  };
  const audit = root.get('audit');
  const rules: HostAuditRules = {
    declared: rulesOf(audit.get('declared')),
    loaded: rulesOf(audit.get('loaded')),
    enabled: audit.get('enabled').boolean(),
    running: audit.get('running').boolean(),
    at: audit.at,
  };
  return [
    { fact: fact(host, about('Host', 'host'), value, root.at) },
    ...(audit.isMap ? [{ fact: fact(hostAuditRules, about('Host', 'audit'), rules, audit.at) }] : []),
    ...root
      .get('files')
      .items()
      .map(fileOf)
      .map((file) => ({ fact: fact(hostFile, about(file.role, file.path), file, file.at) })),
    ...root
      .get('processes')
      .items()
      .map(processOf)
      .map((one) => ({ fact: fact(hostProcess, about('Process', one.name), one, one.at) })),
  ];
}

function listOf<T>(list: Located, read: (item: Located) => T): Seen<readonly T[]> {
  return list.isList
    ? seen<readonly T[]>(list.items().map(read), list.at)
    : seen<readonly T[]>(undefined, list.at, 'was not seen');
}

function mountOf(item: Located): HostMount {
  return { point: item.string().value ?? '', type: 'ext4', from: 'none', options: [], at: item.at };
}

function groupOf([name, members]: [string, Located], index: number): HostGroup {
  return { name, id: 100 + index, members: members.strings().value ?? [], at: members.at };
}

function listenerOf(item: Located): HostListener {
  const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(item.string().value ?? '') ?? [];
  return { protocol: 'tcp', address, port: Number(port), at: item.at };
}

function rulesOf(list: Located): Seen<readonly AuditRule[]> {
  const lines = list.strings();
  return lines.value === undefined
    ? seen<readonly AuditRule[]>(undefined, lines.at, 'was not seen')
    : seen<readonly AuditRule[]>(parseAuditRules(lines.value.join('\n'), list.at), list.at);
}

function fileOf(item: Located): HostFile {
  const path = item.get('path').string().value ?? '';
  const written = item.get('type').string();
  const type = hostFileTypes.find((one) => one === written.value);
  const why = type === undefined ? 'permission denied' : 'there is no such file';
  const there = type !== undefined && type !== 'absent';
  const mode = item.get('mode').string();
  const identity = (key: string) => {
    const name = item.get(key).string().value ?? 'root';
    const id = name === 'root' ? 0 : 999;
    return there ? seen({ id, name }, item.get(key).at) : seen<never>(undefined, item.at, why);
  };
  return {
    role: item.get('role').string().value ?? '',
    path,
    target: there ? seen(path, item.at) : seen<string>(undefined, item.at, why),
    type: type === undefined ? seen<'file'>(undefined, written.at, why) : seen(type, written.at),
    mode:
      there && mode.value !== undefined
        ? seen(Number.parseInt(mode.value, 8), mode.at)
        : seen<number>(undefined, item.at, why),
    owner: identity('owner'),
    group: identity('group'),
    at: item.at,
  };
}

function processOf(item: Located): HostProcess {
  return {
    pid: item.get('pid').number().value ?? 0,
    name: item.get('name').string().value ?? '',
    command: item.get('command').strings().value ?? [],
    container: item.get('container').string().value ?? null,
    at: item.at,
  };
}

import type { Container } from '../../facts/workload.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import type { Service } from './service.ts';
import type { Setting } from './setting.ts';

type Resources = Pick<
  Container,
  'memoryLimit' | 'cpuLimit' | 'pidsLimit' | 'memoryRequest' | 'cpuRequest' | 'devices' | 'sysctls'
>;

/** Limits of the 2.x format (`mem_limit`) and of `deploy.resources`; the first that is given counts. */
export function readResources(service: Service): Resources {
  const resources = service.setting('deploy').get('resources');
  const [limits, reservations] = [resources.get('limits'), resources.get('reservations')];
  const none = 'no limit';
  return {
    memoryLimit: first(service, [service.setting('mem_limit'), limits.get('memory')], (one) => one.bytes(), none),
    cpuLimit: readCpuLimit(service, limits.get('cpus')),
    pidsLimit: mapSeen(
      first(service, [service.setting('pids_limit'), limits.get('pids')], (one) => one.integer(), none),
      (limit) => Math.max(limit, 0),
    ),
    memoryRequest: first(
      service,
      [service.setting('mem_reservation'), reservations.get('memory')],
      (one) => one.bytes(),
      'nothing is reserved',
    ),
    cpuRequest: first(service, [reservations.get('cpus')], (one) => one.decimal(), 'nothing is reserved'),
    devices: readDevices(service, reservations.get('devices')),
    sysctls: readSysctls(service),
  };
}

function first(
  service: Service,
  settings: readonly [Setting, ...Setting[]],
  read: (setting: Setting) => Seen<number>,
  note: string,
): Seen<number> {
  const given = settings.find((setting) => !setting.empty) ?? settings[0];
  return service.orDefault(given, read(given), 0, note);
}

function readCpuLimit(service: Service, limit: Setting): Seen<number> {
  const cpus = service.setting('cpus');
  const quota = service.setting('cpu_quota');
  if (!cpus.empty || !limit.empty || quota.empty)
    return first(service, [cpus, limit], (one) => one.decimal(), 'no limit');
  const period = service.setting('cpu_period');
  const microseconds = service.orDefault(period, period.integer(), 100_000, 'Docker takes 100000');
  if (microseconds.value === undefined || microseconds.value <= 0)
    return seen<number>(undefined, period.at, microseconds.why ?? 'is not positive');
  return mapSeen(quota.integer(), (value) => Math.max(value / microseconds.value!, 0));
}

/** Paths of the host; cgroup rules as `cgroup: c 13:* rmw`; graphic cards as `gpu: all`. */
function readDevices(service: Service, reserved: Setting): Seen<readonly string[]> {
  const devices = service.setting('devices');
  const rules = service.setting('device_cgroup_rules');
  const gpus = service.setting('gpus');
  const found: Seen<string>[] = [
    ...devices.items().map((item) => {
      if (item.node.map !== undefined) return required(item.get('source'));
      return mapSeen(required(item), (text) => text.split(':')[0]);
    }),
    ...rules.items().map((item) => mapSeen(required(item), (text) => `cgroup: ${text}`)),
    ...(gpus.node.text === undefined ? gpus.items().map(describeGpu) : [seen(`gpu: ${gpus.node.text}`, gpus.at)]),
    ...reserved.items().map(describeGpu),
  ];
  const wrong = [devices, rules, gpus, reserved].find(
    (one) =>
      one.unresolved !== undefined || !(one.empty || one.node.list !== undefined || (one === gpus && one.node.text)),
  );
  const unknown = found.find(({ value }) => value === undefined);
  const given = [devices, rules, gpus, reserved].find((one) => !one.empty) ?? devices;
  if (wrong !== undefined || unknown !== undefined) {
    return seen<readonly string[]>(
      undefined,
      unknown?.at ?? wrong!.at,
      unknown?.why ?? wrong?.unresolved ?? 'is no list',
    );
  }
  const all = found.map(({ value }) => value!);
  return service.whole(service.orDefault(given, seen<readonly string[]>(all, given.at), [], 'no device of the host'));
}

function required(setting: Setting): Seen<string> {
  return setting.empty ? setting.invalid('names no device') : setting.text();
}

function describeGpu(item: Setting): Seen<string> {
  if (item.node.map === undefined) return item.invalid('is no device request');
  const ids = item.get('device_ids');
  const what = ids.empty ? item.get('count').node.text : ids.node.list?.map(({ text }) => text ?? '?').join(',');
  return seen(`gpu: ${item.get('driver').node.text ?? ''} ${what ?? 'all'}`.replace(/ +/g, ' '), item.at);
}

function readSysctls(service: Service): Container['sysctls'] {
  const setting = service.setting('sysctls');
  const found = setting.entries().map(([name, entry]) => {
    const value = entry.empty ? seen('', entry.at) : entry.text();
    return mapSeen(value, (text) => ({ name, value: text }));
  });
  const unknown = found.find(({ value }) => value === undefined);
  if (unknown !== undefined) return { ...unknown, value: undefined };
  const wrong =
    setting.unresolved ?? (setting.empty || setting.node.map !== undefined ? undefined : 'is no list or mapping');
  const all = found.map(({ value }) => value!);
  const read = wrong === undefined ? seen(all, setting.at) : seen<typeof all>(undefined, setting.at, wrong);
  return service.whole(service.orDefault<readonly { name: string; value: string }[]>(setting, read, [], 'none is set'));
}

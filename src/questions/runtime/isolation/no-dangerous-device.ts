import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';

const harms: readonly { readonly pattern: RegExp; readonly harm: string; readonly severity: Severity }[] = [
  { pattern: /^\/dev\/?$/, harm: 'every device of the host', severity: 'critical' },
  { pattern: /^\/dev\/(mem|kmem|port)$/, harm: 'the memory of the host', severity: 'critical' },
  {
    pattern: /^\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|dm-|md|nbd|loop|sg)[a-z]*\d*|^\/dev\/(mapper|disk|block|root)(\/|$)/,
    harm: 'a disk of the host, past the permissions of its files',
    severity: 'critical',
  },
  {
    pattern: /^\/dev\/(cpu\/|vfio|kmsg|watchdog|mcelog|tpm)/,
    harm: 'hardware and messages of the kernel',
    severity: 'high',
  },
  {
    pattern: /^\/dev\/(input|uinput|uhid|console|tty\d+|fb\d+)/,
    harm: 'keyboard and screen of the host',
    severity: 'high',
  },
];

function deviceHarm(device: string): { harm: string; severity: Severity } {
  const path = device.split(':')[0] ?? device;
  return harms.find(({ pattern }) => pattern.test(path)) ?? { harm: 'a device that is not its own', severity: 'low' };
}

export const noDangerousDevice = defineCheck({
  id: 'RUN-129',
  name: 'no-dangerous-device',
  aspect: 'runtime/isolation',
  title: 'No device is handed in that gives control of the host',
  severity: 'critical',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.18' }],
  remedy: 'Remove the device, or hand in the one that is needed with only the rights that are needed.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload } = about;
      const { devices, privileged } = container;
      if (privileged.value !== false)
        yield judge(about, privileged, () => 'runs privileged, with every device of the host');
      // A Pod names no devices: they come from device plugins, which choose what is safe.
      else if (workload.orchestrator === 'kubernetes') yield pass(about, [devices, privileged]);
      else if (devices.value?.length === 0 || devices.value === undefined) yield judge(about, devices, () => null);
      else {
        for (const device of devices.value) {
          const { harm, severity } = deviceHarm(device);
          yield fail(about, devices, `is given ${device}: ${harm}`, { severity });
        }
      }
    }
  },
});

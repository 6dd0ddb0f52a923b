import type { Program } from '../programs/program.ts';

/** A program that watches behaviour on a node as it happens. */
export interface Sensor extends Program {
  /** It looks into the kernel (eBPF, a module, fanotify) and needs rights and paths of the host for it. */
  readonly kernel: boolean;
}

export const sensors: readonly Sensor[] = [
  // https://falco.org/docs/setup/container/, https://github.com/falcosecurity/charts
  {
    name: 'Falco',
    images: [
      'falcosecurity/falco',
      'falcosecurity/falco-no-driver',
      'falcosecurity/falco-distroless',
      'falcosecurity/falco-debian',
    ],
    processes: ['falco'],
    kernel: true,
  },
  // https://tetragon.io/docs/installation/
  { name: 'Tetragon', images: ['cilium/tetragon', 'cilium/tetragon-ci'], processes: ['tetragon'], kernel: true },
  // https://aquasecurity.github.io/tracee/latest/docs/install/
  {
    name: 'Tracee',
    images: ['aquasec/tracee', 'aquasecurity/tracee'],
    processes: ['tracee', 'tracee-ebpf'],
    kernel: true,
  },
  // https://github.com/kubescape/node-agent
  { name: 'Kubescape node agent', images: ['kubescape/node-agent'], processes: [], kernel: true },
  // https://github.com/neuvector/neuvector-helm
  { name: 'NeuVector enforcer', images: ['neuvector/enforcer', 'neuvector/allinone'], processes: [], kernel: true },
  // https://github.com/sysdiglabs/charts
  {
    name: 'Sysdig agent',
    images: ['sysdig/agent', 'sysdig/agent-slim', 'sysdig/agent-kmodule'],
    processes: ['dragent'],
    kernel: true,
  },
  // https://github.com/inspektor-gadget/inspektor-gadget
  {
    name: 'Inspektor Gadget',
    images: ['inspektor-gadget/inspektor-gadget'],
    processes: ['gadgettracerman'],
    kernel: true,
  },
  // https://documentation.wazuh.com/current/user-manual/agent/
  {
    name: 'Wazuh agent',
    images: ['wazuh/wazuh-agent'],
    processes: ['wazuh-agentd', 'wazuh-syscheckd', 'ossec-agentd'],
    kernel: false,
  },
  // https://github.com/CrowdStrike/falcon-helm
  {
    name: 'CrowdStrike Falcon',
    images: ['falcon-sensor/release/falcon-sensor', 'release/falcon-sensor'],
    processes: ['falcon-sensor', 'falcon-sensor-b'],
    kernel: true,
  },
  // https://learn.microsoft.com/defender-endpoint/linux-install-manually
  { name: 'Microsoft Defender', images: [], processes: ['wdavdaemon'], kernel: true },
  // https://help.deepsecurity.trendmicro.com/
  { name: 'Trend Micro agent', images: [], processes: ['ds_agent'], kernel: true },
];

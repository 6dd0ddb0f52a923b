import { cloudGroup, type CloudGroup, type CloudRule } from '../../../facts/cloud-network.ts';
import { everyAddressOfBoth, parseBlock, unite, without, type Block } from '../../../formats/connections/blocks.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { isEverywhere } from '../selection/cidr.ts';

/** Ports that are for those who run a system and for its own parts, with what answers there (IANA; makers' documentation). */
const guarded: readonly (readonly [port: number, what: string])[] = [
  [22, 'SSH'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [2181, 'ZooKeeper'],
  [2375, 'the Docker engine without TLS'],
  [2376, 'the Docker engine'],
  [2379, 'etcd'],
  [2380, 'etcd among its members'],
  [3306, 'MySQL'],
  [3389, 'RDP'],
  [5432, 'PostgreSQL'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [8500, 'Consul'],
  [9092, 'Kafka'],
  [9200, 'Elasticsearch'],
  [10_250, 'the kubelet'],
  [10_255, 'the read-only port of the kubelet'],
  [11_211, 'memcached'],
  [27_017, 'MongoDB'],
];

export const cloudGroupsNotOpen = defineCheck({
  id: 'NET-551',
  name: 'cloud-groups-not-open',
  aspect: 'network/firewalls',
  title: 'Cloud firewalls let the internet to no port of management or data',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Let in the addresses of those who need the port, or reach it by a bastion or a private line.',
  toKnow: 'Ask a folder with `aws ec2 describe-security-groups` and its like, or `terraform show -json` of the plan.',
  needs: { groups: cloudGroup },
  *evaluate({ groups }) {
    for (const { value, ...about } of groups) {
      if (value.rules.value === undefined) {
        yield unknown(about, value.rules, value.rules.why ?? 'its rules cannot be read');
        continue;
      }
      const open = guarded.filter(([port]) => isEverywhere(letIn(value, port, 'surely')));
      const perhaps = guarded.find(([port]) => isEverywhere(letIn(value, port, 'perhaps')));
      const [first] = open;
      if (first !== undefined) {
        const rule = value.rules.value.find((one) => one.allows && speaksOf(one, first[0]));
        const names = open.map(([port, what]) => `${port} (${what})`);
        const saw =
          names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
        yield fail(about, rule?.at ?? value.at, `lets the internet to ${saw}`);
      } else if (perhaps !== undefined) {
        const [port] = perhaps;
        const rule = value.rules.value.find((one) => one.unread !== null && speaksOf(one, port));
        yield unknown(
          about,
          rule?.at ?? value.at,
          `whether ${rule?.name ?? 'it'} lets the internet to ${port}: ${rule?.unread ?? ''}`,
        );
      } else yield pass(about, value.at);
    }
  },
});

/** Addresses outside that reach a TCP port: by rules that are understood, or by any that may. */
function letIn({ rules }: CloudGroup, port: number, how: 'surely' | 'perhaps'): Block[] {
  let decided: Block[] = [];
  let open: Block[] = [];
  // Of equal priority, what denies comes first (GCP, "Firewall rules").
  const ordered = (rules.value ?? []).toSorted(
    (a, b) => (a.priority ?? 0) - (b.priority ?? 0) || Number(a.allows) - Number(b.allows),
  );
  for (const rule of ordered) {
    if (!speaksOf(rule, port)) continue;
    const read = rule.blocks.map(parseBlock).filter((one) => one !== null);
    const unsure = rule.unread !== null || read.length < rule.blocks.length;
    // What is not understood lets in everybody, perhaps, and keeps out nobody; or, to be sure, the other way round.
    const wide = rule.allows === (how === 'perhaps');
    const blocks = !unsure ? read : wide ? everyAddressOfBoth : rule.allows && rule.uncertain !== true ? read : [];
    const fresh = rule.priority === null ? blocks : without(blocks, decided);
    if (rule.allows) open = unite([...open, ...fresh]);
    decided = unite([...decided, ...blocks]);
  }
  return open;
}

function speaksOf({ direction, protocol, first, last }: CloudRule, port: number): boolean {
  return direction === 'ingress' && (protocol === 'all' || (protocol === 'TCP' && first <= port && port <= last));
}

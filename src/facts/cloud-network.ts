import type { Evidence } from '../model/evidence.ts';
import { defineFact } from '../model/fact.ts';
import type { Seen } from '../model/seen.ts';

/** Whose cloud it is: rules of each are read in another order. */
export type CloudProvider = 'aws' | 'azure' | 'gcp';

/** One rule of a cloud's firewall, as it was read; ports from `first` to `last`, of ICMP types. */
export interface CloudRule {
  readonly name: string;
  readonly direction: 'ingress' | 'egress';
  readonly allows: boolean;
  /** Lower ones come first; null where order does not count (AWS security groups). */
  readonly priority: number | null;
  /** `all`: every protocol. */
  readonly protocol: 'all' | 'TCP' | 'UDP' | 'SCTP' | 'ICMP' | 'other';
  readonly first: number;
  readonly last: number;
  /** Of the other end: `10.0.0.0/8`. */
  readonly blocks: readonly string[];
  /** Security groups whose members the other end may be. */
  readonly groups: readonly string[];
  /** Why not all it says of the other end, or of its ports, is known: a prefix list, a value known after apply. */
  readonly unread: string | null;
  /** For the reason in `unread` it may not be there at all, or mean fewer ports: it decides nothing for sure. */
  readonly uncertain?: true;
  readonly at: Evidence;
}

/**
 * What stands at the door of machines: an AWS security group, an Azure network security group, the rules of
 * a GCP network for one set of targets.
 */
export interface CloudGroup {
  readonly provider: CloudProvider;
  /** `sg-0123`; of Terraform before it was applied its address, `aws_security_group.web`. */
  readonly id: string;
  readonly name: string;
  /** Undefined value: its rules are not known as a whole. */
  readonly rules: Seen<readonly CloudRule[]>;
  readonly at: Evidence;
}

/** A network interface of a machine (AWS ENI), or a machine of which no more is known. */
export interface CloudInterface {
  readonly provider: CloudProvider;
  readonly id: string;
  /** Of the machine: `i-0123`, the tag `Name`, an address of Terraform. */
  readonly name: string;
  /** Ids of its groups. */
  readonly groups: Seen<readonly string[]>;
  readonly subnet: Seen<string>;
  /** Private addresses. */
  readonly addresses: Seen<readonly string[]>;
  /** Whether it has an address that the internet routes, by family. */
  readonly public: Readonly<Record<4 | 6, Seen<boolean>>>;
  readonly at: Evidence;
}

export interface CloudSubnet {
  readonly provider: CloudProvider;
  readonly id: string;
  readonly blocks: Seen<readonly string[]>;
  readonly vpc: Seen<string>;
  /** A route of it leads to an internet gateway, whatever the address, by family. */
  readonly internet: Readonly<Record<4 | 6, Seen<boolean>>>;
  /** Stateless rules at its edge (AWS network ACL), in order; undefined value: not known; null: none stand there. */
  readonly rules: Seen<readonly CloudRule[]>;
  readonly at: Evidence;
}

export const cloudGroup = defineFact<CloudGroup>('cloud-group');
export const cloudInterface = defineFact<CloudInterface>('cloud-interface');
export const cloudSubnet = defineFact<CloudSubnet>('cloud-subnet');

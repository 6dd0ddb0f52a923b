import { cloudGroup, type CloudGroup, type CloudRule } from '../../facts/cloud-network.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { seen } from '../../model/seen.ts';
import { every, portRange, protocolOf } from './ports.ts';

/** Azure network security groups: `az network nsg list`, or one of `az network nsg show`. */
export function readAzure(groups: readonly Located[], source: string, stage: Stage): Sighting[] {
  return groups.map((at) => {
    const inner = at.get('properties').isMap ? at.get('properties') : at;
    const rules = ['securityRules', 'defaultSecurityRules'].flatMap((key) =>
      inner.get(key).items().flatMap(azureRules),
    );
    return groupFact('azure', at.get('id').text().value, at, rules, source, stage);
  });
}

export function isAzureGroup(at: Located): boolean {
  return (at.get('properties').isMap ? at.get('properties') : at).get('securityRules').isList;
}

function azureRules(at: Located): CloudRule[] {
  const of = at.get('properties').isMap ? at.get('properties') : at;
  const direction = of.get('direction').value === 'Outbound' ? 'egress' : 'ingress';
  const side = direction === 'ingress' ? 'source' : 'destination';
  const both = (one: string, several: string): string[] => [
    ...((of.get(one).text().value ?? '') ? [of.get(one).text().value!] : []),
    ...(of.get(several).strings().value ?? []),
  ];
  const others = both(`${side}AddressPrefix`, `${side}AddressPrefixes`);
  const groups = of.get(`${side}ApplicationSecurityGroups`).items();
  // Service tags stand for addresses that Microsoft keeps; these two are the internet and everything.
  const blocks = others.flatMap((text) => (/^(?:\*|any|internet)$/i.test(text) ? ['0.0.0.0/0', '::/0'] : [text]));
  const tag = blocks.find((text) => !/[.:]/.test(text));
  const ports = both('destinationPortRange', 'destinationPortRanges').map(portRange);
  const protocol = protocolOf(of.get('protocol'));
  const priority = of.get('priority').number().value;
  const strange =
    protocol === null ||
    priority === undefined ||
    ports.includes(null) ||
    !['Allow', 'Deny'].includes(of.get('access').text().value ?? '');
  // What denies a part of the machines, or some ports of the opener, keeps nobody out of the others.
  const denies = of.get('access').value === 'Deny';
  const own = direction === 'ingress' ? 'destination' : 'source';
  const isNarrow =
    [...both(`${own}AddressPrefix`, `${own}AddressPrefixes`), ...both('sourcePortRange', 'sourcePortRanges')].some(
      (text) => !/^(?:\*|any|0\.0\.0\.0\/0)$/i.test(text),
    ) || of.get(`${own}ApplicationSecurityGroups`).items().length > 0;
  const rule = {
    name: `rule ${at.get('name').text().value ?? '?'}`,
    direction,
    allows: of.get('access').value === 'Allow',
    priority: priority ?? 0,
    protocol: protocol ?? 'all',
    blocks: blocks.filter((text) => text !== tag),
    groups: [],
    unread: strange
      ? 'it cannot be read'
      : tag !== undefined
        ? `which addresses ${tag} stands for`
        : groups.length > 0
          ? 'which machines its application security groups hold'
          : denies && isNarrow
            ? 'which machines and ports of an opener it is for'
            : null,
    at: at.at,
  } as const;
  const known = ports.filter((one) => one !== null);
  return (known.length > 0 ? known : [every]).map((range) => ({ ...rule, ...range }));
}

/** Firewall rules of GCP networks: `gcloud compute firewall-rules list --format json`. */
export function readGcp(rules: readonly Located[], source: string, stage: Stage): Sighting[] {
  const groups = Map.groupBy(rules, (at) => {
    const targets = [
      ...(at.get('targetTags').strings().value ?? []),
      ...(at.get('targetServiceAccounts').strings().value ?? []),
    ];
    const network = (at.get('network').text().value ?? 'default').replace(/^.*\//, '');
    return `${network}${targets.length === 0 ? '' : `, ${targets.toSorted().join(', ')}`}`;
  });
  return [...groups].map(([name, own]) => groupFact('gcp', name, own[0]!, own.flatMap(gcpRules), source, stage, name));
}

export function isGcpRule(at: Located): boolean {
  return (
    at.get('kind').value === 'compute#firewall' ||
    (at.get('sourceRanges').isList && (at.get('allowed').isList || at.get('denied').isList))
  );
}

function gcpRules(at: Located): CloudRule[] {
  if (at.get('disabled').value === true) return [];
  const direction = at.get('direction').value === 'EGRESS' ? 'egress' : 'ingress';
  const ranges = at.get(direction === 'ingress' ? 'sourceRanges' : 'destinationRanges');
  const tags = [...at.get('sourceTags').items(), ...at.get('sourceServiceAccounts').items()];
  // Without any source a rule means everybody (Compute API, firewalls).
  const blocks = ranges.strings().value ?? (ranges.empty && tags.length === 0 ? ['0.0.0.0/0'] : []);
  return ['allowed', 'denied'].flatMap((key) =>
    at
      .get(key)
      .items()
      .flatMap((one): CloudRule[] => {
        const protocol = protocolOf(one.get('IPProtocol'));
        const ports = (one.get('ports').strings().value ?? []).map(portRange);
        const strange =
          protocol === null || ports.includes(null) || (!ranges.empty && ranges.strings().value === undefined);
        const rule = {
          name: `rule ${at.get('name').text().value ?? '?'}`,
          direction,
          allows: key === 'allowed',
          priority: at.get('priority').number().value ?? 1000,
          protocol: protocol ?? 'all',
          blocks,
          groups: [],
          unread: strange
            ? 'it cannot be read'
            : tags.length > 0
              ? 'which machines carry its source tags'
              : key === 'denied' && direction === 'ingress' && !at.get('destinationRanges').empty
                ? 'which machines its destinations are'
                : null,
          at: at.at,
        } as const;
        const known = ports.filter((port) => port !== null);
        return (known.length > 0 ? known : [every]).map((range) => ({ ...rule, ...range }));
      }),
  );
}

function groupFact(
  provider: CloudGroup['provider'],
  id: string | undefined,
  at: Located,
  rules: readonly CloudRule[],
  source: string,
  stage: Stage,
  name = at.get('name').text().value ?? id ?? '?',
): Sighting {
  const value: CloudGroup = { provider, id: id ?? name, name, rules: seen(rules, at.at), at: at.at };
  return { fact: fact(cloudGroup, { subject: { source, kind: 'SecurityGroup', name }, stage }, value, at.at) };
}

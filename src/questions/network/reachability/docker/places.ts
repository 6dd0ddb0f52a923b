import type { Workload } from '../../../../facts/workload.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Net } from './bridge-network.ts';
import { publicationsOf, type Publication } from './publications.ts';
import type { Site } from './sites.ts';

/** Whose network a container uses: that is who it is to all others. */
export type Place =
  | { readonly type: 'host'; readonly at: Evidence }
  | { readonly type: 'none'; readonly at: Evidence; readonly owner: Fact<Workload> }
  | { readonly type: 'unknown'; readonly at: Evidence; readonly missing: string }
  | Joined;

export interface Joined {
  readonly type: 'networks';
  /** Whose networks these are; others may share them. */
  readonly owner: Fact<Workload>;
  readonly nets: readonly Net[];
  readonly publications: readonly Publication[];
  readonly site: Site;
  readonly at: Evidence;
}

/** `container:A` may lead to `container:B`, and no engine starts a chain longer than a person would write. */
const maxHops = 16;

/** Where a workload stands. */
export function placeOf(one: Fact<Workload>, site: Site): Place {
  let here = one;
  for (let hop = 0; hop < maxHops; hop++) {
    const { value } = here;
    const mode = value.networkMode;
    if (value.hostNetwork.value === true) return { type: 'host', at: value.hostNetwork.at };
    if (mode === undefined) return joined(here, site);
    if (mode.value === undefined) {
      return unknown(mode.at, mode.why ?? `the network mode of ${value.name}`);
    }
    if (mode.value.type === 'host') return { type: 'host', at: mode.at };
    if (mode.value.type === 'none') return { type: 'none', at: mode.at, owner: here };
    if (mode.value.type !== 'service' && mode.value.type !== 'container') return joined(here, site);
    const other = site.find(value, mode.value.type, mode.value.name);
    if (other === undefined) {
      return unknown(mode.at, `the networks of the ${mode.value.type} ${mode.value.name}, which was not seen`);
    }
    here = other;
  }
  return unknown(one.at, `whose network ${one.value.name} uses: the way leads through more than ${maxHops} others`);
}

function joined(owner: Fact<Workload>, site: Site): Place {
  const { value } = owner;
  const { value: names, at, why } = value.networks;
  if (names === undefined) return unknown(at, why ?? `the networks of ${value.name}`);
  const mode = value.networkMode?.value;
  const nets =
    mode?.type === 'network' ? [site.engineNet(mode.name, value)] : names.map((name) => site.net(value, name));
  return { type: 'networks', owner, nets, publications: publicationsOf(value, nets, site), site, at };
}

function unknown(at: Evidence, missing: string): Place {
  return { type: 'unknown', at, missing };
}

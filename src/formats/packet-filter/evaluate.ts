import { inElement, test } from './match.ts';
import { holds } from './ranges.ts';
import type { Evaluation, Route, Step } from './evaluation.ts';
import { conntrackPriority, hooked, natPriority, type Hooked } from './hooked.ts';
import { either, type Held, type Packet } from './packet.ts';
import {
  isAction,
  type Action,
  type Chain,
  type Hook,
  type PlainAction,
  type Range,
  type Rule,
  type RuleSet,
} from './rule-set.ts';

export interface Limits {
  /** Rules tried for one packet. */
  readonly rules: number;
  readonly depth: number;
}
/** The kernel stops at 16 jumps of nftables; iptables has no limit of its own. */
const defaultLimits: Limits = { rules: 1_000_000, depth: 64 };
const keptSteps = 64;
const keptReasons = 8;

/** What can have become of a packet at the end of a chain: several of these when it is not known which. */
interface Fate {
  /** Went on after the chain, or came back from it. */
  next: Packet | null;
  accepted: Packet | null;
  dropped: boolean;
}

/**
 * What a rule set does with one packet on its way through the host. Where a condition cannot be told,
 * both ways are followed: the verdict is unknown only when they come to different ends.
 */
export function evaluate(ruleSet: RuleSet, packet: Packet, route: Route, limits: Limits = defaultLimits): Evaluation {
  return new Walk(ruleSet, route, limits).run(packet);
}

class Walk {
  readonly #ruleSet: RuleSet;
  readonly #route: Route;
  readonly #limits: Limits;
  readonly #path: Step[] = [];
  readonly #missing = new Set<string>();
  #tried = 0;
  #mayDrop = false;

  constructor(ruleSet: RuleSet, route: Route, limits: Limits) {
    this.#ruleSet = ruleSet;
    this.#route = route;
    this.#limits = limits;
  }

  run(first: Packet): Evaluation {
    // What was not understood may let it in or keep it out, wherever it would stand.
    const problems = this.#ruleSet.problems.filter(({ families }) => families.includes(first.family));
    for (const { because } of problems) this.#doubt(because);
    const known = {
      ...first,
      srcHere: this.#route.from === 'host' ? true : (first.srcHere ?? false),
      dstHere: first.dstHere ?? this.#route.local(first.family, first.dst),
    };
    const last = this.#route.from === 'outside' ? this.#fromOutside(known) : this.#fromHost(known);
    const unsure = problems.length > 0 || (last !== null && this.#mayDrop);
    const verdict = unsure ? 'unknown' : last === null ? 'denied' : 'allowed';
    return {
      verdict,
      path: this.#path,
      missing: verdict === 'unknown' ? [...this.#missing] : [],
      packet: last,
      tried: this.#tried,
    };
  }

  #fromOutside(first: Packet): Packet | null {
    const entered = this.#hook('prerouting', first);
    if (entered === null) return null;
    const packet = entered;
    const here = entered.dstHere;
    if (here === true) return this.#hook('input', packet);
    if (here === false) return this.#forward(packet);
    const before = this.#mayDrop;
    const taken = this.#hook('input', { ...packet, dstHere: true });
    const droppedIn = taken === null || this.#mayDrop;
    this.#mayDrop = before;
    const forwarded = this.#forward({ ...packet, dstHere: false });
    const droppedOn = forwarded === null || this.#mayDrop;
    if (taken === null && forwarded === null) return null;
    this.#mayDrop = before || droppedIn || droppedOn;
    if (this.#mayDrop) this.#doubt('whether the destination is the host itself is not known');
    return taken === null ? forwarded : forwarded === null ? taken : either(taken, forwarded);
  }

  #forward(packet: Packet): Packet | null {
    const out = this.#route.out(packet.family, packet.dst);
    const through = this.#hook('forward', { ...packet, out });
    return through === null ? null : this.#hook('postrouting', through);
  }

  #fromHost(first: Packet): Packet | null {
    const sent = this.#hook('output', { ...first, out: this.#route.out(first.family, first.dst), in: { name: '' } });
    if (sent === null) return null;
    const here = sent.dstHere;
    const out = here === true ? { name: 'lo' } : this.#route.out(sent.family, sent.dst);
    const left = this.#hook('postrouting', { ...sent, out });
    if (left === null || here === false) return left;
    if (here === undefined) {
      this.#doubt('whether the destination is the host itself is not known');
      this.#mayDrop = true;
      return left;
    }
    // Where it leads was decided in output, whether anything was translated there or not.
    const entered = this.#hook('prerouting', { ...left, in: { name: 'lo' }, out: { name: '' } }, true);
    return entered === null ? null : this.#hook('input', { ...entered, dstHere: true });
  }

  #hook(hook: Hook, packet: Packet, bound = false): Packet | null {
    const chains = hooked(this.#ruleSet, hook, packet.family);
    // Conntrack looks at a packet where it enters; before that it has no state (nf_conntrack_core.c).
    const tracked = packet.state;
    const late = hook === 'prerouting' || hook === 'output';
    let now: Packet = late && tracked !== 'untracked' ? { ...packet, state: 'invalid' } : packet;
    let entered = !late;
    const enter = (): void => {
      entered = true;
      // A rule of the raw table may have said that it is not to be tracked.
      if (late && now.state !== 'untracked') now = { ...now, state: now.state === undefined ? undefined : tracked };
    };
    let translating = false;
    let translated = bound;
    for (const one of chains) {
      if (!entered && one.priority >= conntrackPriority) enter();
      const at = natPriority[hook];
      if (!translating && at !== undefined && one.priority >= at && one.base.type !== 'nat') {
        translating = true;
        now = this.#established(hook, now);
      }
      if (one.base.type === 'nat') {
        // Only the first packet of a connection meets them, and no further one once it is translated.
        if (translated || now.state === 'established' || now.state === 'untracked' || now.state === 'invalid') continue;
      }
      const fate = this.#base(one, now);
      if (fate.dropped) this.#mayDrop = true;
      if (fate.accepted === null) return null;
      const side = hook === 'prerouting' || hook === 'output' ? 'dst' : 'src';
      const did = fate.accepted;
      if (one.base.type === 'nat')
        translated = did[side] !== now[side] || did.dport !== now.dport || did.sport !== now.sport;
      now = did;
    }
    if (!entered) enter();
    return translating ? now : this.#established(hook, now);
  }

  /** Later packets of a connection are translated as its first one was (nf_nat_packet). */
  #established(hook: Hook, packet: Packet): Packet {
    const { translated } = this.#route;
    if (translated === undefined || packet.state === 'untracked') return packet;
    const change =
      hook === 'prerouting' || hook === 'output' ? translated.dst : hook === 'forward' ? undefined : translated.src;
    return change === undefined ? packet : { ...packet, ...change };
  }

  #base(one: Hooked, packet: Packet): Fate {
    const fate = this.#chain(one, one.chain, packet, [one.chain.name]);
    if (fate.next === null) return fate;
    const { policy, hook } = one.base;
    const step = (rule: string, effect: string): void => {
      this.#step({ table: one.table, chain: one.chain.name, rule, line: one.chain.line, effect, hook });
    };
    if (policy === 'accept') {
      // The policy of a chain without rules is what decides as well: a person must see it.
      if (hook === 'input' || hook === 'forward' || (hook === 'output' && one.base.type === 'filter'))
        if (one.base.type === 'filter' && one.priority === 0) step('policy accept', 'accepts');
      fate.accepted = merge(fate.accepted, fate.next);
    } else if (policy === 'drop') {
      step('policy drop', 'drops');
      fate.dropped = true;
    } else {
      step('policy not understood', 'may drop');
      this.#doubt(`the policy of chain ${one.chain.name} of ${one.table} is not known`);
      fate.accepted = merge(fate.accepted, fate.next);
      fate.dropped = true;
    }
    return { ...fate, next: null };
  }

  #chain(place: Hooked, chain: Chain, packet: Packet, stack: readonly string[]): Fate {
    const fate: Fate = { next: null, accepted: null, dropped: false };
    let now: Packet = packet;
    for (const rule of chain.rules) {
      if (++this.#tried > this.#limits.rules) {
        this.#doubt(`more than ${this.#limits.rules} rules would have to be tried`);
        return { next: merge(fate.next, now), accepted: merge(fate.accepted, now), dropped: true };
      }
      const after = this.#rule(place, chain, rule, now, fate, stack);
      if (after === null) return fate;
      now = after;
    }
    fate.next = merge(fate.next, now);
    return fate;
  }

  /** The packet as it goes on to the next rule; null when it surely does not. */
  #rule(place: Hooked, chain: Chain, rule: Rule, packet: Packet, fate: Fate, stack: readonly string[]): Packet | null {
    let now = packet;
    let sure = true;
    let doubts: string[] | undefined;
    for (const step of rule.steps) {
      if (isAction(step)) {
        for (const doubt of doubts ?? []) this.#doubt(doubt);
        doubts = undefined;
        if (step.kind === 'choose') {
          const { on, hit } = this.#choose(place, chain, rule, step, now, fate, stack, sure);
          if (hit === false) break;
          if (on === null && sure && hit === true) return null;
          if (on === null && hit === true) return now;
          sure &&= hit === true;
          if (on !== null) now = sure ? on : either(now, on);
          continue;
        }
        const after = this.#act(place, chain, rule, step, now, fate, stack, sure);
        if (after === null) return sure ? null : now;
        now = sure ? after : either(now, after);
      } else {
        const holds = test(step, now);
        if (holds === false) break;
        if (typeof holds === 'string') {
          sure = false;
          (doubts ??= []).push(holds);
        }
      }
    }
    return now;
  }

  /** The packet after it; null when the chain is left. */
  #act(
    place: Hooked,
    chain: Chain,
    rule: Rule,
    action: PlainAction,
    packet: Packet,
    fate: Fate,
    stack: readonly string[],
    sure: boolean,
  ): Packet | null {
    const did = (effect: string, maybe = `may ${effect.replace(/(?<=s)es$|s$/, '')}`): void =>
      this.#step({
        table: place.table,
        chain: chain.name,
        rule: rule.text,
        line: rule.line,
        ...(rule.place === undefined ? {} : { place: rule.place }),
        effect: sure ? effect : maybe,
        hook: place.base.hook,
      });
    switch (action.kind) {
      case 'accept':
        did('accepts');
        fate.accepted = merge(fate.accepted, packet);
        return null;
      case 'drop':
        did(action.refuses === true ? 'refuses' : 'drops');
        fate.dropped = true;
        return null;
      case 'return':
        fate.next = merge(fate.next, packet);
        return null;
      case 'set':
        return this.#set(action, packet);
      case 'untrack':
        return { ...packet, state: 'untracked' };
      case 'translate':
        did('translates');
        fate.accepted = merge(fate.accepted, this.#translate(action, packet, place.base.hook));
        return null;
      case 'elsewhere':
        did('may decide', 'may decide');
        this.#doubt(action.because);
        fate.accepted = merge(fate.accepted, packet);
        fate.dropped = true;
        return packet;
      case 'jump':
      case 'goto': {
        const target = place.chains.get(action.chain);
        if (target === undefined || stack.includes(action.chain) || stack.length > this.#limits.depth) {
          did('may decide', 'may decide');
          this.#doubt(
            target === undefined
              ? `chain ${action.chain} of ${place.table} is not there`
              : stack.includes(action.chain)
                ? `chain ${action.chain} of ${place.table} leads back to itself`
                : `chains of ${place.table} lead into each other more than ${this.#limits.depth} deep`,
          );
          fate.accepted = merge(fate.accepted, packet);
          fate.dropped = true;
          return packet;
        }
        const inner = this.#chain(place, target, packet, [...stack, action.chain]);
        fate.accepted = merge(fate.accepted, inner.accepted);
        fate.dropped ||= inner.dropped;
        if (action.kind === 'jump') return inner.next;
        fate.next = merge(fate.next, inner.next);
        return null;
      }
    }
  }

  /** The packet as the elements of a map that may hold it leave it, and whether one of them surely does. */
  #choose(
    place: Hooked,
    chain: Chain,
    rule: Rule,
    { keys, elements }: Extract<Action, { kind: 'choose' }>,
    packet: Packet,
    fate: Fate,
    stack: readonly string[],
    sure: boolean,
  ): { readonly on: Packet | null; readonly hit: boolean | undefined } {
    let on: Packet | null = null;
    let hit: boolean | undefined = false;
    for (const { at, actions: chosen } of elements) {
      const holds = inElement(keys, at, packet);
      if (holds === false) continue;
      if (typeof holds === 'string') this.#doubt(holds);
      let now: Packet | null = packet;
      for (const action of chosen) {
        now = this.#act(place, chain, rule, action, now, fate, stack, sure && holds === true && hit === false);
        if (now === null) break;
      }
      on = merge(on, now);
      if (holds === true) return { on, hit: true };
      hit = undefined;
    }
    return { on, hit };
  }

  #translate({ address, ports, side }: Extract<Action, { kind: 'translate' }>, packet: Packet, hook: Hook): Packet {
    const [at, port] = side === 'dst' ? (['dst', 'dport'] as const) : (['src', 'sport'] as const);
    const only = ({ first, last }: Range): Held => ({ value: first === last ? first : undefined });
    const mine = (): Held => {
      // Locally made packets are redirected to the loopback address (nf_nat_redirect.c).
      const on = side === 'src' ? packet.out : hook === 'output' ? { name: 'lo' } : packet.in;
      return this.#route.addressOf?.(packet.family, on) ?? { value: undefined };
    };
    const held = address === undefined ? packet[at] : address === 'here' ? mine() : only(address);
    const own = side === 'dst' ? packet.dstHere : packet.srcHere;
    const here = address === undefined ? own : address === 'here' ? true : this.#route.local(packet.family, held);
    const toPort = ports === undefined || packet[port].absent === true ? packet[port] : only(ports);
    // Conntrack calls a connection translated when that changed anything (nf_nat_setup_info). A free port may be
    // taken for a source.
    const before = side === 'dst' ? packet.translatedDst : packet.translatedSrc;
    const changed = [differs(packet[at], held), differs(packet[port], toPort)];
    const translated = changed.includes(true) ? true : changed.includes(undefined) ? undefined : before;
    return {
      ...packet,
      [at]: held,
      [port]: toPort,
      ...(side === 'dst' ? { dstHere: here, translatedDst: translated } : { srcHere: here, translatedSrc: translated }),
    };
  }

  #set(action: Extract<Action, { kind: 'set' }>, packet: Packet): Packet {
    const old = packet[action.field];
    const by = action.from === undefined ? action.to : packet[action.from];
    const known = by !== undefined && (old !== undefined || action.keep === 0);
    const value = known ? (((old ?? 0) & action.keep) ^ by) >>> 0 : undefined;
    return { ...packet, [action.field]: value };
  }

  #step(step: Step): void {
    if (this.#path.length < keptSteps) this.#path.push(step);
  }

  #doubt(because: string): void {
    if (this.#missing.size < keptReasons) this.#missing.add(because);
  }
}

function merge(a: Packet | null, b: Packet | null): Packet | null {
  if (a === null) return b;
  return b === null ? a : either(a, b);
}

function differs(a: Held, b: Held): boolean | undefined {
  if (a === b) return false;
  if (a.value === undefined || b.value === undefined) return undefined;
  return !holds([{ first: b.value, last: b.value }], a.value, a.span);
}

import type { Engine, Swarm } from '../../../facts/engine.ts';
import type { Fact } from '../../../model/fact.ts';
import { judge, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';

/** Judges what a manager tells of its swarm; an engine outside of swarm mode has nothing to be wrong. */
export function* judgeSwarms<T>(
  engines: readonly Fact<Engine>[],
  settingOf: (swarm: Swarm) => Seen<T>,
  fault: (value: T) => string | null,
): Generator<Judgement> {
  for (const about of engines) {
    const { swarmActive, swarm } = about.value;
    if (swarmActive.value === false) yield pass(about, swarmActive, 'swarm mode is off');
    else if (swarm.value === undefined) yield unknown(about, swarm, swarm.why ?? 'the swarm was not seen');
    else yield judge(about, settingOf(swarm.value), fault);
  }
}

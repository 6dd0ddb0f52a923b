import { collectors } from './collectors.ts';
import type { Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Sighting } from '../model/collector.ts';
import type { Target } from './targets.ts';
import { choiceOfAny, fromThisMachine, lookOptions, registryTarget, type ImageSourceOptions } from './image-source.ts';
import type { Manner } from './manner.ts';
import type { Progress, Terminal } from './terminal.ts';

export interface Looked {
  readonly facts: Fact[];
  readonly gaps: Gap[];
}

/** Looks at every target, one after the other, and keeps all that was seen. */
export async function look(
  targets: readonly Target[],
  ignore: readonly string[],
  terminal: Terminal,
  progress: Progress,
  manner: Manner,
  source: ImageSourceOptions = fromThisMachine,
): Promise<Looked> {
  const looked: Looked = { facts: [], gaps: [] };
  const context = { signal: terminal.signal, progress: (message: string) => progress.say(message), ...manner };
  const before = new Set<string>();
  for (const target of targets) {
    const here = new Set<string>();
    for await (const sighting of sightings(target)) {
      if (targets.length > 1) {
        // A file that two targets hold was seen once. Within one target all is told as it came.
        const key = keyOf(sighting);
        here.add(key);
        if (before.has(key)) continue;
      }
      if ('fact' in sighting) looked.facts.push(sighting.fact);
      else looked.gaps.push(sighting.gap);
    }
    for (const key of here) before.add(key);
    terminal.signal.throwIfAborted();
  }
  progress.done();
  return looked;

  async function* sightings(target: Target): AsyncGenerator<Sighting> {
    const environment = Object.fromEntries(
      Object.entries(terminal.environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    switch (target.kind) {
      case 'directory':
        return yield* (await collectors.directory()).collect(
          { path: target.path, shown: target.shown, ignore, environment },
          context,
        );
      case 'image':
        return yield* (await collectors[target.form]()).collect(
          {
            path: target.path,
            shown: target.shown,
            ...choiceOfAny(source),
            options: lookOptions(terminal.environment),
          },
          context,
        );
      case 'registry':
        return yield* (await collectors.registry()).collect(
          registryTarget(target.reference, source, terminal),
          context,
        );
      case 'docker':
        return yield* (await collectors.docker()).collect(
          { environment, ...(target.address === undefined ? {} : { address: target.address }) },
          context,
        );
    }
  }
}

function keyOf(sighting: Sighting): string {
  if (!('fact' in sighting)) return JSON.stringify(sighting.gap);
  // The value too: a Compose file asked by itself is read without the files that override it.
  const { kind, subject, stage, at, value } = sighting.fact;
  return JSON.stringify([kind, subject, stage, at, value]);
}

import { collectors } from './collectors.ts';
import { engine, type Engine } from '../facts/engine.ts';
import { hostProcess } from '../facts/host-process.ts';
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
  const engines = new EnginesSeen();
  // Hosts last: what engines on them told need not be told again.
  for (const target of targets.toSorted((a, b) => Number(a.kind === 'host') - Number(b.kind === 'host'))) {
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
          { path: target.path, shown: target.shown, ignore, environment, ...(target.texts && { texts: target.texts }) },
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
      case 'kubernetes': {
        const asked = { environment, ...(target.context === undefined ? {} : { context: target.context }) };
        return yield* (await collectors.kubernetes()).collect(asked, context);
      }
      case 'docker': {
        const asked = { environment, ...(target.address === undefined ? {} : { address: target.address }) };
        yield* engines.watch((await collectors.docker()).collect(asked, context));
        // Guides for engines speak of the host's files as well; a root file system that is named stands for it.
        if (engines.isHere && !targets.some(({ kind }) => kind === 'host')) {
          yield* (await collectors.host()).collect({ root: null, shown: '', ...engines.told }, context);
        }
        return;
      }
      case 'host': {
        const { root, shown } = target;
        return yield* (await collectors.host()).collect(
          {
            root,
            shown,
            engineAsked: targets.some(({ kind }) => kind === 'docker'),
            ...(root === null && engines.isHere ? engines.told : {}),
          },
          context,
        );
      }
    }
  }
}

/** What looks at engines told of the host, so that the look at the host itself need not tell it again. */
class EnginesSeen {
  readonly #addresses: string[] = [];
  #processes = false;
  /** True when one of them runs on this machine: only then its collector tells of processes. */
  get isHere(): boolean {
    return this.#processes;
  }
  get told(): { readonly engineAddresses: readonly string[]; readonly processes: boolean } {
    return { engineAddresses: this.#addresses, processes: false };
  }
  async *watch(sightings: AsyncIterable<Sighting>): AsyncGenerator<Sighting> {
    for await (const sighting of sightings) {
      if ('fact' in sighting) {
        if (sighting.fact.kind === engine.name) this.#addresses.push((sighting.fact.value as Engine).address);
        this.#processes ||= sighting.fact.kind === hostProcess.name;
      }
      yield sighting;
    }
  }
}

function keyOf(sighting: Sighting): string {
  if (!('fact' in sighting)) return JSON.stringify(sighting.gap);
  // The value too: a Compose file asked by itself is read without the files that override it.
  const { kind, subject, stage, at, value } = sighting.fact;
  return JSON.stringify([kind, subject, stage, at, value]);
}

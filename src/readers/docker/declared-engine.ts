import type { Configuration } from '../../facts/configuration.ts';
import { engine, type Engine } from '../../facts/engine.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { answer, engineFact } from './engine.ts';

/**
 * The engine that a daemon.json makes, where dockerd is started with no options beside it and no
 * engine was asked: for who weighs a change of that file before it is made.
 */
export function declaredEngine({ value: { root }, subject, at }: Fact<Configuration>): Fact<Engine> {
  const why = 'only a running engine tells';
  const command = seen<readonly string[]>(['dockerd'], root.noted('taken as started without options'));
  const { value } = engineFact({
    address: subject.name,
    info: answer('/info', undefined),
    version: answer('/version', undefined),
    daemon: { command, file: seen<Located | null>(root, root.at) },
    socket: seen<never>(undefined, root.at, why),
    plainTcp: false,
  });
  const declared: Engine = {
    ...value,
    // The file's own words for what a running engine is asked for.
    liveRestore: switchOf(root, 'live-restore'),
    experimental: switchOf(root, 'experimental'),
    loggingDriver: root
      .get('log-driver')
      .orDefault(root.get('log-driver').string(), 'json-file', 'absent: dockerd takes json-file'),
    at,
  };
  return fact(engine, { subject: { ...subject, kind: 'Engine' }, stage: 'declared' }, declared, at);
}

/** https://docs.docker.com/reference/cli/dockerd/: both are false unless they are said. */
function switchOf(root: Located, key: string): Seen<boolean> {
  const held = root.get(key);
  return held.orDefault(held.boolean(), false, 'absent: dockerd takes false');
}

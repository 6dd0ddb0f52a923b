import { describePorts } from '../../src/formats/connections/connections.ts';
import type { Connections, ConnectionVerdict } from '../../src/model/connections.ts';
import type { Fact } from '../../src/model/fact.ts';
import { reachabilityOf, type Reachability } from '../../src/questions/network/reachability/reachability.ts';
import { readContainerJson, readEngineJson } from '../../src/readers/docker/read-json.ts';
import { Project, type Options, type Written } from '../compose/project.ts';

/** Facts of Compose projects that are read from one folder. */
export function composed(written: Written, options: Options = {}): Fact[] {
  return new Project(written, options).sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
}

/** Facts of an engine as `readEngineJson` takes it, with `inspect` answers of its containers. */
export function engineWith(engine: object, ...inspects: readonly object[]): Fact[] {
  return [...readEngineJson(engine), ...readContainerJson(inspects)].flatMap((one) =>
    'fact' in one ? [one.fact] : [],
  );
}

/** `allowed TCP 80; unknown UDP 53; denied the rest`, one text for all ports. */
export function told(connections: Connections): string {
  const texts = (['allowed', 'unknown', 'denied'] as const satisfies readonly ConnectionVerdict[]).flatMap(
    (verdict) => {
      const parts = connections.filter((part) => part.verdict === verdict);
      if (parts.length === 0) return [];
      const ports = describePorts(parts);
      return [verdict === 'denied' && ports !== 'everything' ? 'denied else' : `${verdict} ${ports}`];
    },
  );
  return texts.join('; ');
}

/** Says of `FROM -> TO` what goes; ends by their ids, `internet` for all addresses outside. */
export function asker(facts: readonly Fact[]): (question: string) => string {
  const reach: Reachability = reachabilityOf(facts);
  const end = (name: string): Reachability['endpoints'][number] => {
    const [found, ...more] = reach.find(name);
    if (found === undefined || more.length > 0) throw new Error(`${name}: ${more.length + (found ? 1 : 0)} ends`);
    return found;
  };
  return (question) => {
    const [from = '', to = ''] = question.split(' -> ');
    return told(reach.between(end(from), end(to)));
  };
}

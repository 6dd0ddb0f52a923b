import { engine } from '../../../facts/engine.ts';
import { host } from '../../../facts/host.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const swarmListensOnOneAddress = defineCheck({
  id: 'HRD-651',
  name: 'swarm-listens-on-one-address',
  aspect: 'hardening/guides',
  title: 'A swarm listens on one address of the host',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '7.2' }],
  remedy: 'Leave and join again with `--listen-addr ADDRESS:2377` of the network that the nodes share.',
  toKnow: 'Run as root on the host of the engine: `plimsoll ask docker:`.',
  needs: { engines: engine, hosts: host },
  *evaluate({ engines, hosts }) {
    for (const { value, ...about } of engines) {
      const { swarmActive } = value;
      if (swarmActive.value === undefined)
        yield unknown(about, swarmActive, swarmActive.why ?? 'whether it is in a swarm is not said');
      else if (!swarmActive.value) yield pass(about, swarmActive, 'swarm mode is off');
      else {
        const live = hosts.filter((one) => one.value.live);
        if (live.length === 0) yield unknown(about, swarmActive, 'the host of the engine was not seen');
        for (const {
          value: { listeners },
        } of live) {
          const own = listeners.value?.filter(({ port }) => ports.includes(port));
          const open = own?.find(({ address }) => address === '0.0.0.0' || address === '::');
          if (own === undefined)
            yield unknown(about, listeners, listeners.why ?? 'what listens on the host was not seen');
          else if (open !== undefined)
            yield fail(about, open.at, `port ${open.port} of the swarm is open on every address of the host`);
          else if (own.length === 0) yield unknown(about, listeners, 'no port of a swarm was found');
          else yield pass(about, own[0]!.at);
        }
      }
    }
  },
});

/** Management of a swarm, and the gossip of its nodes (docs.docker.com, swarm tutorial). */
const ports = [2377, 7946];

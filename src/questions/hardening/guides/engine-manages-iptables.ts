import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineManagesIptables = defineCheck({
  id: 'HRD-266',
  name: 'engine-manages-iptables',
  aspect: 'hardening/guides',
  title: 'The engine writes the firewall rules that keep its networks apart',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.4' }],
  remedy: 'Remove `"iptables": false` from daemon.json, and put rules of your own in the chain DOCKER-USER.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.iptables, (on) =>
        on ? null : 'nothing keeps the networks of containers apart, unless other rules do',
      );
    }
  },
});

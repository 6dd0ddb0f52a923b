import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noInsecureRegistry = defineCheck({
  id: 'RUN-183',
  name: 'no-insecure-registry',
  aspect: 'runtime/access',
  title: 'Registries are spoken to only over verified TLS',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.5' },
    { standard: 'nist-800-190', version: '2017', item: '4.2.1' },
  ],
  remedy: 'Give the registry a certificate and remove it from `insecure-registries`.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.insecureRegistries, (names) =>
        names.length === 0 ? null : `trusts ${names.join(', ')} without TLS`,
      );
    }
  },
});

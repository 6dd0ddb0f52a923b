import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const authorizationPlugin = defineCheck({
  id: 'RUN-184',
  name: 'authorization-plugin',
  aspect: 'runtime/access',
  title: 'Requests to the engine pass an authorization plugin',
  severity: 'info',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.13' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.1' },
  ],
  remedy: 'Where several people share an engine, put an authorization plugin in front; else leave it.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.authorizationPlugins, (names) =>
        names.length > 0 ? null : 'whoever may talk to it may do everything',
      );
    }
  },
});

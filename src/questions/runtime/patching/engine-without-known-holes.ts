import { engine } from '../../../facts/engine.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeComponent } from '../known-holes/judge-component.ts';
import { dockerHoles } from '../known-holes/table.ts';

export const engineWithoutKnownHoles = defineCheck({
  id: 'RUN-171',
  name: 'engine-without-known-holes',
  aspect: 'runtime/patching',
  title: 'The Docker Engine has no known hole that is listed',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '1.2.2' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.1' },
  ],
  remedy: 'Update it to a release that is past every hole named, and restart the containers.',
  toKnow:
    'Ask the engine itself: `plimsoll ask docker:`, with a release of Plimsoll that is not older than four months.',
  needs: { engines: engine, moments: moment },
  *evaluate({ engines, moments }) {
    for (const { value, ...about } of engines) yield judgeComponent(about, value.version, dockerHoles, moments);
  },
});

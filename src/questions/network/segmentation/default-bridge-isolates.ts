import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const defaultBridgeIsolates = defineCheck({
  id: 'NET-105',
  name: 'default-bridge-isolates',
  aspect: 'network/segmentation',
  title: 'Containers on the default bridge do not reach each other',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.2' }],
  remedy: 'Set `"icc": false` in daemon.json and restart the engine.',
  toKnow: 'Ask `docker:`; `docker network inspect bridge` shows the option.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const one of engines) {
      yield judge(one, one.value.interContainer, (open) =>
        open ? 'every container on the default bridge reaches every other' : null,
      );
    }
  },
});

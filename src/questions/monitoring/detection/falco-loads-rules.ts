import { configuration } from '../../../facts/configuration.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const falcoLoadsRules = defineCheck({
  id: 'MON-105',
  name: 'falco-loads-rules',
  aspect: 'monitoring/detection',
  title: 'Falco is told which rules to load',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Name the files of rules under `rules_files` in falco.yaml.',
  toKnow: 'Ask the folder that holds falco.yaml as Falco reads it.',
  needs: { configurations: configuration },
  *evaluate({ configurations }) {
    for (const one of configurations) {
      if (one.value.program !== 'falco') continue;
      const { root } = one.value;
      const list = root.get('rules_files').exists ? root.get('rules_files') : root.get('rules_file');
      const named = list.isList ? list.items().filter((item) => item.string().value !== undefined) : [];
      if (named.length > 0 || (list.string().value ?? '') !== '') yield pass(one, list.at);
      else if (list.isList || list.value === null)
        yield fail(one, list.at, 'names no file of rules: it runs and detects nothing');
      else yield unknown(one, list.at, 'does not say which rules it loads');
    }
  },
});

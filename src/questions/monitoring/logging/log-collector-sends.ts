import { configuration } from '../../../facts/configuration.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { findPrograms } from '../programs/daemon-set.ts';
import { collectors } from './collectors.ts';

export const logCollectorSends = defineCheck({
  id: 'MON-127',
  name: 'log-collector-sends',
  aspect: 'monitoring/logging',
  title: 'The log collector sends what it reads to a log store',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'log-forwarding' }],
  remedy:
    'Give the collector an output that stores logs elsewhere, such as `loki`, `es`, `opensearch`, `splunk` or `s3`.',
  toKnow: 'Look into the configuration of the collector for its outputs.',
  needs: { workloads: workload, configurations: configuration },
  *evaluate({ workloads, configurations }) {
    const own = configurations.filter(({ value }) => value.program === 'fluent-bit');
    const isRead = new Set(own.map(({ stage, subject }) => `${stage} ${subject.source}`));
    for (const { program, container, workload: of, everyNode } of findPrograms(workloads, collectors)) {
      if (of.value.orchestrator !== 'kubernetes' || !everyNode) continue;
      if (program.name === 'Fluent Bit' && isRead.has(`${of.stage} ${of.subject.source}`)) continue;
      const about = { stage: of.stage, subject: { ...of.subject, container: container.name } };
      yield unknown(about, container.at, `where ${program.name} sends the logs is not among what was read`);
    }
    for (const one of own) {
      const outputs = one.value.root.down('pipeline', 'outputs');
      const kinds = outputs.items().map((output) => output.get('name').string().value);
      const away = kinds.find((kind) => kind !== undefined && !kind.includes('$') && !stays.has(kind.toLowerCase()));
      if (!one.value.root.get('includes').empty)
        yield unknown(one, outputs.at, 'takes in other files, which may hold more outputs');
      else if (away !== undefined) yield pass(one, outputs.at, away);
      else if (outputs.empty || (outputs.isList && kinds.every((kind) => kind !== undefined && !kind.includes('$'))))
        yield fail(one, outputs.at, 'has no output that sends logs away');
      else yield unknown(one, outputs.at, 'its outputs cannot be read');
    }
  },
});

/** Outputs of Fluent Bit that leave what they are given on the node, or count or drop it. */
const stays = new Set(['stdout', 'null', 'file', 'counter', 'flowcounter', 'exit', 'plot', 'lib']);

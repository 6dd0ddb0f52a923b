import { configuration } from '../../../facts/configuration.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { findPrograms } from '../programs/daemon-set.ts';

export const falcosidekickNotifies = defineCheck({
  id: 'MON-144',
  name: 'falcosidekick-notifies',
  aspect: 'monitoring/alerting',
  title: 'Falcosidekick sends what Falco sees to someone',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'alerting' }],
  remedy: 'Give Falcosidekick an output that reaches a person, such as `SLACK_WEBHOOKURL` or `PAGERDUTY_ROUTINGKEY`.',
  toKnow: 'Look into the configuration file or Secret of Falcosidekick for its outputs.',
  needs: { workloads: workload, configurations: configuration },
  *evaluate({ workloads, configurations }) {
    const sending = configurations.find(({ value }) => {
      const output = value.root.get('http_output');
      return (
        value.program === 'falco' &&
        output.get('enabled').value === true &&
        /sidekick/i.test(output.get('url').string().value ?? '')
      );
    });
    for (const { container, workload: own } of findPrograms(workloads, [falcosidekick])) {
      const about = { stage: own.stage, subject: { ...own.subject, container: container.name } };
      const output = container.environment.find(({ name, value }) => outputs.has(name) && value.value !== '');
      if (output === undefined)
        yield unknown(about, container.at, 'none of its variables names an output that reaches a person');
      else if (sending === undefined)
        yield unknown(about, output.value, 'that Falco sends to it (`http_output`) is not among what was read', {
          toKnow: 'Ask the folder that holds falco.yaml as Falco reads it.',
        });
      else yield pass(about, [output.value, sending.value.root.get('http_output').at], output.name);
    }
  },
});

/** https://github.com/falcosecurity/falcosidekick, docs/outputs: those that end at a person. Alertmanager is none: where it leads is not seen from here. */
const falcosidekick = { name: 'Falcosidekick', images: ['falcosecurity/falcosidekick'], processes: [] };
const outputs = new Set([
  'SLACK_WEBHOOKURL',
  'ROCKETCHAT_WEBHOOKURL',
  'MATTERMOST_WEBHOOKURL',
  'TEAMS_WEBHOOKURL',
  'DISCORD_WEBHOOKURL',
  'GOOGLECHAT_WEBHOOKURL',
  'PAGERDUTY_ROUTINGKEY',
  'OPSGENIE_APIKEY',
  'SMTP_HOSTPORT',
  'TELEGRAM_TOKEN',
  'ZOHO_CLIQ_WEBHOOKURL',
  'GRAFANA_ONCALL_WEBHOOKURL',
]);

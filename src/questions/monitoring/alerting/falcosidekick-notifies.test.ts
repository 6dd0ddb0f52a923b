import { seen } from '../../../model/seen.ts';
import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { falcosidekickNotifies } from './falcosidekick-notifies.ts';

const sidekick = (
  name: string,
  value?: string,
  image = 'falcosecurity/falcosidekick:2.31',
): ReturnType<typeof containers> =>
  containers({ image, environment: [{ name, value: seen(value, here), from: value === undefined ? 'secret' : null }] });

const sending = configured('falco', '{http_output: {enabled: true, url: "http://falcosidekick:2801"}}');

checkTable(
  falcosidekickNotifies,
  [
    {
      name: 'an output',
      facts: [...sending, ...sidekick('SLACK_WEBHOOKURL', 'https://hooks.example/x')],
      verdicts: ['pass'],
    },
    {
      name: 'nothing is seen to send to it',
      facts: sidekick('SLACK_WEBHOOKURL', 'https://hooks.example/x'),
      verdicts: ['unknown'],
      saw: /that Falco sends/,
    },
    { name: 'an output from a Secret', facts: [...sending, ...sidekick('PAGERDUTY_ROUTINGKEY')], verdicts: ['pass'] },
    { name: 'an empty output', facts: sidekick('SLACK_WEBHOOKURL', ''), verdicts: ['unknown'] },
    { name: 'a store only', facts: sidekick('LOKI_HOSTPORT', 'http://loki:3100'), verdicts: ['unknown'] },
    {
      name: 'another program',
      facts: sidekick('SLACK_WEBHOOKURL', 'https://hooks.example/x', 'acme/bot'),
      verdicts: [],
    },
  ],
  { never: ['fail'], because: 'a configuration file or a Secret taken in whole may hold the outputs' },
);

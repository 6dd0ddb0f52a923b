import { seen } from '../../../model/seen.ts';
import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import { falcosidekickNotifies } from './falcosidekick-notifies.ts';

const sidekick = (
  name: string,
  value?: string,
  image = 'falcosecurity/falcosidekick:2.31',
): ReturnType<typeof containers> =>
  containers({ image, environment: [{ name, value: seen(value, here), from: value === undefined ? 'secret' : null }] });

checkTable(
  falcosidekickNotifies,
  [
    { name: 'an output', facts: sidekick('SLACK_WEBHOOKURL', 'https://hooks.example/x'), verdicts: ['pass'] },
    { name: 'an output from a Secret', facts: sidekick('PAGERDUTY_ROUTINGKEY'), verdicts: ['pass'] },
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

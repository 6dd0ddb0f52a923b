import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { seen } from '../../../model/seen.ts';
import { runsAsNonRoot } from './runs-as-non-root.ts';

const made = (user: string): ReturnType<typeof imageFact> =>
  imageFact({ references: ['docker.io/library/web:latest'], user });

checkTable(runsAsNonRoot, [
  { name: 'a number', facts: containers({ user: '10001' }), verdicts: ['pass'] },
  { name: 'a name', facts: containers({ user: 'app:app' }), verdicts: ['pass'] },
  { name: 'root by number', facts: containers({ user: '0' }), verdicts: ['fail'], saw: /root/ },
  { name: 'root by name and group', facts: containers({ user: 'root:app' }), verdicts: ['fail'] },
  { name: 'zeros are root', facts: containers({ user: '000' }), verdicts: ['fail'] },
  { name: 'zero with a sign is root', facts: containers({ user: '+0' }), verdicts: ['fail'] },
  {
    name: 'a variable, whatever the image says',
    facts: [
      ...containers({ image: 'web', user: seen<string>(undefined, here, 'the variable U is not set') }),
      made('1'),
    ],
    verdicts: ['unknown'],
    saw: /variable/,
  },
  { name: 'nobody named, as Docker says it', facts: containers({ user: '' }), verdicts: ['fail'] },
  { name: 'refused as root', facts: containers({ runAsNonRoot: true }), verdicts: ['pass'] },
  { name: 'by the image', facts: [...containers({ image: 'web' }), made('10001')], verdicts: ['pass'], saw: /10001/ },
  { name: 'root by the image', facts: [...containers({ image: 'web' }), made('')], verdicts: ['fail'], saw: /image/ },
  { name: 'another image', facts: [...containers({ image: 'db' }), made('10001')], verdicts: ['unknown'] },
  { name: 'the image decides', facts: containers({ image: 'web' }), verdicts: ['unknown'] },
]);

import { dockerfile } from '../../../../test/checks/build.ts';
import { imageFact, trusting, trustingNothingStated } from '../../../../test/checks/image.ts';
import { checkTable, containers } from '../../../../test/checks/table.ts';
import { imageFromTrustedSource } from './image-from-trusted-source.ts';

const acme = trusting('ghcr.io/acme/');

checkTable(imageFromTrustedSource, [
  {
    name: 'an address with a password, which is not repeated',
    facts: containers({ image: 'https://user:hunter2@registry.example/x' }),
    verdicts: ['unknown'],
    saw: /^"https:\/\/…@registry\.example\/x" is no image reference$/,
  },
  { name: 'below a prefix', facts: [acme, ...containers({ image: 'ghcr.io/acme/web:1' })], verdicts: ['pass'] },
  { name: 'elsewhere', facts: [acme, ...containers({ image: 'nginx' })], verdicts: ['fail'], saw: /library\/nginx/ },
  {
    name: 'a name that only looks alike',
    facts: [acme, ...containers({ image: 'ghcr.io/acme-evil/web' })],
    verdicts: ['fail'],
  },
  { name: 'an empty list trusts nothing', facts: [trusting(), ...containers({ image: 'nginx' })], verdicts: ['fail'] },
  { name: 'no policy', facts: containers({ image: 'nginx' }), verdicts: ['unknown'], saw: /trust\.sources/ },
  {
    name: 'a policy without list',
    facts: [trustingNothingStated(), ...containers({ image: 'nginx' })],
    verdicts: ['unknown'],
  },
  { name: 'no image is named', facts: [acme, ...containers({})], verdicts: ['unknown'], saw: /name|say/ },
  {
    name: 'an image id',
    facts: [acme, ...containers({ image: `sha256:${'0'.repeat(64)}` })],
    verdicts: ['unknown'],
    saw: /id/,
  },
  { name: 'no reference', facts: [acme, ...containers({ image: '{{ .Values.image }}' })], verdicts: ['unknown'] },
  {
    name: 'bases and copies, not stages and scratch',
    facts: [
      acme,
      ...dockerfile(
        'FROM ghcr.io/acme/go AS a\nFROM a AS b\nCOPY --from=0 /x /\nCOPY --from=evil.io/x /y /\nFROM scratch\nCOPY --from=B / /',
      ),
    ],
    verdicts: ['pass', 'fail'],
    saw: /evil\.io\/x/,
  },
  {
    name: 'a base without value',
    facts: [acme, ...dockerfile('ARG V\nFROM ghcr.io/acme/go:$V')],
    verdicts: ['unknown'],
  },
  {
    name: 'images that were looked at',
    facts: [acme, imageFact({ references: ['ghcr.io/acme/a', 'b'] })],
    verdicts: ['pass', 'fail'],
  },
  { name: 'an image without a name', facts: [acme, imageFact({ references: [] })], verdicts: ['unknown'] },
]);

import { dockerfile } from '../../../../test/checks/build.ts';
import { at, imageFact } from '../../../../test/checks/image.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { baseImageSupported } from './base-image-supported.ts';

const now = at('2026-11-24T07:00:00.000Z');
const os = (id: string, version: string): object => ({ os: { id, version, name: id } });

checkTable(baseImageSupported, [
  {
    name: 'supported',
    facts: [now, ...dockerfile('FROM debian:bookworm-slim')],
    verdicts: ['pass'],
    saw: /2028-06-30/,
  },
  { name: 'over', facts: [now, ...dockerfile('FROM debian:buster-slim')], verdicts: ['fail'], saw: /2024-06-30/ },
  {
    name: 'on its last day',
    facts: [at('2024-06-30T23:00:00.000Z'), ...dockerfile('FROM debian:10')],
    verdicts: ['pass'],
  },
  {
    name: 'the distribution below is over',
    facts: [now, ...dockerfile('FROM node:24-buster')],
    verdicts: ['fail'],
    saw: /Debian 10/,
  },
  {
    name: 'the distribution below is not named',
    facts: [now, ...dockerfile('FROM node:24')],
    verdicts: ['unknown'],
    saw: /below/,
  },
  { name: 'stages and scratch', facts: [now, ...dockerfile('FROM scratch AS a\nFROM a')], verdicts: [] },
  { name: 'a release not in the table', facts: [now, ...dockerfile('FROM debian:14')], verdicts: ['unknown'] },
  { name: 'a base without value', facts: [now, ...dockerfile('FROM $X')], verdicts: ['unknown'] },
  { name: 'no day', facts: dockerfile('FROM debian:12'), verdicts: ['unknown'], saw: /day/ },
  { name: 'what the image holds', facts: [now, imageFact(os('alpine', '3.23.1'))], verdicts: ['pass'] },
  { name: 'what the image holds is over', facts: [now, imageFact(os('alpine', '3.18.4'))], verdicts: ['fail'] },
  {
    name: 'an image of another system',
    facts: [now, imageFact(os('plan9', '4'))],
    verdicts: ['unknown'],
    saw: /plan9 4/,
  },
  { name: 'an image without os-release', facts: [now, imageFact()], verdicts: ['unknown'] },
]);

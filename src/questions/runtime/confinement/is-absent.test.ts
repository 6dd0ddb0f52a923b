import assert from 'node:assert/strict';
import { it } from 'node:test';
import { here } from '../../../../test/checks/table.ts';
import { seen } from '../../../model/seen.ts';
import { isAbsent } from './is-absent.ts';

it('takes no reason that quotes a file for an absent setting', () => {
  const absent = (why: string): boolean => isAbsent(seen<string>(undefined, here, why));
  assert.equal(absent('no appArmorProfile: the default of the runtime applies'), true);
  assert.equal(absent('Docker sets labels only where the engine has SELinux switched on'), true);
  assert.equal(absent('what it extends is not known: the extended file only where.yml is not there'), false);
  assert.equal(absent('no variables are set'), false);
  assert.equal(isAbsent(seen('x', here, 'no appArmorProfile: x')), false);
});

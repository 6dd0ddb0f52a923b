import assert from 'node:assert/strict';
import { it } from 'node:test';
import { capabilityNames, grantedCapabilities, normaliseCapability } from './capabilities.ts';

it('names the bits of a mask', () => {
  assert.deepEqual(capabilityNames('0000000000000000'), []);
  // As libcap's `capsh --decode=00000000a80425fb` prints them.
  const decoded =
    'chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,net_raw,sys_chroot,mknod,audit_write,setfcap';
  assert.deepEqual(capabilityNames('00000000a80425fb'), decoded.toUpperCase().split(','));
  assert.equal(capabilityNames('000001ffffffffff')?.at(-1), 'CHECKPOINT_RESTORE');
  assert.deepEqual(capabilityNames('0000020000000000'), ['CAP_41']);
  for (const bad of ['', 'xyz', '0x1', '1'.repeat(17)]) assert.equal(capabilityNames(bad), undefined);
});

it('knows what a configuration grants', () => {
  const granted = (...given: Parameters<typeof grantedCapabilities>) => [...grantedCapabilities(...given)].toSorted();
  assert.deepEqual(granted(false, [], []), capabilityNames('a80425fb')?.toSorted());
  assert.deepEqual(granted(false, ['NET_ADMIN'], ['ALL']), ['NET_ADMIN']);
  assert.equal(granted(false, ['ALL'], ['NET_RAW']).includes('NET_RAW'), false);
  assert.equal(granted(false, ['ALL'], ['NET_RAW']).length, 40);
  assert.equal(granted(true, [], ['ALL']).length, 41);
  assert.equal(normaliseCapability('cap_net_admin'), 'NET_ADMIN');
});

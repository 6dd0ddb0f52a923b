/**
 * What is wrong with a mode as chmod takes it, or null. Writable for everyone is no fault together
 * with the sticky bit, as on /tmp. `+w` without a class is bound by the umask, so it gives the
 * others nothing; taking bits away is never a fault.
 */
export function modeFault(mode: string): string | null {
  if (/^[0-7]{1,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    return describe((bits & 0o6000) !== 0, (bits & 0o002) !== 0 && (bits & 0o1000) === 0);
  }
  let [setId, writable, sticky] = [false, false, false];
  for (const clause of mode.split(',')) {
    const match = /^([ugoa]*)((?:[+=-][rwxXst]*)+)$/.exec(clause);
    if (match === null) continue;
    const who = match[1] ?? '';
    for (const [, operator, bits = ''] of (match[2] ?? '').matchAll(/([+=-])([rwxXst]*)/g)) {
      if (operator === '-') continue;
      if (bits.includes('s') && who !== 'o') setId = true;
      if (bits.includes('w') && /[oa]/.test(who)) writable = true;
      if (bits.includes('t')) sticky = true;
    }
  }
  return describe(setId, writable && !sticky);
}

function describe(setId: boolean, writable: boolean): string | null {
  if (setId) return 'sets setuid or setgid';
  return writable ? 'lets everyone write' : null;
}

import type { Sighting } from '../../model/collector.ts';
import type { Gap } from '../../model/gap.ts';
import type { Located } from '../../model/located.ts';
import { source } from './engine.ts';

/** Options of `--security-opt` whose meaning is read (moby, daemon parseSecurityOpt). */
const readOptions = new Set(['no-new-privileges', 'seccomp', 'apparmor', 'label', 'systempaths', 'credentialspec']);
/** Names under which Docker itself offers runc. */
const runc = new Set(['', 'runc', 'io.containerd.runc.v2', 'io.containerd.runtime.v1.linux']);

const confining = ['runtime/capabilities', 'runtime/isolation', 'runtime/seccomp'];

/** Settings that may take a container out of the confinement that is read, one gap each. */
export function unreadSettings(inspect: Located, name: string): Sighting[] {
  const host = inspect.get('HostConfig');
  const found: Sighting[] = [];
  const add = (at: Located, because: string, touches: readonly string[]): void => {
    const gap: Gap = {
      code: 'CONTAINER_SETTING_UNREAD',
      source,
      subject: `container ${name}`,
      because,
      toKnow: 'Start it without the setting, or look at what the setting does on this host.',
      touches,
      at: at.at,
    };
    found.push({ gap });
  };
  const runtime = host.get('Runtime');
  if (!runtime.empty && !runc.has(String(runtime.value)))
    add(runtime, `the runtime ${String(runtime.value).slice(0, 60)} may confine it otherwise`, confining);
  const group = host.get('CgroupnsMode');
  if (group.value === 'host') add(group, 'sees the control groups of the host', ['runtime/isolation']);
  for (const option of host.get('SecurityOpt').items()) {
    const text = option.string().value;
    const optionName = /^[^=:]*/.exec(text ?? '')?.[0] ?? '';
    if (text === undefined || !readOptions.has(optionName))
      add(option, `the security option ${optionName.slice(0, 60) || 'at this place'} is not read`, [
        'runtime',
        'hardening',
      ]);
  }
  return found;
}

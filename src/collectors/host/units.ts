import { hostUnit, type HostUnit } from '../../facts/host-unit.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { readUnit, unitFolders, type EnvironmentFiles, type UnitFile } from '../../readers/host/units.ts';
import { seen } from '../../model/seen.ts';
import { aboutHost, evidenceOf, type HostView } from './view.ts';

const maxBytes = 256 * 1024;
const maxDropIns = 100;

type Files = Pick<HostView, 'files' | 'live' | 'shown'>;

/** A unit as its files state it; null when there is no file of it. */
export function lookAtUnit(view: Files, name: string): Fact<HostUnit> | null {
  const trouble: string[] = [];
  let own: UnitFile | null = null;
  let masked = false;
  for (const folder of unitFolders) {
    const path = `${folder}/${name}`;
    const met = view.files.look(path);
    if (met.state === 'absent') continue;
    if (met.state === 'there' && met.target === '/dev/null') {
      masked = true;
      break;
    }
    const file = readPart(view, path);
    if (typeof file === 'string') trouble.push(file);
    else own = file;
    break;
  }
  const dropIns = dropInsOf(view, name, trouble);
  if (own === null && !masked && dropIns.length === 0 && trouble.length === 0) return null;
  const at = evidenceOf(view, own?.path ?? `/etc/systemd/system/${name}`);
  const environment: EnvironmentFiles = (path) => {
    const read = view.files.text(path, maxBytes);
    if ('text' in read) return { text: read.text };
    return read.missing ? { text: null } : { text: undefined, why: read.because };
  };
  const unit = readUnit(name, own, dropIns, masked, environment, at);
  const value: HostUnit =
    trouble.length === 0
      ? unit
      : { ...unit, command: seen<readonly string[]>(undefined, at, `not every file was read: ${trouble.join('; ')}`) };
  return fact(hostUnit, aboutHost(view, 'Unit', name), value, at);
}

/** By name, over all folders; of two with one name that of the more important folder counts. */
function dropInsOf(view: Files, name: string, trouble: string[]): UnitFile[] {
  const byName = new Map<string, string>();
  for (const folder of unitFolders) {
    const listing = view.files.list(`${folder}/${name}.d`);
    if (listing.state === 'hidden') trouble.push(`${folder}/${name}.d ${listing.because}`);
    if (listing.state !== 'there') continue;
    for (const one of listing.names.filter((entry) => entry.endsWith('.conf'))) {
      if (!byName.has(one)) byName.set(one, `${folder}/${name}.d/${one}`);
    }
  }
  const names = [...byName.keys()].toSorted();
  if (names.length > maxDropIns) trouble.push(`there are more than ${maxDropIns} drop-ins`);
  return names.slice(0, maxDropIns).flatMap((one) => {
    const path = byName.get(one)!;
    const met = view.files.look(path);
    if (met.state === 'there' && met.target === '/dev/null') return [];
    const file = readPart(view, path);
    if (typeof file !== 'string') return [file];
    trouble.push(file);
    return [];
  });
}

/** The file, or why it was not read. */
function readPart(view: Files, path: string): UnitFile | string {
  const read = view.files.text(path, maxBytes);
  return 'text' in read ? { path, text: read.text, at: evidenceOf(view, path) } : `${path} ${read.because}`;
}

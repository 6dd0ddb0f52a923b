import { hostFile, type HostFile } from '../../facts/host-file.ts';
import type { Lookup } from '../../io/root-view.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { seen } from '../../model/seen.ts';
import type { PathRule } from '../../readers/host/path-rules.ts';
import { aboutHost, evidenceOf, type HostView } from './view.ts';

/** Files that one rule may find, and folders it may go down. */
const maxFound = 5_000;
const maxDepth = 16;

type Met = { readonly path: string } & Exclude<Lookup, { state: 'absent' }>;

/** One fact for each file of each rule; see `HostFile` for those that are absent or could not be looked at. */
export function* lookAtFiles(view: HostView, rules: readonly PathRule[]): Generator<Fact<HostFile>> {
  for (const rule of rules) yield* lookAtRule(view, rule);
}

function* lookAtRule(view: HostView, { role, paths, take, absence, unclear }: PathRule): Generator<Fact<HostFile>> {
  const [first] = paths;
  if (first === undefined) return;
  if (unclear !== undefined) {
    yield factOf(view, role, first, { state: 'hidden', because: unclear });
    return;
  }
  const targets = new Set<string>();
  let found = 0;
  search: for (const pattern of paths) {
    for (const met of matches(view, pattern)) {
      // A unit or file that is masked so counts as none, and those after it do not count.
      if (met.state === 'there' && met.target === '/dev/null') {
        if (take === 'first') break search;
        continue;
      }
      if (met.state === 'there') {
        // /lib/systemd/system and /usr/lib/systemd/system are one folder on most systems.
        if (targets.has(met.target)) continue;
        targets.add(met.target);
      }
      found++;
      yield factOf(view, role, met.path, met);
      if (found >= maxFound) {
        const because = `there are more than ${maxFound} of them`;
        yield factOf(view, role, pattern, { state: 'hidden', because });
        return;
      }
      if (take === 'first' && met.state === 'there') break search;
    }
  }
  if (found === 0) {
    const note = paths.length === 1 ? 'there is no such file' : `there is none at ${paths.join(', ')}`;
    // /run is made anew whenever a host starts, and is not part of its root file system.
    const made = !view.live && /^(\/var)?\/run\//.test(first);
    const because = made ? 'what lies in /run is there only while the host runs' : (absence ?? note);
    yield factOf(view, role, first, { state: made || absence !== undefined ? 'hidden' : 'absent', because });
  }
}

/** What a pattern leads to, in order of names. Absent files are left out, hidden ones are not. */
function* matches(view: HostView, pattern: string): Generator<Met> {
  const star = pattern.split('/').findIndex((segment) => segment.includes('*'));
  if (star === -1) {
    const met = view.files.look(pattern);
    if (met.state !== 'absent') yield { path: pattern, ...met };
    return;
  }
  const segments = pattern.split('/');
  yield* below(view, segments.slice(0, star).join('/'), segments.slice(star), 0);
}

function* below(view: HostView, folder: string, rest: readonly string[], depth: number): Generator<Met> {
  view.signal.throwIfAborted();
  const listing = view.files.list(folder);
  const home = view.files.look(folder);
  if (listing.state === 'absent') return;
  if (listing.state === 'hidden') {
    yield { path: folder, ...listing };
    return;
  }
  const [segment = '', ...others] = rest;
  const every = segment === '**';
  // `**/*.key`: what the rest names, in this folder and in every folder below it.
  if (every && others.length > 0) yield* below(view, folder, others, depth);
  const names = every ? listing.names : listing.names.filter((name) => fits(name, segment));
  for (const name of names) {
    const path = `${folder}/${name}`;
    const met = view.files.look(path);
    if (met.state === 'absent') continue;
    if (others.length === 0) yield { path, ...met };
    else if (every && met.state === 'hidden') yield { path, ...met };
    if (met.state !== 'there' || met.status.type !== 'folder') continue;
    if (!every && others.length > 0) yield* below(view, path, others, depth + 1);
    // Not through links: what lies elsewhere is not below the folder, and a circle would not end.
    if (every && home.state === 'there' && met.target === `${home.target === '/' ? '' : home.target}/${name}`) {
      if (depth >= maxDepth) yield { path, state: 'hidden', because: `lies more than ${maxDepth} folders deep` };
      else yield* below(view, path, rest, depth + 1);
    }
  }
}

/** `*` stands for any characters; names that begin with a dot are meant too. */
function fits(name: string, segment: string): boolean {
  const parts = segment.split('*');
  if (parts.length === 1) return name === segment;
  const [head, tail] = [parts[0]!, parts.at(-1)!];
  if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
  let rest = name.slice(head.length, name.length - tail.length);
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at === -1) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}

function factOf(view: HostView, role: string, path: string, met: Lookup): Fact<HostFile> {
  // With the name of a root file system before it, it reads as the path that a person here can open.
  const about = aboutHost(view, role, view.live ? path : path.replace(/^\//, ''));
  if (met.state !== 'there') {
    const at = evidenceOf(view, path, met.state === 'absent' ? met.because : undefined);
    const none = <T>() => seen<T>(undefined, at, met.because);
    const type = met.state === 'absent' ? seen<'absent'>('absent', at) : none<never>();
    const value: HostFile = { role, path, target: none(), type, mode: none(), owner: none(), group: none(), at };
    return fact(hostFile, about, value, at);
  }
  const { target, status } = met;
  const at = evidenceOf(view, path, target === path ? undefined : `leads to ${target}`);
  const account = view.accounts.find(({ id }) => id === status.uid)?.name;
  const value: HostFile = {
    role,
    path,
    target: seen(target, at),
    type: seen(status.type, at),
    mode: seen(status.mode, { ...at, place: 'mode' }),
    owner: seen({ id: status.uid, name: account }, { ...at, place: 'owner' }),
    group: seen({ id: status.gid, name: view.groupNames.get(status.gid) }, { ...at, place: 'group' }),
    at,
  };
  return fact(hostFile, about, value, at);
}

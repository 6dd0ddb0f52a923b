import type { AuditRule, HostAuditRules } from '../../../facts/host-audit-rules.ts';
import type { HostFile } from '../../../facts/host-file.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Seen } from '../../../model/seen.ts';

type Watch = Extract<AuditRule, { readonly kind: 'watch' }>;

/** Whether the rules of a list, in their order, record the use of a file. */
export type Watched =
  | { readonly watched: true; readonly rule: Watch }
  | { readonly watched: false; readonly at: Evidence | undefined; readonly because: string }
  | { readonly watched: undefined; readonly at: Evidence; readonly because: string };

/**
 * Goes through rules as auditctl does, the first first. A watch counts when it is of the file or of a
 * folder around it, asks for every permission that is needed, and nothing takes it away again.
 *
 * @param needed permissions of auditctl: `wa` for files that are changed, `x` for programs that are run
 */
export function watches(rules: readonly AuditRule[], file: HostFile, needed: string): Watched {
  let found: Watch[] = [];
  let unclear: AuditRule | undefined;
  for (const rule of rules) {
    if (rule.kind === 'delete-all') {
      found = [];
      unclear = undefined;
    } else if (rule.kind === 'watch') {
      if (covers(rule, file)) found.push(rule);
    } else if (rule.kind === 'off' || rule.kind === 'never-task') {
      const because = rule.kind === 'off' ? 'switches the audit off' : 'keeps every program from being recorded';
      return { watched: false, at: rule.at, because: `${rule.text} ${because}` };
    } else if (rule.kind === 'delete' || (rule.kind === 'never' && mayTake(rule.text, file))) unclear = rule;
  }
  const enough =
    found.find((rule) => rule.architecture === undefined && grants([rule], needed)) ?? bothWidths(found, needed);
  if (enough === undefined) {
    const [partly] = found;
    const because = partly === undefined ? 'no rule watches it' : `${partly.text} records only a part of its uses`;
    return { watched: false, at: partly?.at, because };
  }
  if (unclear !== undefined)
    return { watched: undefined, at: unclear.at, because: `${unclear.text.slice(0, 100)} may take its record away` };
  return { watched: true, rule: enough };
}

function bothWidths(found: readonly Watch[], needed: string): Watch | undefined {
  const [wide, narrow] = ['b64', 'b32'].map((width) => found.filter(({ architecture }) => architecture === width));
  return grants(wide!, needed) && grants(narrow!, needed) ? wide![0] : undefined;
}

function grants(rules: readonly Watch[], needed: string): boolean {
  return needed.split('').every((one) => rules.some(({ permissions }) => permissions.includes(one)));
}

function covers({ path, target, reach }: Watch, { path: asked, target: real, type }: HostFile): boolean {
  const leads = real.value ?? asked;
  // A watch of a symbolic link sees the link; of the file behind it the kernel knows by its own place.
  const same = target === leads || (path === asked && baseOf(asked) === baseOf(leads));
  if (same) return reach !== 'dir' || type.value === 'folder' || type.value === 'absent';
  return reach !== 'path' && target !== '/' && leads.startsWith(`${target}/`);
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A rule that takes records away: of other files, or of other system calls than those that use files, it takes none. */
function mayTake(text: string, { path, target }: HostFile): boolean {
  const place = /-F\s+(?:path|dir)=(\S+)/.exec(text)?.[1];
  if (place !== undefined)
    return [path, target.value ?? path].some((one) => `${one}/`.startsWith(`${place.replace(/\/+$/, '')}/`));
  const calls = [...text.matchAll(/-S\s+(\S+)/g)].flatMap(([, list]) => list!.split(','));
  return (
    calls.length === 0 ||
    calls.some((call) => /^(all|open|creat|exec|connect|unlink|rename|link|chmod|fchmod|chown|fchown)/.test(call))
  );
}

/** The two lists of a host, with what each of them says of a file. */
export function recorded(
  rules: HostAuditRules,
  file: HostFile,
  needed: string,
): { readonly loaded: Watched | undefined; readonly declared: Watched | undefined } {
  const read = ({ value }: Seen<readonly AuditRule[]>): Watched | undefined =>
    value === undefined ? undefined : watches(value, file, needed);
  return { loaded: read(rules.loaded), declared: read(rules.declared) };
}

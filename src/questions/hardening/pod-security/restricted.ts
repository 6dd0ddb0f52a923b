/** What breaks the controls that restricted adds, or makes stricter. */
import { otherVolumes, restrictedVolumes } from './allowed.ts';
import { profileType, specOf } from './baseline.ts';
import type { Rule } from './findings.ts';

export const volumeTypes: Rule = (pod, found) => {
  const spec = specOf(pod, found);
  if (spec === null) return;
  for (const volume of found.parts(spec, 'volumes')) {
    for (const [kind, source] of Object.entries(volume.value)) {
      // None at all is an emptyDir.
      if (kind === 'name' || (source ?? null) === null || restrictedVolumes.has(kind)) continue;
      const path = [...volume.path, kind];
      if (otherVolumes.has(kind)) found.broken(path, `has a volume of the kind ${kind}`);
      else found.unclear(path, `${kind} is no kind of volume that is known`);
    }
  }
};

export const privilegeEscalation: Rule = (_pod, found) => {
  for (const { name, path, security } of found.containers()) {
    const may = security && found.boolean(security, 'allowPrivilegeEscalation');
    if (may === true || may === null)
      found.broken([...path, 'securityContext', 'allowPrivilegeEscalation'], `${name} may gain privileges`);
  }
};

/** Said by the Pod or by each container, and denied nowhere. */
export const runAsNonRoot: Rule = (_pod, found) => {
  const context = found.security();
  const ofPod = context && found.boolean(context, 'runAsNonRoot');
  if (ofPod === false) found.broken(['spec', 'securityContext', 'runAsNonRoot'], 'the Pod may run as root');
  for (const { name, path, security } of found.containers()) {
    const own = security && found.boolean(security, 'runAsNonRoot');
    // An unclear word of the Pod may be the one that is missing.
    const missing = own === null && (ofPod === null || ofPod === false);
    if (own === false || missing) found.broken([...path, 'securityContext', 'runAsNonRoot'], `${name} may run as root`);
  }
};

export const runAsUser: Rule = (_pod, found) => {
  for (const context of found.contexts()) {
    if (found.integer(context, 'runAsUser') === 0)
      found.broken([...context.path, 'runAsUser'], 'sets the user to root');
  }
};

/** A profile set by the Pod or by each container, and switched off nowhere. */
export const seccompSet: Rule = (_pod, found) => {
  const off = 'switches seccomp off';
  const context = found.security();
  const ofPod = context && profileType(context, 'seccompProfile', found, off);
  for (const { name, path, security } of found.containers()) {
    const own = security && profileType(security, 'seccompProfile', found, off);
    if (own === null && ofPod === null)
      found.broken([...path, 'securityContext', 'seccompProfile'], `${name} sets no seccomp profile`);
  }
};

export const allDropped: Rule = (_pod, found) => {
  for (const { path, security } of found.containers()) {
    const capabilities = security && found.part(security, 'capabilities');
    if (capabilities === undefined) continue;
    const here = [...path, 'securityContext', 'capabilities'];
    const dropped = capabilities && found.strings(capabilities, 'drop');
    const added = capabilities && found.strings(capabilities, 'add');
    if (dropped !== undefined && dropped?.includes('ALL') !== true)
      found.broken([...here, 'drop'], 'does not drop ALL');
    if (added?.some((name) => name !== 'NET_BIND_SERVICE') === true)
      found.broken([...here, 'add'], 'adds more than NET_BIND_SERVICE');
  }
};

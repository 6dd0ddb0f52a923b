/** What breaks the controls that restricted adds, or makes stricter. */
import { otherVolumes, restrictedVolumes } from './allowed.ts';
import { profileType } from './baseline.ts';
import type { Rule } from './findings.ts';

export const volumeTypes: Rule = (_pod, found) => {
  const spec = found.spec();
  if (spec === null) return;
  for (const volume of found.parts(spec, 'volumes')) {
    for (const [kind, source] of Object.entries(volume.value)) {
      // None at all is an emptyDir.
      if (kind === 'name' || (source ?? null) === null || restrictedVolumes.has(kind)) continue;
      if (otherVolumes.has(kind)) found.broken(volume, [kind], `has a volume of the kind ${kind}`);
      else found.unclear(volume, [kind], `${kind} is no kind of volume that is known`);
    }
  }
};

export const privilegeEscalation: Rule = (_pod, found) => {
  for (const { name, self, security } of found.containers()) {
    const may = security && found.boolean(security, 'allowPrivilegeEscalation');
    if (may === true || may === null)
      found.broken(self, ['securityContext', 'allowPrivilegeEscalation'], `${name} may gain privileges`);
  }
};

/** Said by the Pod or by each container, and denied nowhere. */
export const runAsNonRoot: Rule = (_pod, found) => {
  const context = found.security();
  const ofPod = context && found.boolean(context, 'runAsNonRoot');
  if (context && ofPod === false) found.broken(context, ['runAsNonRoot'], 'the Pod may run as root');
  for (const { name, self, security } of found.containers()) {
    const own = security && found.boolean(security, 'runAsNonRoot');
    // An unclear word of the Pod may be the one that is missing.
    const missing = own === null && (ofPod === null || ofPod === false);
    if (own === false || missing) found.broken(self, ['securityContext', 'runAsNonRoot'], `${name} may run as root`);
  }
};

export const runAsUser: Rule = (_pod, found) => {
  for (const context of found.contexts()) {
    if (found.integer(context, 'runAsUser') === 0) found.broken(context, ['runAsUser'], 'sets the user to root');
  }
};

/** A profile set by the Pod or by each container, and switched off nowhere. */
export const seccompSet: Rule = (_pod, found) => {
  const off = 'switches seccomp off';
  const context = found.security();
  const ofPod = context && profileType(context, 'seccompProfile', found, off);
  for (const { name, self, security } of found.containers()) {
    const own = security && profileType(security, 'seccompProfile', found, off);
    if (own === null && ofPod === null)
      found.broken(self, ['securityContext', 'seccompProfile'], `${name} sets no seccomp profile`);
  }
};

const capabilitiesOf = ['securityContext', 'capabilities'];

export const allDropped: Rule = (_pod, found) => {
  for (const { self, security } of found.containers()) {
    const capabilities = security && found.part(security, 'capabilities');
    if (capabilities === undefined) continue;
    const dropped = capabilities && found.strings(capabilities, 'drop');
    const added = capabilities && found.strings(capabilities, 'add');
    if (dropped !== undefined && dropped?.includes('ALL') !== true)
      found.broken(self, [...capabilitiesOf, 'drop'], 'does not drop ALL');
    if (added?.some((name) => name !== 'NET_BIND_SERVICE') === true)
      found.broken(self, [...capabilitiesOf, 'add'], 'adds more than NET_BIND_SERVICE');
  }
};

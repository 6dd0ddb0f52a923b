/**
 * What the API server takes as a name, a label's key and a label's value (k8s.io/apimachinery
 * api/validate/content). Each gives the reason why a text is refused, or null.
 */

const key = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** `app`, `app.kubernetes.io/name`: a name of at most 63 characters, a DNS subdomain and a slash before it perhaps. */
export function labelKeyFault(text: string): string | null {
  const parts = text.split('/');
  if (parts.length > 2) return 'has more than one slash';
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const wrong = subdomainFault(parts[0]!);
    if (wrong !== null) return `its prefix ${wrong}`;
  }
  if (name === '') return 'has no name';
  if (name.length > 63) return 'is longer than 63 characters';
  return key.test(name) ? null : 'is not letters, digits, `-`, `_` and `.` with a letter or digit at both ends';
}

/** Empty, or at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. */
export function labelValueFault(text: string): string | null {
  if (text === '') return null;
  if (text.length > 63) return 'is longer than 63 characters';
  return key.test(text) ? null : 'is not letters, digits, `-`, `_` and `.` with a letter or digit at both ends';
}

/** A label of DNS (RFC 1123): a namespace's name. */
export function dnsLabelFault(text: string): string | null {
  if (text.length > 63) return 'is longer than 63 characters';
  return dnsLabel.test(text) ? null : 'is not small letters, digits and `-` with a letter or digit at both ends';
}

/** A subdomain of DNS (RFC 1123): most objects' name. */
export function subdomainFault(text: string): string | null {
  if (text.length > 253) return 'is longer than 253 characters';
  return dnsSubdomain.test(text)
    ? null
    : 'is not small letters, digits, `-` and `.` with a letter or digit at both ends of each part';
}

import type { Thing } from './things.ts';

/** A word of a command line, in quotes where a shell would read more in it. */
export function word(text: string): string {
  return /^[\w./@:%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Kinds whose templates cannot be changed, or only in part: they are made anew. */
const fixed = new Set(['/Pod', 'batch/Job']);

/** What puts live right: null for a declaration that is rendered, which its own tool applies. */
export function replaceCommand(declared: Thing, namespace: string, forced: boolean): string | null {
  const file = fileOf(declared);
  if (file === null) return null;
  const force = forced || fixed.has(declared.groupKind) ? ' --force' : '';
  return `kubectl replace${force}${inNamespace(declared, namespace)} -f ${word(file)}`;
}

export function applyCommand(declared: Thing, namespace: string | null): string | null {
  const file = fileOf(declared);
  return file === null ? null : `kubectl apply${inNamespace(declared, namespace ?? '')} -f ${word(file)}`;
}

export function deleteCommand({ groupKind, namespace, name }: Thing): string {
  const [group = '', kind = ''] = groupKind.split('/');
  const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}`;
  return `kubectl delete ${word(resource)} ${word(name)}${namespace === '' ? '' : ` -n ${word(namespace)}`}`;
}

function fileOf({ fact }: Thing): string | null {
  const { file } = fact.at;
  // A chart is no manifest, and what kustomize made stands in no file.
  if (file === undefined || /(^|\/)templates\//.test(file) || !/\.(ya?ml|json)$/i.test(file)) return null;
  return /(^|\/)kustomization\.ya?ml$/i.test(file) ? null : file;
}

function inNamespace(declared: Thing, namespace: string): string {
  const stated = declared.root.down('metadata', 'namespace');
  return namespace === '' || !stated.empty ? '' : ` -n ${word(namespace)}`;
}

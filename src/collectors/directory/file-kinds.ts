/** What a file may be by its name alone. */
export type FileKind =
  | 'yaml'
  | 'json'
  | 'dockerfile'
  | 'chart'
  | 'kustomization'
  | 'template'
  | 'certificate'
  | 'firewall'
  | 'terraform';

const templateEndings = /\.(j2|jinja2?|tmpl|tpl|gotmpl|template|erb|mustache|hbs|in)$/;
/** `Dockerfile.prod` is a Dockerfile; these beside it are not. */
const besideDockerfile = /\.(dockerignore|md|rst|html|txt|orig|rej|swp|bak)$|~$/;
const dockerfile = /^(dockerfile|containerfile)(\..+)?$|\.(dockerfile|containerfile)$/;

/** What iptables-save, ipset and nft print is kept under many names; what stands in it decides. */
const firewall =
  /^(rules\.v[46]|(.*[-_.])?(ip6?tables|nftables|ipset)([-_.](save|legacy|nft|rules|conf|dump|backup|txt|v[46]))*|.*\.(nft|rules))$/;

/** Null for a file that no reader wants. */
export function kindOf(fileName: string): FileKind | null {
  const name = fileName.toLowerCase();
  if (name === 'chart.yaml') return 'chart';
  if (name === 'kustomization.yaml' || name === 'kustomization.yml' || name === 'kustomization') return 'kustomization';
  if (name.endsWith('.yaml') || name.endsWith('.yml')) return 'yaml';
  if (name.endsWith('.json')) return 'json';
  if (name.endsWith('.tf')) return 'terraform';
  if (/\.(pem|crt|cer)$/.test(name)) return 'certificate';
  if (firewall.test(name)) return 'firewall';
  const bare = name.replace(templateEndings, '');
  if (bare !== name && (/\.(ya?ml|json)$/.test(bare) || dockerfile.test(bare))) return 'template';
  return dockerfile.test(name) && !besideDockerfile.test(name) ? 'dockerfile' : null;
}

const composeName = /^(docker-)?compose(\.override)?\.(ya?ml)$/;

/** `compose` or `docker-compose`, and whether it is the override of such a file; null for other names. */
export function composeNameOf(fileName: string): { readonly stem: string; readonly isOverride: boolean } | null {
  const match = composeName.exec(fileName);
  return match === null ? null : { stem: `${match[1] ?? ''}compose`, isOverride: match[2] !== undefined };
}

/**
 * A quick look that spares the parsing of JSON which is plainly something else: lock files, compiler
 * settings, data. Only what may be a Kubernetes object, a Compose project or a configuration goes on.
 */
export function mayMatter(fileName: string, json: string): boolean {
  if (fileName === 'daemon.json') return true;
  // kubectl reads YAML by whatever name, and JSON may write any letter as \\u0061.
  if (json.includes('apiVersion') || /\\u00[4-7][\da-f]/i.test(json)) return true;
  if (json.includes('"services"') && (json.includes('"image"') || json.includes('"build"'))) return true;
  if (json.includes('"nftables"')) return true;
  if (json.includes('"phases"') && json.includes('"policy"')) return true;
  return json.includes('"receivers"') || json.includes('"scrape_configs"') || json.includes('"schema_config"');
}

/** A template of what we read: it names an object or services at the start of a line. */
export function looksLikeTemplateOfOurs(text: string): boolean {
  return /^\s*"?(apiVersion|kind|services)"?\s*:/m.test(text) || /^\s*FROM\s/im.test(text);
}

import type { Located } from '../../model/located.ts';
import { problemAt, type RuleProblem } from './rule-problem.ts';
import type { RuleItem } from './rule-file.ts';

/** The version of Falco's engine whose language is read (Falco 0.44). */
export const engineVersion = [0, 63, 0] as const;

/** Plugins of Falco whose fields Plimsoll's own sources fill. */
const plugins = /^(?:k8saudit(?:-(?:aks|eks|gke|ovh))?|json|container|k8smeta)$/;

type Version = readonly [number, number, number];

/** Holds a requirement of a rule file against what is here; undefined when it is met. */
export function unmetRequirement(item: RuleItem): RuleProblem | undefined {
  const node = item.node.get(item.kind);
  if (item.kind === 'required_engine_version') {
    const written = item.file.scalar(node);
    const wanted = written === undefined ? undefined : engineOf(written);
    if (wanted === undefined)
      return problemAt('error', 'required_engine_version is neither a number nor a version', node.at);
    return wanted[0] === engineVersion[0] && compare(wanted, engineVersion) <= 0
      ? undefined
      : problemAt('error', `needs engine ${wanted.join('.')}, and ${engineVersion.join('.')} is spoken here`, node.at);
  }
  if (!node.isList) return problemAt('error', 'required_plugin_versions is a list', node.at);
  for (const plugin of node.items()) {
    const problem = pluginProblem(plugin, item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function pluginProblem(plugin: Located, item: RuleItem): RuleProblem | undefined {
  const names: string[] = [];
  for (const one of [plugin, ...plugin.get('alternatives').items()]) {
    const name = item.file.scalar(one.get('name'));
    const version = item.file.scalar(one.get('version'));
    if (name === undefined || name === '') return problemAt('error', 'a required plugin has no name', one.at);
    if (version === undefined || versionOf(version) === undefined)
      return problemAt('error', `the version of the required plugin ${name} is none`, one.at);
    names.push(name);
  }
  if (names.some((name) => plugins.test(name))) return undefined;
  return problemAt('warning', `needs the plugin ${names.join(' or ')}, whose fields are not filled here`, plugin.at);
}

function engineOf(text: string): Version | undefined {
  return /^\d{1,6}$/.test(text) ? [0, Number(text), 0] : versionOf(text);
}

function versionOf(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

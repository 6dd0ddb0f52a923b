import type { ConfiguredProgram } from '../../facts/configuration.ts';
import type { Located } from '../../model/located.ts';

/** Text that stands in every configuration recognised below: a quick look before parsing a value. */
const telltale =
  /receivers|scrape_configs|rule_files|schema_config|limits_config|table_manager|pipeline|phases|rules_files?|audit\.k8s\.io|(?:kubelet|kubeproxy|apiserver)\.config\.k8s\.io/;

/** Group and kind of the files that programs of Kubernetes take: https://kubernetes.io/docs/reference/config-api/ */
const ofKubernetes: Readonly<Record<string, ConfiguredProgram>> = {
  'audit.k8s.io Policy': 'kubernetes-audit-policy',
  'apiserver.config.k8s.io AdmissionConfiguration': 'kubernetes-admission',
  'apiserver.config.k8s.io AuthenticationConfiguration': 'kubernetes-authentication',
  'apiserver.config.k8s.io AuthorizationConfiguration': 'kubernetes-authorization',
  'apiserver.config.k8s.io EncryptionConfiguration': 'kubernetes-encryption',
  'kubelet.config.k8s.io KubeletConfiguration': 'kubelet',
  'kubeproxy.config.k8s.io KubeProxyConfiguration': 'kube-proxy',
};

export function mayBeConfiguration(fileName: string, text: string): boolean {
  return fileName === 'daemon.json' || telltale.test(text);
}

/**
 * The program that a mapping configures, by the keys that only this program has together, or by the
 * file's name where the shape says nothing. Null for anything else.
 */
export function programOf(root: Located, fileName: string): ConfiguredProgram | null {
  if (!root.isMap) return null;
  const some = (...keys: string[]): boolean => keys.some((key) => root.get(key).exists);
  // https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file: only its name tells.
  if (fileName === 'daemon.json') return 'docker-daemon';
  const apiVersion = root.get('apiVersion').string().value;
  if (apiVersion !== undefined && root.get('kind').exists) {
    const name = `${apiVersion.slice(0, apiVersion.indexOf('/'))} ${root.get('kind').string().value ?? ''}`;
    return Object.hasOwn(ofKubernetes, name) ? ofKubernetes[name]! : null;
  }
  // https://prometheus.io/docs/alerting/latest/configuration/
  if (root.get('route').isMap && root.get('receivers').isList) return 'alertmanager';
  // https://prometheus.io/docs/prometheus/latest/configuration/configuration/
  if (root.get('scrape_configs').isList) return 'prometheus';
  if (root.get('global').isMap && root.get('rule_files').isList) return 'prometheus';
  // https://grafana.com/docs/loki/latest/configure/
  if (root.get('schema_config').isMap) return 'loki';
  if (some('limits_config', 'table_manager') && some('auth_enabled', 'storage_config', 'common', 'compactor'))
    return 'loki';
  // https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml
  if (root.down('pipeline', 'inputs').isList || root.down('pipeline', 'outputs').isList) return 'fluent-bit';
  // https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-ilm-put-lifecycle
  if (root.down('policy', 'phases').isMap) return 'elasticsearch-lifecycle';
  // https://falco.org/docs/reference/daemon/config-options/
  if (some('rules_files', 'rules_file') && some('json_output', 'stdout_output', 'priority', 'engine', 'load_plugins'))
    return 'falco';
  return null;
}

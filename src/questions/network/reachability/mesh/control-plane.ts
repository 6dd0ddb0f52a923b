import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { readYaml } from '../../../../formats/yaml/read-yaml.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { inOrder } from '../../selection/order.ts';

/** What the control plane of Istio was told about the whole mesh; its own defaults where nothing was read. */
export interface ControlPlane {
  /** Where policies count for the whole mesh (`meshConfig.rootNamespace`). */
  readonly rootNamespace: string;
  /** Names of the trust domain: its own first, then its aliases. */
  readonly trustDomains: readonly string[];
  /** Proxies take mutual TLS by themselves to whoever has a proxy (`meshConfig.enableAutoMtls`). */
  readonly autoMtls: boolean;
  /** Namespaces that a DestinationRule without `exportTo` is seen in. */
  readonly exportTo: readonly string[];
  /** Sidecars turn away what goes to hosts that nobody named (`outboundTrafficPolicy`): where that is stated. */
  readonly registryOnly?: Evidence;
  /** Why none of this is sure: several configurations disagree, or one cannot be read. */
  readonly doubt?: string;
  readonly at?: Evidence;
}

/** `meshConfig` as Istio has it when nothing is stated (mesh.proto, mesh/v1alpha1). */
const defaults: ControlPlane = {
  rootNamespace: 'istio-system',
  trustDomains: ['cluster.local'],
  autoMtls: true,
  exportTo: ['*'],
};

/**
 * From the ConfigMaps `istio` and `istio-REVISION` (their key `mesh`), and IstioOperator and Istio objects.
 * Only what they all say alike is sure.
 */
export function controlPlane(objects: readonly Fact<KubernetesObject>[], stage: Stage): ControlPlane {
  const read: ControlPlane[] = [];
  for (const { stage: own, value, at } of inOrder(objectsOfKind(objects, 'ConfigMap'))) {
    if (own !== stage || !/^istio(-|$)/.test(value.name)) continue;
    const text = value.root.down('data', 'mesh').string().value;
    if (text === undefined) continue;
    const { documents, problems } = readYaml(text, at.file ?? value.name, at.source, 'core');
    const [document, ...rest] = documents;
    if (problems.length > 0 || rest.length > 0)
      read.push({ ...defaults, doubt: `the mesh configuration of ConfigMap ${value.name} cannot be read`, at });
    else if (document !== undefined) read.push(meshConfig(document.root, at));
  }
  for (const kind of ['IstioOperator', 'Istio', 'IstioRevision']) {
    for (const { stage: own, value } of inOrder(objectsOfKind(objects, kind))) {
      if (own !== stage) continue;
      const spec = value.root.get('spec');
      const config = kind === 'IstioOperator' ? spec.get('meshConfig') : spec.down('values', 'meshConfig');
      if (!config.empty) read.push(meshConfig(config, config.at));
    }
  }
  const [first = defaults, ...rest] = read;
  const doubt = read.find(({ doubt: own }) => own !== undefined)?.doubt;
  if (doubt !== undefined) return { ...first, doubt };
  return rest.every((other) => same(first, other))
    ? first
    : { ...first, doubt: 'several mesh configurations of Istio that were read disagree' };
}

/** Without the places where they stand. */
const settings = ({ registryOnly, ...plane }: ControlPlane): object => ({
  ...plane,
  at: null,
  registryOnly: registryOnly !== undefined,
});

const same = (a: ControlPlane, b: ControlPlane): boolean => JSON.stringify(settings(a)) === JSON.stringify(settings(b));

function meshConfig(config: Located, at: Evidence): ControlPlane {
  const root = config.get('rootNamespace').text().value;
  const domain = config.get('trustDomain').text().value;
  const aliases = config.get('trustDomainAliases').strings().value ?? [];
  const auto = config.get('enableAutoMtls').boolean().value;
  const exports = config.get('defaultDestinationRuleExportTo').strings().value ?? [];
  const outbound = config.down('outboundTrafficPolicy', 'mode');
  return {
    rootNamespace: root === undefined || root === '' ? defaults.rootNamespace : root,
    trustDomains: [domain === undefined || domain === '' ? 'cluster.local' : domain, ...aliases],
    autoMtls: auto ?? true,
    exportTo: exports.length === 0 ? defaults.exportTo : exports,
    at,
    ...(outbound.value === 'REGISTRY_ONLY' ? { registryOnly: at } : {}),
    ...(config.isMap || config.empty ? {} : { doubt: 'a mesh configuration of Istio is no mapping' }),
  };
}

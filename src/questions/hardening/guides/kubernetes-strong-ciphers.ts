import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { noCipherList, onlyTls13, weakCiphers } from '../kubernetes/ciphers.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { list, text } from '../kubernetes/flag.ts';
import {
  kubeletNeeds,
  kubeletList,
  kubelets,
  kubeletText,
  ofNodes,
  unseenKubelets,
  type Kubelet,
} from '../kubernetes/kubelet.ts';
import { cis } from '../kubernetes/references.ts';
import { judgeComponent, rule } from '../kubernetes/rules.ts';
import { mapSeen, seen, type Seen } from '../../../model/seen.ts';

/** What is weak about the suites of an API server. */
function ofServer(component: Component): Seen<string> {
  const version = text(component, 'tls-min-version');
  const suites = list(component, 'tls-cipher-suites', 'absent: Go chooses the suites');
  if (typeof version.value === 'string' && onlyTls13(version.value)) return seen('', version.at);
  if (version.value === undefined) return seen<string>(undefined, version.at, version.why);
  if (suites.value === null) return seen(noCipherList, suites.at);
  return mapSeen(suites as Seen<readonly string[]>, faultOf);
}

function ofKubelet(kubelet: Kubelet): Seen<string> {
  const version = kubeletText(kubelet, { path: ['tlsMinVersion'], flag: 'tls-min-version', byDefault: '' });
  if (version.value !== undefined && onlyTls13(version.value)) return seen('', version.at);
  if (version.value === undefined) return seen<string>(undefined, version.at, version.why);
  const suites = kubeletList(kubelet, { path: ['tlsCipherSuites'], flag: 'tls-cipher-suites', byDefault: [] });
  return mapSeen(suites, faultOf);
}

function faultOf(names: readonly string[]): string {
  if (names.length === 0) return noCipherList;
  const weak = weakCiphers(names);
  return weak.length === 0 ? '' : `offers ${weak.join(', ')}`;
}

const wrong = (fault: string): string | null => (fault === '' ? null : fault);
const rules = [rule('1.2.29', ofServer, wrong)];

export const kubernetesStrongCiphers = defineCheck({
  id: 'HRD-707',
  name: 'kubernetes-strong-ciphers',
  aspect: 'hardening/guides',
  title: 'The API server and the kubelets speak TLS with strong ciphers alone',
  severity: 'medium',
  since: '0.1.0',
  references: cis('1.2.29', '4.2.12'),
  remedy:
    'List GCM and ChaCha20-Poly1305 suites in `--tls-cipher-suites` (`tlsCipherSuites` of the kubelet), or set the least version to `VersionTLS13`.',
  toKnow: 'Ask the node as root: `plimsoll hardening audit host:`.',
  needs: kubeletNeeds,
  *evaluate(facts) {
    for (const component of componentsNamed(facts, 'kube-apiserver')) yield* judgeComponent(component, rules);
    const found = kubelets(facts);
    for (const kubelet of found) {
      const judged = judge(kubelet, ofKubelet(kubelet), wrong, { references: cis('4.2.12') });
      yield* ofNodes(kubelet, [judged]);
    }
    for (const one of unseenKubelets(found, facts.objects)) yield { ...one, references: cis('4.2.12') };
  },
});

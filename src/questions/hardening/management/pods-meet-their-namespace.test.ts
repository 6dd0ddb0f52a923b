import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { podsMeetTheirNamespace } from './pods-meet-their-namespace.ts';

const enforce = 'pod-security.kubernetes.io/enforce';
const namespace = (labels: string, name = 'shop'): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`;
const pod = (spec: string): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {${spec} containers: [{name: web, image: web}]}}`;
const together = (...texts: string[]): ReturnType<typeof manifests> => manifests(texts.join('\n---\n'));
const sysctl = 'securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: "1"}]},';

checkTable(podsMeetTheirNamespace, [
  { name: 'meets it', facts: together(namespace(`{${enforce}: baseline}`), pod('')), verdicts: ['pass'] },
  {
    name: 'would be refused',
    facts: together(namespace(`{${enforce}: restricted}`), pod('')),
    verdicts: ['fail'],
    saw: /run-as-non-root/,
  },
  {
    name: 'by an older version',
    facts: together(namespace(`{${enforce}: baseline, ${enforce}-version: v1.31}`), pod(sysctl)),
    verdicts: ['fail'],
    saw: /tcp_rmem/,
  },
  {
    name: 'not by the newest',
    facts: together(namespace(`{${enforce}: baseline, ${enforce}-version: latest}`), pod(sysctl)),
    verdicts: ['pass'],
  },
  { name: 'takes any Pod', facts: together(namespace(`{${enforce}: privileged}`), pod('')), verdicts: [] },
  { name: 'says nothing', facts: together(namespace('{}'), pod('')), verdicts: [] },
  { name: 'another namespace', facts: together(namespace(`{${enforce}: restricted}`, 'b'), pod('')), verdicts: [] },
  { name: 'not seen', facts: together(pod('')), verdicts: [] },
  { name: 'no level', facts: together(namespace(`{${enforce}: strict}`), pod('')), verdicts: ['unknown'] },
  { name: 'no labels', facts: together(namespace('a'), pod('')), verdicts: ['unknown'] },
  {
    name: 'a version to come',
    facts: together(namespace(`{${enforce}: baseline, ${enforce}-version: v1.99}`), pod('')),
    verdicts: ['unknown'],
    saw: /v1\.99/,
  },
  {
    name: 'a number for a version',
    facts: together(namespace(`{${enforce}: baseline, ${enforce}-version: 1.25}`), pod('')),
    verdicts: ['unknown'],
  },
  {
    name: 'twice',
    facts: together(namespace(`{${enforce}: baseline}`), namespace(`{${enforce}: restricted}`), pod('')),
    verdicts: ['unknown'],
    saw: /twice/,
  },
  {
    name: 'not understood',
    facts: together(namespace(`{${enforce}: baseline}`), pod('hostPID: "yes",')),
    verdicts: ['unknown'],
  },
]);

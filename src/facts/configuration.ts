import { defineFact } from '../model/fact.ts';
import type { Located } from '../model/located.ts';

/** Programs whose configuration Plimsoll reads, from a file of its own or inside a ConfigMap. */
export const configuredPrograms = [
  'alertmanager',
  'prometheus',
  'loki',
  'fluent-bit',
  'elasticsearch-lifecycle',
  'docker-daemon',
  'kubernetes-audit-policy',
  'kubernetes-admission',
  'kubernetes-authentication',
  'kubernetes-authorization',
  'kubernetes-encryption',
  'kubelet',
  'kube-proxy',
  'falco',
] as const;
export type ConfiguredProgram = (typeof configuredPrograms)[number];

/** The configuration of one program, read with positions. */
export interface Configuration {
  readonly program: ConfiguredProgram;
  readonly root: Located;
}

export const configuration = defineFact<Configuration>('configuration');

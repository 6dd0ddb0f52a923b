import type { EventValue } from '../../facts/event.ts';
import { imageParts } from './container.ts';
import type { Draft, LineRead, Values } from './draft.ts';
import { isMap, jsonField, jsonText, listOf, mapOf, textOf, under, type Json } from './json-value.ts';
import { readTime } from './moment-text.ts';

type Read = (event: Json, argument: string | undefined) => EventValue | undefined;

/** Events of one list: the API server sends at most 400 in a batch by default. */
const itemsAtMost = 100_000;

export function isKubernetesAudit(value: Json): boolean {
  if (textOf(value['apiVersion'])?.startsWith('audit.k8s.io/') === true) return true;
  return textOf(value['auditID']) !== undefined && textOf(value['verb']) !== undefined;
}

/** One Event of audit.k8s.io (any version) or an EventList, as the log and the webhook backend write them. */
export function readKubernetesAudit(value: Json): readonly LineRead[] {
  if (value['kind'] !== 'EventList') return [readOne(value)];
  const { items } = value;
  if (items !== null && items !== undefined && !Array.isArray(items)) return [{ fault: 'its items are no list' }];
  if (!Array.isArray(items) || items.length === 0) return [{ left: 'empty lists' }];
  const read = items.slice(0, itemsAtMost).map(readOne);
  const more = items.length - read.length;
  return more > 0 ? [...read, { fault: `${more} more events of its list are left out` }] : read;
}

function readOne(value: unknown): LineRead {
  if (!isMap(value)) return { fault: 'an event is no map' };
  if (value['kind'] !== undefined && value['kind'] !== 'Event') return { fault: 'its kind is not Event or EventList' };
  const id = textOf(value['auditID']);
  if (id === undefined) return { left: 'without auditID' };
  const time =
    readTime(value['stageTimestamp']) ?? readTime(value['timestamp']) ?? readTime(value['requestReceivedTimestamp']);
  if (time === undefined) return { fault: 'an event has no time that can be read' };
  const verb = textOf(value['verb']);
  if (verb === undefined) return { fault: 'an event has no verb' };
  const values: Values = new Map();
  const draft: Draft = {
    source: 'k8s_audit',
    time,
    type: verb,
    values,
    more: (name, argument) => fields.get(name)?.(value, argument) ?? jsonField(value, time, name, argument),
    key: `${id}/${textOf(value['stage']) ?? ''}`,
  };
  return { event: draft };
}

const at =
  (...keys: readonly string[]): Read =>
  (event) =>
    jsonText(under(event, ...keys));

const listAt =
  (...keys: readonly string[]): Read =>
  (event, argument) =>
    texts(chosen(listOf(under(event, ...keys)), argument));

/** Under each member of a list: `[1]` takes one member, no brackets all; lists below are laid flat, absent values left out. */
const eachAt =
  (list: readonly string[], ...keys: readonly string[]): Read =>
  (event, argument) =>
    texts(chosen(listOf(under(event, ...list)), argument).flatMap((member) => flat(under(member, ...keys))));

const spec = (...keys: readonly string[]): readonly string[] => ['requestObject', 'spec', ...keys];

/** Whoever is bound, of one kind, as `show` writes them. */
const subjects =
  (kind: string, show: (subject: Json) => string | undefined): Read =>
  (event) =>
    texts(
      listOf(under(event, 'requestObject', 'subjects'))
        .filter(isMap)
        .filter((subject) => subject['kind'] === kind)
        .map(show),
    );

const effective =
  (list: readonly string[], key: string): Read =>
  (event, argument) => {
    const own = jsonText(under(event, ...spec('securityContext', key))) ?? '0';
    return texts(
      chosen(listOf(under(event, ...list)), argument).map(
        (container) => jsonText(under(container, 'securityContext', key)) ?? own,
      ),
    );
  };

/** Where no host port is asked for, that of the container: with `hostNetwork` it is the same. */
const hostPorts =
  (list: readonly string[]): Read =>
  (event, argument) =>
    texts(
      chosen(listOf(under(event, ...list)), argument)
        .flatMap((container) => listOf(under(container, 'ports')))
        .map((port) => under(port, 'hostPort') ?? under(port, 'containerPort')),
    );

const repositories =
  (list: readonly string[]): Read =>
  (event, argument) =>
    texts(chosen(listOf(under(event, ...list)), argument).map((container) => repository(under(container, 'image'))));

const first =
  (read: Read): Read =>
  (event) => {
    const list = read(event, '0');
    return Array.isArray(list) ? list[0] : undefined;
  };

/** Fields of one list of containers, by the name that stands in them. */
function containerFields(name: 'containers' | 'initContainers' | 'ephemeralContainers'): [string, Read][] {
  const list = spec(name);
  const context = (...keys: readonly string[]): Read => eachAt(list, 'securityContext', ...keys);
  const own: [string, Read][] = [
    ['name', eachAt(list, 'name')],
    ['image', eachAt(list, 'image')],
    ['image.repository', repositories(list)],
    ['command', eachAt(list, 'command')],
    ['args', eachAt(list, 'args')],
    ['privileged', context('privileged')],
    ['allow_privilege_escalation', context('allowPrivilegeEscalation')],
    ['read_only_fs', context('readOnlyRootFilesystem')],
    ['run_as_user', context('runAsUser')],
    ['run_as_group', context('runAsGroup')],
    ['eff_run_as_user', effective(list, 'runAsUser')],
    ['eff_run_as_group', effective(list, 'runAsGroup')],
    ['proc_mount', context('procMount')],
    ['add_capabilities', context('capabilities', 'add')],
  ];
  // The API takes no ports of an ephemeral container.
  if (name !== 'ephemeralContainers') own.push(['host_port', hostPorts(list)]);
  return own.map(([field, read]) => [`ka.req.pod.${name}.${field}`, read]);
}

/** Fields of Falco's plugin `k8saudit` by the place in the event that each is read from. */
const fields: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['ka.auditid', at('auditID')],
  ['ka.stage', at('stage')],
  ['ka.auth.decision', at('annotations', 'authorization.k8s.io/decision')],
  ['ka.auth.reason', at('annotations', 'authorization.k8s.io/reason')],
  ['ka.auth.openshift.decision', at('annotations', 'authentication.openshift.io/decision')],
  ['ka.auth.openshift.username', at('annotations', 'authentication.openshift.io/username')],
  ['ka.user.name', at('user', 'username')],
  ['ka.user.groups', listAt('user', 'groups')],
  ['ka.impuser.name', at('impersonatedUser', 'username')],
  ['ka.verb', at('verb')],
  ['ka.uri', at('requestURI')],
  ['ka.uri.param', parameter],
  ['ka.target.name', at('objectRef', 'name')],
  ['ka.target.namespace', at('objectRef', 'namespace')],
  ['ka.target.resource', at('objectRef', 'resource')],
  ['ka.target.subresource', at('objectRef', 'subresource')],
  [
    'ka.target.pod.name',
    (event) =>
      under(event, 'objectRef', 'resource') === 'pods'
        ? jsonText(under(event, 'objectRef', 'name') ?? under(event, 'responseObject', 'metadata', 'name'))
        : undefined,
  ],
  ['ka.req.binding.subjects', listAt('requestObject', 'subjects')],
  ['ka.req.binding.subjects.user_names', subjects('User', ({ name }) => textOf(name))],
  ['ka.req.binding.subjects.group_names', subjects('Group', ({ name }) => textOf(name))],
  ['ka.req.binding.subjects.serviceaccount_names', subjects('ServiceAccount', ({ name }) => textOf(name))],
  [
    'ka.req.binding.subjects.serviceaccount_ns_names',
    subjects('ServiceAccount', ({ name, namespace }) => `${textOf(namespace) ?? ''}:${textOf(name) ?? ''}`),
  ],
  ['ka.req.binding.role', at('requestObject', 'roleRef', 'name')],
  ['ka.req.binding.subject.has_name', (_event, argument) => (argument === undefined ? undefined : 'N/A')],
  ['ka.req.configmap.name', at('objectRef', 'name')],
  ['ka.req.configmap.obj', at('requestObject', 'data')],
  ...containerFields('containers'),
  ...containerFields('initContainers'),
  ...containerFields('ephemeralContainers'),
  ['ka.req.container.image', first(eachAt(spec('containers'), 'image'))],
  ['ka.req.container.image.repository', first(repositories(spec('containers')))],
  ['ka.req.container.host_network', at(...spec('hostNetwork'))],
  ['ka.req.container.privileged', anyPrivileged],
  ['ka.req.pod.host_ipc', at(...spec('hostIPC'))],
  ['ka.req.pod.host_network', at(...spec('hostNetwork'))],
  ['ka.req.pod.host_pid', at(...spec('hostPID'))],
  ['ka.req.pod.run_as_user', at(...spec('securityContext', 'runAsUser'))],
  ['ka.req.pod.run_as_group', at(...spec('securityContext', 'runAsGroup'))],
  ['ka.req.pod.fs_group', at(...spec('securityContext', 'fsGroup'))],
  ['ka.req.pod.supplemental_groups', listAt(...spec('securityContext', 'supplementalGroups'))],
  ['ka.req.pod.volumes.hostpath', eachAt(spec('volumes'), 'hostPath', 'path')],
  ['ka.req.pod.volumes.flexvolume_driver', eachAt(spec('volumes'), 'flexVolume', 'driver')],
  ['ka.req.pod.volumes.volume_type', volumeTypes],
  ['ka.req.volume.hostpath', mountsPath],
  ['ka.req.role.rules', listAt('requestObject', 'rules')],
  ['ka.req.role.rules.apiGroups', eachAt(['requestObject', 'rules'], 'apiGroups')],
  ['ka.req.role.rules.nonResourceURLs', eachAt(['requestObject', 'rules'], 'nonResourceURLs')],
  ['ka.req.role.rules.verbs', eachAt(['requestObject', 'rules'], 'verbs')],
  ['ka.req.role.rules.resources', eachAt(['requestObject', 'rules'], 'resources')],
  ['ka.req.service.type', at(...spec('type'))],
  ['ka.req.service.ports', listAt(...spec('ports'))],
  ['ka.resp.name', at('responseObject', 'metadata', 'name')],
  ['ka.response.code', at('responseStatus', 'code')],
  ['ka.response.reason', at('responseStatus', 'reason')],
  ['ka.useragent', at('userAgent')],
  ['ka.sourceips', listAt('sourceIPs')],
]);

export const kubernetesAuditFields: readonly string[] = [...fields.keys()];

function parameter(event: Json, argument: string | undefined): EventValue | undefined {
  const uri = textOf(event['requestURI']);
  const question = uri?.indexOf('?') ?? -1;
  if (uri === undefined || argument === undefined || question < 0) return undefined;
  return new URLSearchParams(uri.slice(question + 1)).get(argument) ?? undefined;
}

function anyPrivileged(event: Json): EventValue | undefined {
  const { containers } = mapOf(under(event, 'requestObject', 'spec'));
  if (!Array.isArray(containers)) return undefined;
  return String(containers.some((container) => under(container, 'securityContext', 'privileged') === true));
}

function volumeTypes(event: Json, argument: string | undefined): EventValue | undefined {
  const volumes = chosen(listOf(under(event, ...spec('volumes'))), argument);
  return texts(volumes.flatMap((volume) => Object.keys(mapOf(volume)).filter((key) => key !== 'name')));
}

/** Whether a volume mounts this path of the host, or with `*` at the end one that starts so. */
function mountsPath(event: Json, argument: string | undefined): EventValue | undefined {
  const { volumes } = mapOf(under(event, 'requestObject', 'spec'));
  if (argument === undefined || !Array.isArray(volumes)) return undefined;
  const start = argument.endsWith('*') ? argument.slice(0, -1) : undefined;
  const paths = volumes.map((volume) => textOf(under(volume, 'hostPath', 'path')));
  return String(paths.some((path) => path === argument || (start !== undefined && path?.startsWith(start) === true)));
}

function chosen(list: readonly unknown[], argument: string | undefined): readonly unknown[] {
  if (argument === undefined) return list;
  return /^\d{1,9}$/.test(argument) ? list.slice(Number(argument), Number(argument) + 1) : [];
}

function flat(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** As texts, without those that are absent; no list at all when none is left. */
function texts(list: readonly unknown[]): readonly string[] | undefined {
  const told = list.map(jsonText).filter((text) => text !== undefined);
  return told.length === 0 ? undefined : told;
}

function repository(image: unknown): string | undefined {
  const text = textOf(image);
  return text === undefined ? undefined : (imageParts(text).repository ?? text);
}

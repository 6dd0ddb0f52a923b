import { fromData } from '../cel/data.ts';
import { List, Mapping, Unknown, type MappingData, type Value } from '../cel/values.ts';
import { completed } from './defaults.ts';
import type { Inputs } from './evaluate-policy.ts';
import { isOwnKind, type Request } from './request.ts';

type Data = Readonly<Record<string, unknown>>;

/** What only the server knows of who asks. */
const asker = new Unknown(['who would ask the API server is not known']);
const byServer = new Unknown(['the API server gives this field its value when the object is made']);

/** Metadata that the server sets on everything that is made. */
const made = ['uid', 'creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink'];

/**
 * The names that a policy's expressions use when an object would be created. What only the server could
 * know is unknown: who asks, what the authorizer would say, fields that it fills in from elsewhere.
 *
 * @param params null without any; undefined when the policy has none
 * @param namespace the Namespace object that was seen; undefined when none was
 * @param asWritten of a kind whose defaults are not known, what is left out counts as left out
 */
export function inputsFor(
  request: Request,
  params: Data | null | undefined,
  namespace: Data | undefined,
  asWritten = false,
): Inputs {
  return {
    object: objectValue(request, asWritten),
    oldObject: null,
    params: params === undefined || params === null ? null : fromData(params, 'struct'),
    request: requestValue(request),
    namespaceObject: namespaceValue(request, namespace),
    authorizer: asker,
    'authorizer.requestResource': asker,
  };
}

function objectValue(request: Request, asWritten: boolean): Value {
  const { group, kind, declared } = request;
  const origin = isOwnKind(group) ? 'struct' : 'plain';
  if (!declared) return fromData(request.data, origin);
  const { data, complete: known, unknown } = completed(group, kind, request.data);
  const complete = known || asWritten;
  const absent = new Unknown([`the API server may fill in what this ${kind} leaves out`]);
  const read = (value: unknown): Value => (complete ? fromData(value, origin) : partial(value, origin, absent));
  const parts: Record<string, Value> = {};
  for (const [key, value] of Object.entries(data)) {
    if (key === 'spec' && unknown.length > 0 && isData(value)) {
      const reason = new Unknown([`the API server takes this field of a ${kind} from elsewhere when it is left out`]);
      parts[key] = overlaid(value, origin, (name) => (unknown.includes(name) ? reason : undefined), reason);
    } else if (key !== 'metadata') parts[key] = read(value);
  }
  parts['metadata'] = metadataValue(request, isData(data['metadata']) ? data['metadata'] : {}, origin);
  if (origin === 'struct' && !['ConfigMap', 'Secret', 'ServiceAccount', 'Role', 'ClusterRole'].includes(kind))
    parts['status'] ??= byServer;
  return Mapping.ofData(fixed(parts, complete ? undefined : absent), origin);
}

function metadataValue(request: Request, metadata: Data, origin: 'struct' | 'plain'): Value {
  const named = request.namespace === '' ? metadata : { ...metadata, namespace: request.namespace };
  const generated = metadata['name'] === undefined && metadata['generateName'] !== undefined;
  return overlaid(
    named,
    origin,
    (name) => (made.includes(name) || (generated && name === 'name') ? byServer : undefined),
    byServer,
  );
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Plain data, of which some fields are unknown where they are left out. */
function overlaid(
  data: Data,
  origin: 'struct' | 'plain',
  missing: (name: string) => Unknown | undefined,
  more: Unknown,
): Value {
  const whole = fromData(data, origin) as Mapping;
  return Mapping.ofData(
    { keys: () => Object.keys(data), get: (name) => whole.get(name) ?? missing(name), more },
    origin,
  );
}

function fixed(parts: Readonly<Record<string, Value>>, absent: Unknown | undefined): MappingData {
  const data = {
    keys: () => Object.keys(parts),
    get: (name: string) => (Object.hasOwn(parts, name) ? parts[name] : absent),
  };
  return absent === undefined ? data : { ...data, more: absent };
}

/** Data of a kind whose defaults are not known: what it leaves out, the server may fill in. */
function partial(value: unknown, origin: 'struct' | 'plain', absent: Unknown): Value {
  if (Array.isArray(value)) return List.ofData(value, origin, (item) => partial(item, origin, absent));
  if (!isData(value)) return fromData(value, origin);
  const parts: Record<string, Value> = {};
  for (const [key, inner] of Object.entries(value)) parts[key] = partial(inner, origin, absent);
  return Mapping.ofData(fixed(parts, absent), origin);
}

function requestValue(request: Request): Value {
  const kind = { group: request.group, version: request.version, kind: request.kind };
  const resource = { group: request.group, version: request.version, resource: request.resource };
  const known = {
    kind,
    resource,
    requestKind: kind,
    requestResource: resource,
    name: request.name,
    ...(request.namespace === '' ? {} : { namespace: request.namespace }),
    operation: 'CREATE',
  };
  const resourceUnknown = new Unknown([`how the API names ${request.kind} in the plural is not known`]);
  const parts: Record<string, Value> = {};
  for (const [key, value] of Object.entries(known)) parts[key] = fromData(value, 'struct');
  if (!request.resourceKnown) {
    parts['resource'] = resourceUnknown;
    parts['requestResource'] = resourceUnknown;
  }
  // There is always somebody who asks, so `has(request.userInfo)` is known.
  parts['userInfo'] = Mapping.ofData({ keys: () => [], get: () => asker, more: asker }, 'struct');
  for (const name of ['uid', 'options', 'dryRun']) parts[name] = asker;
  return Mapping.ofData(fixed(parts, undefined), 'struct');
}

function namespaceValue(request: Request, namespace: Data | undefined): Value {
  if (request.namespace === '') return null;
  if (namespace === undefined) return new Unknown([`the namespace ${request.namespace} was not seen`]);
  const metadata = isData(namespace['metadata']) ? namespace['metadata'] : {};
  const labels = isData(metadata['labels']) ? metadata['labels'] : {};
  const named = { ...metadata, labels: { ...labels, 'kubernetes.io/metadata.name': request.namespace } };
  const parts: Record<string, Value> = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: overlaid(named, 'struct', (name) => (made.includes(name) ? byServer : undefined), byServer),
    spec: isData(namespace['spec']) ? fromData(namespace['spec'], 'struct') : byServer,
    status: isData(namespace['status']) ? fromData(namespace['status'], 'struct') : byServer,
  };
  return Mapping.ofData(fixed(parts, undefined), 'struct');
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { apiPlace, Located } from '../../../model/located.ts';
import { writerOf } from './writer.ts';

const spec = {
  hostPID: true,
  containers: [
    { name: 'a', image: 'x', args: ['--one'], securityContext: { capabilities: { drop: ['ALL'] } } },
    { name: 'b', image: 'y', ports: [{ containerPort: 80, protocol: 'TCP', hostPort: 80 }] },
  ],
};
const entry = (manager: string, time: string, fields: object, more: object = {}): object => ({
  manager,
  operation: 'Update',
  time,
  fieldsV1: fields,
  ...more,
});
const root = Located.root(
  {
    metadata: {
      labels: { 'app.example/name': 'x' },
      managedFields: [
        entry(
          'first',
          '2026-01-01T00:00:00Z',
          {
            'f:metadata': { 'f:labels': { '.': {}, 'f:app.example/name': {} } },
            'f:spec': {
              'f:containers': {
                'k:{"name":"a"}': {
                  '.': {},
                  'f:args': {},
                  'f:image': {},
                  'f:securityContext': { 'f:capabilities': { 'f:drop': {} } },
                },
              },
            },
          },
          { operation: 'Apply' },
        ),
        entry('second', '2026-02-01T00:00:00Z', {
          'f:spec': {
            'f:hostPID': {},
            'f:containers': {
              'k:{"name":"b"}': {
                '.': {},
                'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:hostPort': {} } },
              },
            },
          },
        }),
        entry('older', '2025-01-01T00:00:00Z', { 'f:spec': { 'f:hostPID': {} } }),
        entry('kubelet', '2026-03-01T00:00:00Z', { 'f:spec': { 'f:hostPID': {} } }, { subresource: 'status' }),
        'nonsense',
      ],
    },
    spec,
  },
  apiPlace('test', 'GET x'),
);

// path | manager; - for nobody
const vectors = `
spec.hostPID                                         | second
spec.containers[0].image                             | first
spec.containers[0].args                              | first
spec.containers[0].args[0]                           | first
spec.containers[0].securityContext.capabilities.drop[0] | first
spec.containers[1].ports[0].hostPort                 | second
spec.containers[1]                                   | second
spec.containers[1].image                             | -
spec.containers[2].image                             | -
spec.hostIPC                                         | -
metadata.labels."app.example/name"                   | first
`;

describe('who wrote a field', () => {
  for (const line of vectors.trim().split('\n')) {
    const [path, manager] = line.split('|').map((part) => part.trim()) as [string, string];
    it(`${path}: ${manager}`, () => assert.equal(writerOf(root, path)?.manager ?? '-', manager));
  }
  it('says how and when', () => {
    assert.deepEqual(writerOf(root, 'spec.containers[0].image'), {
      manager: 'first',
      operation: 'Apply',
      time: '2026-01-01T00:00:00Z',
    });
  });
  it('anything in place of managedFields ends in no throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (managedFields, fieldsV1, path) => {
        const odd = (value: unknown): Located =>
          Located.root({ metadata: { managedFields: value }, spec }, apiPlace('test', 'GET x'));
        writerOf(odd(managedFields), 'spec.containers[0].image');
        writerOf(odd([{ manager: 'm', fieldsV1 }]), 'spec.containers[0].image');
        writerOf(odd([{ manager: 'm', fieldsV1 }]), path);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { container, here, workloadFact } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { DriftItem } from '../../../model/drift.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { engineDrift } from './engines.ts';

type Given = Parameters<typeof container>[0];
type More = Parameters<typeof workloadFact>[0];
const same: Given = {
  name: 'web',
  image: 'web:1',
  privileged: false,
  capabilitiesAdded: [],
  capabilitiesDropped: ['ALL'],
  readOnlyRoot: true,
  ports: [{ containerPort: 80, protocol: 'tcp', hostPort: 8080, hostAddress: '127.0.0.1', at: here }],
};
const alone = { hostPid: false, hostIpc: false, hostNetwork: false };
const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
const networks: More = {
  networks: seen(['default'], here),
  networkMode: seen({ type: 'networks' }, here),
  project: seen('shop', here),
};

function service(given: Given = {}, more: More = {}): Fact<Workload> {
  return workloadFact({
    orchestrator: 'compose',
    name: 'web',
    ...alone,
    ...networks,
    replicas: seen(1, here),
    containers: [container({ ...same, ...given })],
    ...more,
  });
}
function running(given: Given = {}, more: More = {}): Fact<Workload> {
  return workloadFact(
    {
      orchestrator: 'docker',
      name: 'shop-web-1',
      labels,
      ...alone,
      ...networks,
      networks: seen(['shop_default'], here),
      containers: [container({ ...same, name: 'shop-web-1', ...given })],
      ...more,
    },
    'running',
  );
}
function held(declared: readonly Fact[], ...live: readonly Fact[]): DriftItem[] {
  return engineDrift({ declared, live: [{ label: 'docker:', facts: live, gaps: [] }], hiding: [] });
}
const told = (items: readonly DriftItem[]): string[] =>
  items.map(({ state, subject, differences }) =>
    [state, subject.name, ...differences.map(({ setting }) => setting)].join(' '),
  );

describe('containers against their services', () => {
  it('a container as its service says is the same', () => {
    assert.deepEqual(told(held([service()], running())), ['same shop-web-1']);
  });

  const bind = { name: '/etc', kind: 'hostPath', hostPath: seen('/etc', here), at: here };
  const mount = {
    volume: '/etc',
    target: '/x',
    readOnly: seen(false, here),
    propagation: seen('rprivate', here),
    at: here,
  };
  for (const [setting, given, more, effect] of [
    ['image', { image: 'evil/web:1' }, {}, 'weakens'],
    ['image', { image: 'web:2' }, {}, 'neutral'],
    ['privileged', { privileged: true }, {}, 'weakens'],
    ['capabilities added', { capabilitiesAdded: ['SYS_ADMIN'] }, {}, 'weakens'],
    ['capabilities dropped', { capabilitiesDropped: [] }, {}, 'weakens'],
    ['read-only root', { readOnlyRoot: false }, {}, 'weakens'],
    ['hostPid', {}, { hostPid: true }, 'weakens'],
    ['seccomp', { seccomp: { type: 'unconfined' } }, {}, 'weakens'],
    [
      'port 80/tcp',
      { ports: [{ containerPort: 80, protocol: 'tcp', hostPort: 80, hostAddress: '0.0.0.0', at: here }] },
      {},
      'neutral',
    ],
    [
      'port 22/tcp',
      {
        ports: [...same.ports!, { containerPort: 22, protocol: 'tcp', hostPort: 22, hostAddress: '0.0.0.0', at: here }],
      },
      {},
      'weakens',
    ],
    ['mount /x', { mounts: [mount] }, { volumes: [bind] }, 'weakens'],
    ['devices', { devices: ['/dev/kmsg:/dev/kmsg:rwm'] }, {}, 'weakens'],
    ['networks', {}, { networks: seen(['shop_default', 'bank_default'], here) }, 'weakens'],
  ] as const satisfies readonly (readonly [string, Given, More, string])[]) {
    it(`${setting} that differs ${effect === 'neutral' ? 'is told' : effect}`, () => {
      const [item] = held([service()], running(given, more));
      assert.deepEqual(told([item!]), [`differs shop-web-1 ${setting}`]);
      assert.equal(item!.effect, effect);
    });
  }

  it('what a service leaves to the engine or its image cannot differ', () => {
    const user = { user: '1000', memoryLimit: 0, command: ['sh'], arguments: ['-c', 'x'] };
    assert.deepEqual(told(held([service()], running(user))), ['same shop-web-1']);
  });
  it('words and variables are told without their text', () => {
    const words = { arguments: ['--password', 'hunter2'] };
    const env = (value: string): Given => ({ environment: [{ name: 'TOKEN', value: seen(value, here), from: null }] });
    const [one] = held([service(words)], running({ arguments: ['--password', 'hunter3'] }));
    const [two] = held([service(env('hunter2'))], running(env('hunter3')));
    assert.deepEqual(told([one!, two!]), ['differs shop-web-1 command', 'differs shop-web-1 variable TOKEN']);
    assert.ok(!JSON.stringify([one, two]).includes('hunter'));
  });
  it('a path that the file gives by a variable cannot be compared', () => {
    const volumes = [{ ...bind, hostPath: seen<string>(undefined, here, 'depends on $HOME') }];
    const [item] = held([service({ mounts: [mount] }, { volumes })], running({ mounts: [mount] }, { volumes: [bind] }));
    assert.equal(item!.state, 'unknown');
    assert.match(item!.because, /mount \/x of web \(depends on \$HOME\)/);
  });
});

describe('paths that are relative to the file', () => {
  const volume = (path: string): Workload['volumes'][number] => ({
    name: path,
    kind: 'hostPath',
    hostPath: seen(path, here),
    at: here,
  });
  const at = (path: string): Given => ({
    mounts: [
      { volume: path, target: '/x', readOnly: seen(false, here), propagation: seen('rprivate', here), at: here },
    ],
  });
  const of = (declared: string, live: string): string[] =>
    told(
      engineDrift({
        declared: [service(at(declared), { volumes: [volume(declared)] })],
        live: [{ label: 'docker:', facts: [running(at(live), { volumes: [volume(live)] })], gaps: [] }],
        hiding: [],
        folderOf: () => '/srv/shop',
      }),
    );
  it('are the same where they lead there from the folder that was read', () => {
    assert.deepEqual(of('./data', '/srv/shop/data'), ['same shop-web-1']);
    assert.deepEqual(of('../data', '/srv/data'), ['same shop-web-1']);
  });
  it('are unknown where they do not', () => {
    assert.deepEqual(of('./etc', '/etc'), ['unknown shop-web-1']);
  });
});

describe('containers and services alone', () => {
  it('a container of no declared service is undeclared, copied labels of another project too', () => {
    assert.deepEqual(told(held([service()], running(), running({}, { name: 'x', labels: {} }))), [
      'same shop-web-1',
      'undeclared x',
    ]);
    const other = running({}, { project: seen('bank', here) });
    assert.deepEqual(told(held([service()], other)), ['undeclared shop-web-1', 'missing web']);
  });
  it('one of `docker compose run` is undeclared', () => {
    const once = running({}, { name: 'run', labels: { ...labels, 'com.docker.compose.oneoff': 'True' } });
    assert.deepEqual(told(held([service()], running(), once)), ['same shop-web-1', 'undeclared run']);
  });
  it('a service without a container is missing, unless a profile starts it or none is wanted', () => {
    assert.deepEqual(told(held([service()])), ['missing web']);
    assert.deepEqual(told(held([service({}, { annotations: { 'compose.profiles': 'debug' } })])), []);
    assert.deepEqual(told(held([service({}, { replicas: seen(0, here) })])), []);
  });
  it('more containers than replicas differ', () => {
    const [, , count] = held([service()], running(), running({}, { name: 'shop-web-2' }));
    assert.equal(count?.differences[0]?.live, '2: shop-web-1, shop-web-2');
  });
  it('nothing is known where no service was declared, or not all files were read', () => {
    assert.deepEqual(told(held([], running())), ['unknown shop-web-1']);
    const gap = {
      code: 'YAML_INVALID',
      source: 't',
      subject: 'b.yaml',
      because: 'x',
      toKnow: 'y',
      touches: ['*'],
    } as const;
    const items = engineDrift({
      declared: [service()],
      live: [{ label: 'docker:', facts: [running({}, { labels: {} })], gaps: [] }],
      hiding: [gap],
    });
    assert.deepEqual(told(items), ['unknown shop-web-1', 'missing web']);
  });
});

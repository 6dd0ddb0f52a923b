/** CIS Docker where an engine answers only in part: what was not answered never passes an item. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { auditedHere, type Audited } from './audited.ts';

const id = 'a'.repeat(64);
const image = `sha256:${'b'.repeat(64)}`;
const hostConfig = {
  Privileged: false,
  CapAdd: [],
  CapDrop: ['ALL'],
  ReadonlyRootfs: true,
  Memory: 1024 ** 3,
  NanoCpus: 1e9,
  PidsLimit: 50,
  SecurityOpt: ['no-new-privileges'],
  NetworkMode: 'app',
  PidMode: '',
  IpcMode: 'private',
  UTSMode: '',
  UsernsMode: '',
  CgroupnsMode: 'private',
  CgroupParent: '',
  Ulimits: [],
  Devices: [],
  Binds: [],
  RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
};
const good: Readonly<Record<string, unknown>> = {
  '/version': { ApiVersion: '1.41', Version: '28.5.2', Components: [] },
  '/info': {
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns'],
    Driver: 'overlay2',
    LiveRestoreEnabled: true,
    ExperimentalBuild: false,
    RegistryConfig: { InsecureRegistryCIDRs: ['127.0.0.0/8'], IndexConfigs: {} },
    Plugins: { Authorization: ['authz'] },
    Swarm: { LocalNodeState: 'active', ControlAvailable: true, Managers: 1, Nodes: 1 },
    LoggingDriver: 'awslogs',
  },
  '/networks': [],
  '/volumes': { Volumes: [] },
  '/containers/json?all=true': [{ Id: id, ImageID: image, Names: ['/app'], State: 'exited' }],
  [`/containers/${id}/json`]: {
    Id: id,
    Name: '/app',
    State: { Status: 'exited', Running: false },
    HostConfig: hostConfig,
    Config: { Image: 'app:1', User: '1000', Healthcheck: { Test: ['CMD', 'true'] } },
    ExecIDs: null,
    Mounts: [],
    NetworkSettings: { Ports: {}, Networks: { app: {} } },
  },
  '/images/json': [{ Id: image, RepoTags: ['app:1'] }],
  [`/images/${image}/json`]: {
    Id: image,
    RepoTags: ['app:1'],
    Os: 'linux',
    Architecture: 'amd64',
    Config: { User: '1000', Healthcheck: { Test: ['CMD', 'true'] } },
    RootFS: { Layers: [] },
  },
  [`/images/${image}/history`]: [{ CreatedBy: 'COPY app / # buildkit', Id: image, Created: 0, Size: 0 }],
  '/swarm': { Spec: { EncryptionConfig: { AutoLockManagers: true }, CAConfig: { NodeCertExpiry: 7776e12 } } },
};

describe('CIS Docker on an engine that answers in part', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-part-'));
  const socket = join(folder, 'docker.sock');
  let server: Server;
  let broken: Readonly<Record<string, (response: ServerResponse) => void>> = {};
  let whole: Audited;

  before(async () => {
    server = createServer((request, response) => {
      const path = (request.url ?? '').replace(/^\/v1\.\d+/, '');
      const fault = broken[path];
      if (fault !== undefined) fault(response);
      else if (path === '/_ping') response.end('OK');
      else if (good[path] === undefined) response.writeHead(404).end('{"message":"no such thing"}');
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(good[path]));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    whole = await auditedHere(`unix://${socket}`);
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const passing = (items: Audited): string[] =>
    items.report.items.filter(({ verdict }) => verdict === 'pass').map(({ item }) => item);

  it('passes what a whole answer shows', () => {
    const expected =
      '2.5 2.6 2.7 2.10 2.13 2.16 2.18 2.19 4.6 4.7 4.9 5.5 5.11 5.13 5.15 5.25 5.26 5.27 6.1 7.1 7.5 7.7';
    for (const item of expected.split(' ')) assert.equal(whole.verdict(item), 'pass', whole.why(item));
  });

  const container = `/containers/${id}/json`;
  for (const [path, items] of [
    ['/info', '2.5 2.6 2.7 2.10 2.13 2.16 2.18 2.19 5.1 7.1 7.5 7.7'],
    ['/containers/json?all=true', '5.4 5.5 5.6 5.11 5.13 5.15 5.19 5.23 5.25 5.26 5.27 5.32 6.1 6.2'],
    [container, '5.4 5.5 5.6 5.11 5.13 5.15 5.19 5.23 5.25 5.26 5.27 5.32'],
    ['/images/json', '4.6 4.7 4.9 6.1'],
    [`/images/${image}/json`, '4.6 4.7 4.9'],
    [`/images/${image}/history`, '4.7 4.9'],
    ['/swarm', '7.5 7.7'],
  ] as const) {
    for (const [fault, answer] of [
      ['is refused', (response) => response.writeHead(403).end('{"message":"authorization denied"}')],
      ['is gone', (response) => response.writeHead(404).end('{"message":"gone"}')],
      ['is no JSON', (response) => response.end('<html>')],
      ['has another shape', (response) => response.end('"text"')],
      ['is cut off', (response) => response.destroy()],
    ] as const satisfies readonly (readonly [string, (response: ServerResponse) => void])[]) {
      it(`${path.slice(0, 24)} ${fault}`, async () => {
        broken = { [path]: answer };
        try {
          const part = await auditedHere(`unix://${socket}`);
          for (const item of items.split(' ')) assert.notEqual(part.verdict(item), 'pass', part.why(item));
          assert.deepEqual(
            passing(part).filter((item) => !passing(whole).includes(item)),
            [],
            'nothing passes by being unanswered',
          );
        } finally {
          broken = {};
        }
      });
    }
  }
});

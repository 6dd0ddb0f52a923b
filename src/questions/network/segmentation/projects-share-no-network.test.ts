import { checkTable } from '../../../../test/checks/table.ts';
import { composed, engineWith } from '../../../../test/network-docker/told.ts';
import { projectsShareNoNetwork } from './projects-share-no-network.ts';

const service = (name: string, networks: string, sections = ''): Record<string, string> => ({
  [`${name}/compose.yaml`]: `services: { ${name}: { image: a, networks: [${networks}] } }\nnetworks: { ${sections || networks.replace(/, |$/g, ': {}$&')} }\n`,
});

const container = (name: string, project: string, network: string): object => ({
  Name: `/${name}`,
  HostConfig: { NetworkMode: network },
  Config: { Labels: { 'com.docker.compose.project': project } },
  NetworkSettings: { Ports: {}, Networks: { [network]: {} } },
});
const engine = { version: { Version: '28.3.0' }, daemon: {}, networks: [{ Name: 'proxy', Id: 'a', Driver: 'bridge', Internal: false, Options: {} }] }; // prettier-ignore
const noicc = { ...engine, networks: [{ ...engine.networks[0], Options: { 'com.docker.network.bridge.enable_icc': 'false' } }] }; // prettier-ignore

checkTable(
  projectsShareNoNetwork,
  [
    { name: 'a network of its own', facts: composed(service('web', 'front')), verdicts: ['pass'] },
    {
      name: 'a network that another project names too',
      facts: [
        ...composed(service('web', 'front', 'front: { name: shared }')),
        ...composed(service('blog', 'edge', 'edge: { external: true, name: shared }')),
      ],
      verdicts: ['fail', 'fail'],
      saw: /with blog\/blog|with web\/web/,
    },
    {
      name: 'the default network of another project',
      facts: [
        ...composed({ 'web/compose.yaml': 'services: { web: { image: a } }' }),
        ...composed(service('blog', 'edge', 'edge: { external: true, name: web_default }')),
      ],
      verdicts: ['fail', 'fail'],
    },
    {
      name: 'a network made elsewhere',
      facts: composed(service('web', 'proxy', 'proxy: { external: true }')),
      verdicts: ['unknown'],
      saw: /who else is on Network web\/proxy/,
    },
    {
      name: 'containers of two projects',
      facts: engineWith(engine, container('web', 'web', 'proxy'), container('blog', 'blog', 'proxy')),
      verdicts: ['fail', 'fail'],
    },
    {
      name: 'on a network that keeps them apart',
      facts: engineWith(noicc, container('web', 'web', 'proxy'), container('blog', 'blog', 'proxy')),
      verdicts: ['pass', 'pass'],
    },
    {
      name: 'containers of one project',
      facts: engineWith(engine, container('web', 'web', 'proxy'), container('db', 'web', 'proxy')),
      verdicts: ['pass', 'pass'],
    },
    { name: 'nothing of Docker', facts: [], verdicts: [] },
  ],
  { unshown: 'two projects are two files of two folders, and an example is one file' },
);

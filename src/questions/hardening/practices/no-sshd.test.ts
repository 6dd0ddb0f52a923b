import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import { noSshd } from './no-sshd.ts';

checkTable(
  noSshd,
  [
    { name: 'another image', facts: containers({ image: 'nginx:1.27' }), verdicts: ['pass'] },
    {
      name: 'starts it',
      facts: containers({ image: 'nginx', command: ['/usr/sbin/sshd', '-D'] }),
      verdicts: ['fail'],
      saw: /sshd/,
    },
    {
      name: 'in a line of shell',
      facts: containers({ image: 'nginx', arguments: ['sh', '-c', 'service x; sshd -D'] }),
      verdicts: ['fail'],
    },
    {
      name: 'its port',
      facts: containers({
        image: 'nginx',
        ports: [{ containerPort: 22, protocol: 'tcp', hostPort: null, hostAddress: null, at: here }],
      }),
      verdicts: ['fail'],
      saw: /22/,
    },
    {
      name: 'by its image',
      facts: containers({ image: 'linuxserver/openssh-server:9' }),
      verdicts: ['fail'],
      saw: /image/,
    },
    { name: 'nothing stated', facts: containers({}), verdicts: ['pass'], saw: /nothing/ },
  ],
  { never: ['unknown'], because: 'it speaks only of what is stated' },
);

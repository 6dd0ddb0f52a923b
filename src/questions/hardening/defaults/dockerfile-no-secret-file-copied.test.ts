import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable, type Row } from '../../../../test/checks/table.ts';
import { dockerfileNoSecretFileCopied } from './dockerfile-no-secret-file-copied.ts';

const row = (line: string, verdict: Row['verdicts'][number], saw?: RegExp): Row => ({
  name: line,
  facts: dockerfile(`FROM a\n${line}`),
  verdicts: [verdict],
  ...(saw === undefined ? {} : { saw }),
});

checkTable(dockerfileNoSecretFileCopied, [
  row('COPY . /app', 'pass'),
  row('COPY id_rsa /root/.ssh/', 'fail', /SSH/),
  row('COPY .ssh /root/.ssh', 'fail'),
  row('COPY id_rsa.pub /root/.ssh/', 'pass'),
  row('ADD deploy/.aws/credentials /root/.aws/', 'fail'),
  row('COPY a .npmrc ./', 'fail', /package manager/),
  row('COPY ["b c", ".env", "/app/"]', 'fail'),
  row('COPY .env.production /app/.env', 'fail'),
  row('COPY .env.example /app/.env', 'pass'),
  row('COPY environment /app/', 'pass'),
  row('COPY --from=build /root/.npmrc /root/', 'pass'),
  row('COPY certs/server.pem /etc/', 'pass'),
  row('COPY certs/private-key.pem /etc/', 'fail'),
  row('COPY client.p12 /etc/', 'fail'),
  row('COPY kubeconfig /root/.kube/config', 'fail'),
  row('COPY app/config.json /root/.docker/config.json', 'pass'),
  row('ARG F\nCOPY $F /app/', 'unknown'),
  row('ARG F=.netrc\nCOPY $F /root/', 'fail'),
  row('RUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci', 'pass'),
]);

import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable, type Row } from '../../../../test/checks/table.ts';
import { dockerfileNoCurlPipeShell } from './dockerfile-no-curl-pipe-shell.ts';

const run = (text: string, ...verdicts: Row['verdicts']): Row => ({
  name: text,
  facts: dockerfile(`FROM a\n${text}`),
  verdicts,
});

checkTable(dockerfileNoCurlPipeShell, [
  run('RUN curl -fsSL https://a/b | sh', 'fail'),
  run('RUN a && curl https://a/b \\\n  | sudo -E bash -', 'fail'),
  run('RUN wget -qO- https://a/b | tee x | /bin/bash -s -- --yes', 'fail'),
  run('RUN curl https://a/b | python3', 'fail'),
  run('RUN curl https://a/b | (cd /x && sh)', 'fail'),
  run('RUN { curl https://a/b; } | sh', 'fail'),
  run('RUN sh -c "$(curl https://a/b)"', 'fail'),
  run('RUN bash <(curl https://a/b)', 'fail'),
  run('RUN eval "$(wget -O- https://a/b)"', 'fail'),
  run('RUN echo "$(curl https://a/b)" | sh', 'fail'),
  run('RUN ["bash", "-c", "curl https://a/b | sh"]', 'fail'),
  run('RUN <<EOF\ncurl https://a/b | sh\nEOF', 'fail'),
  run('RUN bash <<EOF\ncurl https://a/b | sh\nEOF', 'fail'),
  run('ONBUILD RUN curl https://a/b | sh', 'fail'),
  run('RUN curl https://a/b -o c && sh d', 'pass'),
  run('RUN curl https://a/b | tar xz', 'pass'),
  run('RUN curl https://a/b | python3 -m json.tool', 'pass'),
  run('RUN curl https://a/b | sh -c "cat > /c"', 'pass'),
  run('RUN curl https://a/b > c; echo | sh', 'pass'),
  run('RUN echo "curl https://a/b | sh"', 'pass'),
  run('RUN cat <<EOF > /x\ncurl https://a/b | sh\nEOF', 'pass'),
  run('RUN <<EOF\n#!/usr/bin/env python3\ncurl | sh\nEOF', 'pass'),
  run('CMD sh', 'pass'),
  run("RUN echo 'a", 'unknown'),
  run('SHELL ["powershell", "-Command"]\nRUN iex a', 'unknown'),
  run('SHELL ["/bin/bash", "-c"]\nRUN a', 'pass'),
]);

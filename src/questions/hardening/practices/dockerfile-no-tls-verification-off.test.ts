import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable, type Row } from '../../../../test/checks/table.ts';
import { dockerfileNoTlsVerificationOff } from './dockerfile-no-tls-verification-off.ts';

const loose = `
curl -k https://a
curl -fsSLk https://a -o b
sudo curl --insecure https://a
wget --no-check-certificate https://a
pip install --trusted-host pypi.org a
python3 -m pip install --trusted-host=pypi.org a
pip config set global.trusted-host pypi.org
apk add --allow-untrusted a.apk
apt-get install -y --allow-unauthenticated a
apt-get -o Acquire::https::Verify-Peer=false update
yum install -y --nogpgcheck a
dnf --setopt=sslverify=0 install a
rpm -i --nosignature a.rpm
npm config set strict-ssl false
npm install --strict-ssl=false
git -c http.sslVerify=false clone https://a
git config --global http.sslVerify false
NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci
export GIT_SSL_NO_VERIFY=1 && a
env PYTHONHTTPSVERIFY=0 a
`;
const fine = `
curl -fsSLok https://a

curl -H k: https://a
wget -q https://a
apt-get -o Acquire::https::Verify-Peer=true update
npm config set strict-ssl true
git config --global http.sslVerify true
GIT_SSL_NO_VERIFY=0 a
echo curl -k
`;

const rows = (text: string, verdict: 'fail' | 'pass'): Row[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line, facts: dockerfile(`FROM a\nRUN ${line}`), verdicts: [verdict] }));

checkTable(dockerfileNoTlsVerificationOff, [
  ...rows(loose, 'fail'),
  ...rows(fine, 'pass'),
  {
    name: 'ENV',
    facts: dockerfile('FROM a\nENV A=1 NODE_TLS_REJECT_UNAUTHORIZED=0'),
    verdicts: ['fail'],
    saw: /NODE_TLS/,
  },
  { name: 'ENV that verifies', facts: dockerfile('FROM a\nENV NODE_TLS_REJECT_UNAUTHORIZED=1'), verdicts: ['pass'] },
  { name: 'ARG', facts: dockerfile('FROM a\nARG npm_config_strict_ssl=false'), verdicts: ['fail'] },
  { name: 'ARG before FROM', facts: dockerfile('ARG PYTHONHTTPSVERIFY=0\nFROM a'), verdicts: ['fail'] },
  { name: 'ENV without value', facts: dockerfile('FROM a\nARG V\nENV PYTHONHTTPSVERIFY=$V'), verdicts: ['unknown'] },
  { name: 'another ENV without value', facts: dockerfile('FROM a\nENV PATH=/b:$PATH'), verdicts: ['pass'] },
]);

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const node = process.execPath;
const start = join(import.meta.dirname, '../../src/cli/start.ts');

interface Answer {
  readonly outcomes: readonly {
    readonly check: string;
    readonly verdict: string;
    readonly saw: string;
    readonly evidence: readonly { readonly place?: string }[];
  }[];
  readonly gaps: readonly { readonly code: string; readonly because: string }[];
}

/** What `ask host:` says in a network namespace of its own, in which these commands were run. */
function ask(commands: string, prefix: readonly string[] = []): Answer {
  const script = `set -e; ip link set lo up; ${commands}\nexec "$@"`;
  const args = ['--net', 'sh', '-c', script, 'sh', ...prefix, node, start, 'ask', 'host:', '--format', 'json', '--all'];
  try {
    return JSON.parse(
      execFileSync('unshare', args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }),
    ) as Answer;
  } catch (error) {
    // A no is exit code 1.
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    assert.match(stdout, /^\{/, stderr);
    return JSON.parse(stdout) as Answer;
  }
}

const verdicts = ({ outcomes }: Answer, check: string): string[] =>
  outcomes.filter((one) => one.check === check).map(({ verdict, saw }) => `${verdict} ${saw}`.trim());
const firewallGaps = ({ gaps }: Answer): string[] =>
  gaps.filter(({ code }) => code.startsWith('FIREWALL')).map(({ because }) => because);

describe('ask host: as root', () => {
  it('reads iptables, its sets and nftables of the kernel', () => {
    const found = ask(`
      ipset create friends hash:net; ipset add friends 10.0.0.0/8
      iptables -P INPUT DROP; iptables -P FORWARD DROP
      iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      iptables -A INPUT -p tcp --dport 22 -m set --match-set friends src -j ACCEPT
      iptables -A INPUT -p tcp --dport 2375 -j ACCEPT
      nft add table inet more
      nft 'add chain inet more in { type filter hook input priority 5; policy accept; }'
      nft add rule inet more in tcp dport 2375 ip saddr 0.0.0.0/1 drop
    `);
    assert.deepEqual(firewallGaps(found), []);
    assert.deepEqual(verdicts(found, 'NET-162'), ['pass']);
    assert.deepEqual(verdicts(found, 'NET-501'), ['pass lets in TCP 2375 of IPv4 from everywhere']);
    assert.match(verdicts(found, 'NET-503')[0]!, /^fail over IPv4, everywhere may reach TCP 2375 \(the Docker API/);
    const first = found.outcomes.find(({ check }) => check === 'NET-503');
    assert.match(first!.evidence[0]!.place!, /^iptables-save, line \d+$/);
  });
  it('reads tables of iptables-legacy beside the others', () => {
    const found = ask(`
      iptables-legacy -P INPUT DROP
      iptables-legacy -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
    `);
    assert.deepEqual(firewallGaps(found), []);
    assert.deepEqual(verdicts(found, 'NET-501'), ['pass lets in nothing of IPv4 from everywhere']);
  });
  it('says what only root may list', () => {
    const found = ask('', ['setpriv', '--reuid=65534', '--clear-groups']);
    assert.deepEqual(firewallGaps(found), ['only root may list them']);
    assert.deepEqual(verdicts(found, 'NET-501'), []);
  });
});

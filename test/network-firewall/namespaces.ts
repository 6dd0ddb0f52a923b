import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Three machines in a row: a client, the host whose rules are judged, and a server behind it. */
export const machines = ['client', 'host', 'server'] as const;
export type Machine = (typeof machines)[number];

export const addresses = {
  client: { 4: '10.77.1.2', 6: 'fd77:1::2' },
  host: { 4: '10.77.1.1', 6: 'fd77:1::1' },
  /** The address of the host at the side of the server. */
  inner: { 4: '10.77.2.1', 6: 'fd77:2::1' },
  server: { 4: '10.77.2.2', 6: 'fd77:2::2' },
} as const;

export const listening = [22, 80, 443, 5432, 8080, 9000] as const;

export interface Probe {
  readonly from: Machine;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP' | 'ICMPv6';
  readonly dst: string;
  readonly port: number;
  readonly sport: number;
}

/** One lab of three network namespaces, with a process in each that sends and answers packets. */
export class Lab {
  readonly #name: string;
  readonly #probers = new Map<Machine, Prober>();

  constructor(name: string) {
    this.#name = name;
  }

  async start(): Promise<void> {
    for (const machine of machines) run('ip', ['netns', 'add', this.#namespace(machine)]);
    this.#link('client', 'outer', 'host', 'eth0');
    this.#link('host', 'eth1', 'server', 'eth0');
    const give = (machine: Machine, device: string, four: string, six: string): void => {
      this.in(machine, 'ip', ['addr', 'add', `${four}/24`, 'dev', device]);
      this.in(machine, 'ip', ['-6', 'addr', 'add', `${six}/64`, 'dev', device, 'nodad']);
      this.in(machine, 'ip', ['link', 'set', device, 'up']);
    };
    for (const machine of machines) {
      this.in(machine, 'sysctl', ['-qw', 'net.ipv4.ping_group_range=0 2147483647']);
      // Neighbours are set by hand below: rules that drop discovery are not what is asked.
      this.in(machine, 'sysctl', ['-qw', 'net.ipv6.conf.all.accept_ra=0', 'net.ipv6.conf.default.accept_dad=0']);
      this.in(machine, 'ip', ['link', 'set', 'lo', 'up']);
    }
    this.in('host', 'sysctl', ['-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
    give('client', 'outer', addresses.client[4], addresses.client[6]);
    give('host', 'eth0', addresses.host[4], addresses.host[6]);
    give('host', 'eth1', addresses.inner[4], addresses.inner[6]);
    give('server', 'eth0', addresses.server[4], addresses.server[6]);
    this.in('client', 'ip', ['route', 'add', 'default', 'via', addresses.host[4]]);
    this.in('client', 'ip', ['-6', 'route', 'add', 'default', 'via', addresses.host[6]]);
    this.in('server', 'ip', ['route', 'add', 'default', 'via', addresses.inner[4]]);
    this.in('server', 'ip', ['-6', 'route', 'add', 'default', 'via', addresses.inner[6]]);
    this.#neighbours('client', 'outer', 'host', 'eth0');
    this.#neighbours('server', 'eth0', 'host', 'eth1');
    for (const machine of machines) {
      const prober = new Prober(this.#namespace(machine), machine);
      this.#probers.set(machine, prober);
      await prober.ready;
    }
  }

  stop(): void {
    for (const prober of this.#probers.values()) prober.stop();
    for (const machine of machines) {
      try {
        run('ip', ['netns', 'del', this.#namespace(machine)]);
      } catch {
        // It was not made.
      }
    }
  }

  /** Runs a program in the namespace of a machine and returns what it wrote. */
  in(machine: Machine, program: string, args: readonly string[], input = ''): string {
    return run('nsenter', [`--net=/run/netns/${this.#namespace(machine)}`, program, ...args], input);
  }

  probe(probe: Probe, seconds: number): Promise<string | null> {
    return this.#probers.get(probe.from)!.send(probe, seconds);
  }

  #namespace(machine: Machine): string {
    return `${this.#name}-${machine}`;
  }

  #link(one: Machine, name: string, other: Machine, otherName: string): void {
    const [a, b] = [this.#namespace(one), this.#namespace(other)];
    run('ip', ['link', 'add', name, 'netns', a, 'type', 'veth', 'peer', 'name', otherName, 'netns', b]);
  }

  #neighbours(one: Machine, device: string, other: Machine, otherDevice: string): void {
    const hardware = (machine: Machine, name: string): string =>
      (JSON.parse(this.in(machine, 'ip', ['-j', 'link', 'show', name])) as { address: string }[])[0]!.address;
    const [mine, theirs] = [hardware(one, device), hardware(other, otherDevice)];
    const theirSide = otherDevice === 'eth1' ? addresses.inner : addresses.host;
    for (const family of [4, 6] as const) {
      const set = (machine: Machine, name: string, address: string, at: string): string =>
        this.in(machine, 'ip', [
          `-${family}`,
          'neigh',
          'replace',
          address,
          'lladdr',
          at,
          'nud',
          'permanent',
          'dev',
          name,
        ]);
      set(one, device, theirSide[family], theirs);
      set(other, otherDevice, addresses[one][family], mine);
    }
  }
}

class Prober {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: string | null) => void>();
  #next = 0;

  constructor(namespace: string, name: string) {
    const script = join(import.meta.dirname, 'prober.py');
    const args = [`--net=/run/netns/${namespace}`, 'python3', script, name, ...listening.map(String)];
    this.#child = spawn('nsenter', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ready = new Promise((resolve, reject) => {
      this.#child.once('exit', (code) => reject(new Error(`the prober of ${name} ended with ${code}`)));
      createInterface({ input: this.#child.stdout! }).on('line', (line) => {
        const said = JSON.parse(line) as { ready?: string; id?: number; answer?: string | null };
        if (said.ready !== undefined) resolve();
        else {
          this.#waiting.get(said.id!)?.(said.answer ?? null);
          this.#waiting.delete(said.id!);
        }
      });
    });
  }

  send({ protocol, dst, port, sport }: Probe, seconds: number): Promise<string | null> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin!.write(`${JSON.stringify({ id, protocol, dst, port, sport, timeout: seconds })}\n`);
    });
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }
}

function run(program: string, args: readonly string[], input = ''): string {
  return execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['pipe', 'pipe', 'pipe'] });
}

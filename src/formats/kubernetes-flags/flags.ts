/** One flag on a command line, as the program itself reads it. */
export interface Flag {
  /** Without dashes, in lower case, words joined by `-`. */
  readonly name: string;
  /** `true` for a switch that stands alone. Undefined: the value is the next word, and there is none. */
  readonly value: string | undefined;
  /** Of the word that holds the name. */
  readonly index: number;
}

/** Programs of a Kubernetes node whose flags Plimsoll reads. */
export const componentNames = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'kubelet',
  'kube-proxy',
] as const;
export type ComponentName = (typeof componentNames)[number];

/**
 * Switches among the flags that checks ask for: they take no word after them (`--profiling false` is the
 * switch and a word that is ignored). Of the flags that no check asks for it does not matter.
 */
const switches = new Set([
  'allow-privileged',
  'anonymous-auth',
  'authentication-token-webhook',
  'auto-tls',
  'client-cert-auth',
  'contention-profiling',
  'enable-bootstrap-token-auth',
  'enable-debugging-handlers',
  'kubelet-https',
  'make-iptables-util-chains',
  'peer-auto-tls',
  'peer-client-cert-auth',
  'profiling',
  'protect-kernel-defaults',
  'rotate-certificates',
  'rotate-server-certificates',
  'seccomp-default',
  'service-account-extend-token-expiration',
  'service-account-lookup',
  'use-service-account-credentials',
]);

/** Programs that hold all components, or start the program that follows. */
const starters = new Set(['hyperkube', 'kube', 'kubernetes', 'env', 'exec', 'nohup', 'setsid', 'tini', 'dumb-init']);

/**
 * The component that a command line starts, and where its flags begin; null for any other program. Of a
 * build of its own etcd has another name, and is known by flags that no other program has together.
 */
export function componentOf(words: readonly string[]): { readonly name: ComponentName; readonly from: number } | null {
  // `hyperkube kubelet …` and `/bin/kube kubelet …`: one program that holds all of them.
  for (const index of [0, 1]) {
    const word = words[index] ?? '';
    const base = word.slice(word.lastIndexOf('/') + 1);
    const name = componentNames.find((one) => one === base);
    if (name !== undefined) return { name, from: index + 1 };
    // `man kubelet` and `vi /usr/bin/kubelet` are no kubelets.
    if (!starters.has(base)) break;
  }
  if (!words.some((word) => word.startsWith('--listen-peer-urls'))) return null;
  const has = (flag: string): boolean => words.some((word) => word === flag || word.startsWith(`${flag}=`));
  if (has('--listen-peer-urls') && has('--listen-client-urls') && (has('--data-dir') || has('--initial-cluster')))
    return { name: 'etcd', from: 1 };
  return null;
}

/**
 * Reads flags as Kubernetes' programs do (pflag, with `_` for `-`) or as etcd does (Go's own `flag`:
 * one dash is as good as two, and the first word that is no flag ends them). Words before `from` are
 * the program.
 */
export function parseFlags(words: readonly string[], from: number, name: ComponentName): Flag[] {
  const flags: Flag[] = [];
  const own = name === 'etcd';
  for (let index = from; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') break;
    const match = (own ? /^--?([^-=][^=]*)(?:=(.*))?$/s : /^--([^=]+)(?:=(.*))?$/s).exec(word);
    if (match === null) {
      if (own && !word.startsWith('-')) break;
      continue;
    }
    const flag = (own ? match[1]! : match[1]!.replaceAll('_', '-')).toLowerCase();
    const at = index;
    let value = match[2];
    if (value === undefined) {
      if (switches.has(flag)) value = 'true';
      else {
        const next = words[index + 1];
        // The program takes the next word whatever it is; one that begins with a dash means a switch unknown here.
        if (next !== undefined && !next.startsWith('--')) {
          value = next;
          index++;
        } else if (next !== undefined) value = 'true';
      }
    }
    flags.push({ name: flag, value, index: at });
  }
  return flags;
}

/** Go's `strconv.ParseBool`; undefined for what it refuses, with which the program does not start. */
export function parseSwitch(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : undefined;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Go's `time.ParseDuration` in seconds: `1h30m`, `0`, `-1.5s`; undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text);
  if (/^[+-]?0$/.test(text)) return 0;
  if (match === null || text.length > 100) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    seconds += Number(amount) * units[unit!]!;
  return match[1] === '-' ? -seconds : seconds;
}

/** The words of comma lists that may be given several times and add up (`--authorization-mode`, `--tls-cipher-suites`). */
export function commaList(values: readonly string[]): string[] {
  return values.flatMap((value) => (value === '' ? [] : value.split(',')));
}

/**
 * `--feature-gates`: `A=true,B=false`, repeated flags merged, the last word for a gate counts. Undefined
 * for what the program refuses. `AllAlpha` and `AllBeta` stand under their own names: see `betaGate`.
 */
export function featureGates(values: readonly string[]): Map<string, boolean> | undefined {
  const gates = new Map<string, boolean>();
  for (const entry of commaList(values)) {
    const [, name, text] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/s.exec(entry) ?? [];
    const on = text === undefined ? undefined : parseSwitch(text);
    if (name === undefined || on === undefined) return undefined;
    gates.set(name, on);
  }
  return gates;
}

/**
 * What is said of a gate that is in beta: by its own name, else by `AllBeta`. Undefined when by neither,
 * and its default holds.
 */
export function betaGate(gates: ReadonlyMap<string, boolean>, name: string): boolean | undefined {
  return gates.get(name) ?? gates.get('AllBeta');
}

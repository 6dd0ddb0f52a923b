export interface ProgramLimits {
  readonly milliseconds: number;
  /** Of its output. */
  readonly bytes: number;
}

export type ProgramRun =
  | { readonly outcome: 'done'; readonly output: string }
  | { readonly outcome: 'failed'; readonly because: string }
  | { readonly outcome: 'missing' };

/**
 * Where connections go to die: nothing listens on port 9 (discard) of this machine. Programs in Go
 * and git take these from the environment.
 */
const noNetwork = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  ALL_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '',
  no_proxy: '',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  KUBECONFIG: '/dev/null',
};

/** What a program needs to find itself and its files; no secrets of the caller's environment. */
const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'];

/**
 * Runs a program of the user without a shell, without input and kept from the network, and returns
 * what it wrote. A program that is not on PATH is `missing`; one that fails, hangs or writes too
 * much is `failed`.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<ProgramRun> {
  const environment = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const options = {
    encoding: 'utf8',
    env: { ...environment, ...noNetwork },
    timeout: limits.milliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: limits.bytes,
    signal,
    windowsHide: true,
  } as const;
  // Loaded when a program is run: with it comes all of Node's networking.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = execFile(program, [...args], options, (error, output, complaint) => {
      if (error === null) resolve({ outcome: 'done', output });
      else if (error.code === 'ENOENT') resolve({ outcome: 'missing' });
      else resolve({ outcome: 'failed', because: reason(error, complaint, limits) });
    });
    child.stdin?.end();
  });
}

function reason(error: Error & { code?: unknown; killed?: boolean }, complaint: string, limits: ProgramLimits): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `wrote more than ${limits.bytes} bytes`;
  if (error.code === 'ABORT_ERR') return 'was interrupted';
  if (error.killed === true) return `did not end within ${limits.milliseconds / 1000} seconds`;
  // Warnings come first, and are not the reason.
  const lines = complaint.split('\n').filter((line) => !/^\s*(warning\b|W\d{4} )/i.test(line));
  return (lines.join(' ').replaceAll(/\s+/g, ' ').trim() || error.message).slice(0, 300);
}

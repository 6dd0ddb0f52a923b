import { homedir } from 'node:os';
import { join } from 'node:path';
import { readText } from '../files.ts';
import type { Environment } from '../http/proxy.ts';
import { readAuthFile, serverName, type FoundCredentials } from './auth-files.ts';
import { askHelper } from './credential-helper.ts';

const maxBytes = 4 << 20;

/**
 * Finds how the user is known to a registry, where docker, podman and skopeo find it:
 * DOCKER_AUTH_CONFIG (the text itself), REGISTRY_AUTH_FILE, config.json of DOCKER_CONFIG, podman's
 * auth.json, config.json of the home folder. The first that says anything counts.
 */
export async function findCredentials(
  domain: string,
  path: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<FoundCredentials> {
  const troubles: string[] = [];
  for (const { origin, text, because } of authTexts(environment)) {
    const entry = text === undefined ? because! : readAuthFile(text, domain, path);
    if (typeof entry === 'string') troubles.push(`${origin} ${entry}`);
    if (entry === null || typeof entry === 'string') continue;
    if (entry.helper !== undefined) {
      const asked = await askHelper(entry.helper, serverName(domain), environment, signal);
      if (asked !== null && typeof asked !== 'string') {
        return { credentials: asked, origin: `docker-credential-${entry.helper}, named by ${origin}` };
      }
      if (typeof asked === 'string') troubles.push(`${asked} (named by ${origin})`);
    }
    if (entry.credentials !== undefined) return { credentials: entry.credentials, origin };
  }
  return { credentials: null, origin: troubles.join('; ') };
}

interface AuthText {
  readonly origin: string;
  readonly text?: string;
  readonly because?: string;
}

function* authTexts(environment: Environment): Generator<AuthText> {
  const of = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const direct = of('DOCKER_AUTH_CONFIG');
  if (direct !== undefined) yield { origin: 'DOCKER_AUTH_CONFIG', text: direct };
  const home = of('HOME') ?? homedir();
  const [named, docker, runtime] = [of('REGISTRY_AUTH_FILE'), of('DOCKER_CONFIG'), of('XDG_RUNTIME_DIR')];
  const paths = [
    ...(named === undefined ? [] : [named]),
    ...(docker === undefined ? [] : [join(docker, 'config.json')]),
    ...(runtime === undefined ? [] : [join(runtime, 'containers/auth.json')]),
    join(of('XDG_CONFIG_HOME') ?? join(home, '.config'), 'containers/auth.json'),
    join(home, '.docker/config.json'),
  ];
  for (const path of new Set(paths)) {
    const read = readText(path, maxBytes);
    if ('text' in read) yield { origin: path, text: read.text };
    else if (!read.missing || path === named) yield { origin: path, because: read.because };
  }
}

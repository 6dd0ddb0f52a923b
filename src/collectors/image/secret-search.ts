import type { SecretsFound } from '../../formats/secrets/find-secrets.ts';
import type { FileBytes } from '../../readers/packages/files/analyser.ts';
import type { SecretScanner } from '../../readers/secrets/scanner.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';

/** Folders whose files others published: what looks like a secret there is known to all the world. */
const installed =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|vendor)\/|^(?:usr\/(?:share|lib|lib32|lib64|libexec)|lib|lib64)\//;
/** Characters of a path (PATH_MAX). */
const longestPath = 4096;
/** Files of one layer with secrets. */
const mostFiles = 10_000;

/** Gathers the secrets in the files of one layer. A file that comes twice can be read twice: both count. */
export class SecretSearch {
  readonly #scanner: SecretScanner;
  readonly #found = new Map<string, SecretsFound>();
  #installed = 0;
  #unread = 0;

  constructor(scanner: SecretScanner) {
    this.#scanner = scanner;
  }

  get searched(): SearchedLayer {
    return { files: this.#found, installed: this.#installed, unread: this.#unread };
  }

  wants(path: string, { size, mode, sparse }: { size: number; mode: number; sparse: boolean }): boolean {
    if (!this.#scanner.wants(path, size, mode)) return false;
    if (installed.test(path)) this.#installed++;
    else if (sparse || path.length > longestPath) this.#unread++;
    else return true;
    return false;
  }

  read(path: string, bytes: FileBytes): void {
    const found = this.#scanner.read(path, bytes.read(0, bytes.size));
    if (found.secrets.length === 0 && !found.isCut) return;
    const before = this.#found.get(path);
    if (before === undefined && this.#found.size >= mostFiles) {
      this.#unread++;
      return;
    }
    // Words cut from a text keep all of it alive; what was JSON once does not.
    const own = JSON.parse(JSON.stringify(found)) as SecretsFound;
    this.#found.set(path, before === undefined ? own : joined(before, own));
  }
}

function joined(a: SecretsFound, b: SecretsFound): SecretsFound {
  return {
    secrets: [...a.secrets, ...b.secrets],
    passedOver: [...a.passedOver, ...b.passedOver],
    isCut: a.isCut || b.isCut,
  };
}

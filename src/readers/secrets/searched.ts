import type { SecretsFound } from '../../formats/secrets/find-secrets.ts';

/** What a search for secrets in the files of one layer found. */
export interface SearchedLayer {
  /** By path, where something was found. */
  readonly files: ReadonlyMap<string, SecretsFound>;
  /** Files in folders of installed packages, which were not looked into. */
  readonly installed: number;
  /** Other files that should have been looked into and could not. */
  readonly unread: number;
}

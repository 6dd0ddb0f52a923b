import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import type { GapCode } from '../../model/gaps.ts';

/** Collects what is seen and what is not; the same gap at the same place is told once. */
export class Findings {
  readonly sightings: Sighting[] = [];
  readonly source: string;
  readonly #told = new Set<string>();
  constructor(source: string) {
    this.source = source;
  }

  gap(code: GapCode, at: Evidence, because: string, touches: readonly string[], toKnow?: string): void {
    const key = [code, at.file, at.line, at.column, because].join('\0');
    if (this.#told.has(key) || touches.length === 0) return;
    this.#told.add(key);
    const gap: Gap = {
      code,
      source: this.source,
      subject: [at.file, at.place].filter((part) => part !== undefined).join(': '),
      because,
      toKnow:
        toKnow ?? advice[code] ?? 'Correct the Compose file; `docker compose config` tells whether Compose takes it.',
      touches: [...touches],
      at,
    };
    this.sightings.push({ gap });
  }
}

const advice: Partial<Record<GapCode, string>> = {
  COMPOSE_UNRESOLVED: 'Give what is referred to: set the variable in .env beside the file, or add the file or service.',
  COMPOSE_LIMIT: 'Split the project, or ask the running containers with `plimsoll ask docker:`.',
  COMPOSE_UNSUPPORTED: 'Ask the running containers with `plimsoll ask docker:`.',
};

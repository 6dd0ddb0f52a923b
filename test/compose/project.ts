import type { Container, Workload } from '../../src/facts/workload.ts';
import type { Network } from '../../src/facts/network.ts';
import type { Sighting } from '../../src/model/collector.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Gap } from '../../src/model/gap.ts';
import { readCompose } from '../../src/readers/compose/read-compose.ts';

/** A project in memory: files by path; the first, and those named in `files`, are the Compose files. */
export interface Written {
  readonly [path: string]: string;
}
export interface Options {
  readonly files?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
}

/** Reads a project in memory. */
export class Project {
  readonly sightings: readonly Sighting[];
  constructor(written: Written, { files, environment = {}, profiles = [] }: Options = {}) {
    this.sightings = readCompose({
      files: (files ?? [Object.keys(written)[0]!]).map((file) => ({ file, text: written[file]! })),
      read: (path) => (Object.hasOwn(written, path) ? { text: written[path]! } : { missing: true }),
      environment,
      profiles,
      source: 'directory',
    });
  }
  get gaps(): Gap[] {
    return this.sightings.flatMap((one) => ('gap' in one ? [one.gap] : []));
  }
  /** `CODE file:line because`, one a gap. */
  get gapLines(): string[] {
    return this.gaps.map(({ code, at, because }) => `${code} ${where(at!)} ${because}`);
  }
  get workloads(): Workload[] {
    return this.#values('workload') as Workload[];
  }
  get networks(): Network[] {
    return this.#values('network') as Network[];
  }
  workload(name: string): Workload {
    const found = this.workloads.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no service ${name}`);
    return found;
  }
  container(name = 'web'): Container {
    return this.workload(name).containers[0]!;
  }
  #values(kind: string): unknown[] {
    return this.sightings.flatMap((one) => ('fact' in one && one.fact.kind === kind ? [one.fact.value] : []));
  }
}

/** One service `web` with an image and these lines, further sections after it. */
export function web(keys: string, rest = ''): string {
  const indented = keys.replaceAll(/^(?=.)/gm, '    ');
  return `services:\n  web:\n    image: nginx\n${indented}\n${rest}`;
}

/** `file:line`. */
export function where(at: Evidence): string {
  return `${at.file}:${at.line}`;
}

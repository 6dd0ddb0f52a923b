import type { Container, Workload } from '../facts/workload.ts';
import type { RemedyClass } from '../model/fix.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Change, Path } from './change.ts';
import type { DockerfileChange } from './dockerfile/change.ts';

/** What an outcome speaks of, in a file of YAML or JSON. Paths lead from the root of its document. */
export interface YamlSubject {
  readonly outcome: Outcome;
  /** The first place of the outcome's evidence. */
  readonly at: Path;
  /** The plain data at a path as the file has it; undefined when it is not there. */
  readonly raw: (path: Path) => unknown;
}

/** A workload of Kubernetes or Compose, or a container of one. */
export interface WorkloadSubject extends YamlSubject {
  /** Ids of the checks that are fixed in the same run. */
  readonly asked: ReadonlySet<string>;
  readonly workload: Workload;
  /** The Pod spec; of Compose the service. */
  readonly pod: Path;
  /** The container an outcome speaks of; of Compose the service. Null for outcomes of the whole Pod. */
  readonly container: { readonly path: Path; readonly value: Container } | null;
}

/** A Dockerfile: its text says all. */
export interface DockerfileSubject {
  readonly outcome: Outcome;
  readonly text: string;
}

/**
 * What an outcome of one check is answered with. Each plan names what is to be different, or throws a
 * `Refusal`; whether the check passes then is found out by asking it.
 */
export interface Remedy {
  /** Id of the check. */
  readonly check: string;
  readonly class: RemedyClass;
  /** What is written; begins upper case and ends in a full stop. */
  readonly does: string;
  /** What may no longer work; the same form. */
  readonly mayBreak: string;
  readonly kubernetes?: (subject: WorkloadSubject) => readonly Change[];
  readonly compose?: (subject: WorkloadSubject) => readonly Change[];
  /** Objects of Kubernetes that run nothing, and configuration files. */
  readonly document?: (subject: YamlSubject) => readonly Change[];
  /** A check whose remedy answers this one as well: where both are asked for, only that one is written. */
  readonly coveredBy?: string;
  readonly dockerfile?: (subject: DockerfileSubject) => readonly DockerfileChange[];
}

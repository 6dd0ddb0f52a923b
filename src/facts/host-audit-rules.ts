import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** What the kernel's audit of a host records: rules of its files, and rules that are loaded. */
export interface HostAuditRules {
  /** Rules that auditd loads when it starts, in their order; empty when there is no auditd. */
  readonly declared: Seen<readonly AuditRule[]>;
  /** What `auditctl -l` lists; undefined of a root file system, or when it may not be asked. */
  readonly loaded: Seen<readonly AuditRule[]>;
  /** Whether the kernel records at all (`auditctl -s`); undefined of a root file system, or when it may not be asked. */
  readonly enabled: Seen<boolean>;
  /** Whether an auditd runs; undefined of a root file system. */
  readonly running: Seen<boolean>;
  readonly at: Evidence;
}

/** One line of rules (auditctl(8)). Lines that Plimsoll does not understand are `other`. */
export type AuditRule =
  | {
      /** `-w PATH` or `-a always,exit -F path=|dir=PATH`: records use of a file, or of all below a folder. */
      readonly kind: 'watch';
      readonly path: string;
      /** The path without symbolic links in its folders: what the kernel watches. */
      readonly target: string;
      /** `dir`: everything below the folder too. `-w` is that of a folder and not of a file: `either`. */
      readonly reach: 'path' | 'dir' | 'either';
      /** Of `r`, `w`, `x`, `a`; all four when the rule names none. */
      readonly permissions: string;
      /** System calls of this width alone; undefined: of any. */
      readonly architecture: 'b32' | 'b64' | undefined;
      readonly key: string | undefined;
      readonly text: string;
      readonly at: Evidence;
    }
  | {
      /**
       * `delete-all`: -D. `off`: -e 0. `locked`: -e 2. `never-task`: `-a task,never`, with which no system
       * call and so no file is recorded. `never`: a rule that takes records away. `other`: any other line,
       * or a watch narrowed by further fields.
       */
      readonly kind: 'delete-all' | 'delete' | 'off' | 'on' | 'locked' | 'never-task' | 'never' | 'other';
      readonly text: string;
      readonly at: Evidence;
    };

export const hostAuditRules = defineFact<HostAuditRules>('host-audit-rules');

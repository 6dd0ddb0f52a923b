/** Where an event came from, by Falco's names of sources. */
export type EventSource = 'syscall' | 'k8s_audit' | 'docker' | 'auditd';

/** What a field holds. Times and durations are nanoseconds as bigint; lists keep their order. */
export type EventValue = string | number | bigint | boolean | Uint8Array | readonly (string | number | bigint)[];

/**
 * One thing that happened, in the field names of Falco (falco.org/docs/reference/rules/supported-fields): `evt.type`,
 * `proc.name`, `fd.name`, `ka.verb`. Sensors, imports, rules and stores agree on this and on nothing else.
 */
export interface Event {
  readonly source: EventSource;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** `evt.type`: `execve`, `openat`; of Kubernetes the verb. Rules are indexed by it. */
  readonly type: string;
  /**
   * The value of a field, with what stands in its brackets (`proc.aname[2]`, `ka.uri.param[command]`);
   * undefined when this source does not fill it or this event has it not.
   */
  field(name: string, argument?: string): EventValue | undefined;
}

/**
 * Where a person can look again. Every outcome carries at least one.
 *
 * `place` is the path inside the thing that was read: `spec.containers[0].image` in a manifest,
 * `HostConfig.Privileged` in an inspect answer, `CapEff` in `/proc/PID/status`.
 */
export interface Evidence {
  /** The collector that looked: `directory`, `docker`, `image`. */
  readonly source: string;
  /** Path as the user can open it: relative to the working folder, or inside an archive. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  readonly place?: string;
  /** Method and path of an API answer: `GET /containers/abc/json`. */
  readonly api?: string;
  /** Digest of the image layer that holds `file`. */
  readonly layer?: string;
  /** What a reader cannot see at the place itself: `absent: Kubernetes takes false`. */
  readonly note?: string;
}

/** `k8s/web.yaml:21:13`, or the API path, or the layer and file: one line for people. */
export function describeEvidence(evidence: Evidence): string {
  const where =
    evidence.file !== undefined
      ? [evidence.file, evidence.line, evidence.column].filter((part) => part !== undefined).join(':')
      : (evidence.api ?? evidence.source);
  return evidence.layer === undefined ? where : `${where} in layer ${evidence.layer.slice(0, 19)}`;
}

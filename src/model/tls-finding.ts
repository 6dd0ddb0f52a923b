/** What is said of an endpoint or a kept certificate. Advice changes no verdict. */
export interface TlsFinding {
  /** Stable for ever: `version-old`, `certificate-expired`; docs/tls.md lists them. */
  readonly rule: string;
  readonly verdict: 'fail' | 'unknown' | 'advice';
  readonly saw: string;
  /** What a person does about it; ends in a full stop. */
  readonly remedy: string;
}

/** A version of Docker, containerd, runc or the kernel as its project releases it. */
export interface Release {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Order within the same numbers: alpha, beta and rc come before the release itself. */
  readonly step: number;
  readonly pre: number;
  /** What a builder appended (`+dfsg1`, `-0ubuntu1`, `-18-amd64`): the build may carry fixes of its own. Empty: none. */
  readonly build: string;
}

const steps = ['alpha', 'beta', 'rc'];
// `v1.1.12-0-g51d5e946` is what `git describe` says of the tag itself; `-ce` was Docker's own ending.
const shape =
  /^v?(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?:-(alpha|beta|rc)[.-]?(\d{1,5}))?(-ce)?(-0-g[0-9a-f]{7,40})?(.*)$/;

/** Null when the text is no version, a bare commit for instance. */
export function parseRelease(text: string): Release | null {
  const found = shape.exec(text.trim());
  if (found === null) return null;
  const [, major, minor, patch, step, pre, , , build] = found;
  if (build !== undefined && /^\d/.test(build)) return null;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch ?? 0),
    step: step === undefined ? steps.length : steps.indexOf(step),
    pre: Number(pre ?? 0),
    build: build ?? '',
  };
}

/** Negative when `a` was before `b`; what builders appended does not count. */
export function compareReleases(a: Release, b: Release): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || a.step - b.step || a.pre - b.pre;
}

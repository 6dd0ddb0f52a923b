import type { Severity } from '../../model/severity.ts';
import type { CvssVersion } from './metrics.ts';
import { readCvssVector, type Scores } from './vector.ts';
import { scoreVersion2 } from './version-2.ts';
import { scoreVersion3 } from './version-3.ts';
import { scoreVersion4 } from './version-4.ts';

export interface CvssScore extends Scores {
  readonly version: CvssVersion;
  /** Of `score`, by the qualitative scale of its version. */
  readonly rating: Severity;
}

/**
 * Scores a vector of CVSS 2.0, 3.0, 3.1 or 4.0. A string says why there is no score: a vector that is not
 * whole and valid has none, because a wrong score is worse than none, and 0 would say harmless.
 */
export function scoreCvss(text: string): CvssScore | string {
  const vector = readCvssVector(text);
  if (typeof vector === 'string') return vector;
  const { version, metrics } = vector;
  const scores =
    version === '2.0'
      ? scoreVersion2(metrics)
      : version === '4.0'
        ? scoreVersion4(metrics)
        : scoreVersion3(metrics, version);
  return { version, ...scores, rating: ratingOf(scores.score, version) };
}

/** v3.0 and v3.1 §5, v4.0 §6; version 2 has no scale of its own and none above high: the NVD's is taken. */
export function ratingOf(score: number, version: CvssVersion): Severity {
  if (version !== '2.0') {
    if (score >= 9) return 'critical';
    if (score === 0) return 'info';
  }
  return score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

import { gapCodes } from '../../model/gaps.ts';
import { exitCodeOfScan, type ScannedVulnerability, type ScanReport } from '../../model/scan-report.ts';
import { safeJson } from '../safe-json.ts';
import { encodedPath, levels, message, notificationOf, scores, suppressionsOf } from '../sarif.ts';
import { addressOf, adviceOn, nameOf, sentenceOf, standing } from './describe.ts';

/** Files of the image, which a viewer cannot open: an address of its own kind (SARIF 2.1.0 §3.14.14). */
const base = 'IMAGE';

/**
 * SARIF 2.1.0: a rule for each advisory, a result for each package that has the vulnerability. What is
 * undecided or unrated is of kind `open`, what is waived suppressed; gaps are notifications.
 */
export function renderScanSarif(report: ScanReport): string {
  const rows = standing(report);
  const rules = [...Map.groupBy(rows, ruleId).values()].map((group) => group[0]!);
  const ruleIndex = new Map(rules.map((row, index) => [ruleId(row), index]));
  const codes = [...new Set(report.gaps.map(({ code }) => code))];
  const { image, tool, coverage, answer, because, at, target } = report;
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Plimsoll',
            version: tool.version,
            rules: rules.map(ruleOf),
            notifications: codes.map((code) => ({ id: code, shortDescription: { text: gapCodes[code] } })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            exitCode: exitCodeOfScan(report),
            endTimeUtc: at,
            toolExecutionNotifications: report.gaps.map((gap) => notificationOf(gap, codes)),
          },
        ],
        originalUriBaseIds: { [base]: { description: { text: `Files of the image ${image.reference ?? target}.` } } },
        columnKind: 'utf16CodeUnits',
        results: rows.map((row) => resultOf(row, ruleIndex.get(ruleId(row)) ?? -1, image.reference ?? target)),
        properties: { answer, because, image, coverage },
      },
    ],
  };
  return `${safeJson(log, 1)}\n`;
}

function ruleId(row: ScannedVulnerability): string {
  return nameOf(row);
}

function ruleOf(row: ScannedVulnerability): object {
  const address = addressOf(row);
  const { severity, summary, kev, malicious } = row;
  return {
    id: ruleId(row),
    shortDescription: { text: summary === '' ? ruleId(row) : summary },
    help: { text: adviceOn(row) },
    ...(address === null ? {} : { helpUri: address }),
    defaultConfiguration: { level: levels[severity ?? 'high'] },
    properties: {
      tags: ['security', 'vulnerability', ...(kev === null ? [] : ['exploited']), ...(malicious ? ['malicious'] : [])],
      // A viewer that sorts by this must not put below all others what nobody rates.
      'security-severity': scores[severity ?? 'high'],
    },
  };
}

function resultOf(row: ScannedVulnerability, ruleIndex: number, image: string): object {
  const { severity, state, at, package: found, waiver, fingerprint, because, layer, createdBy, epss, kev } = row;
  const open = state === 'unknown' || severity === null;
  const file = at.file ?? '';
  return {
    ruleId: ruleId(row),
    ruleIndex,
    ...(open ? { kind: 'open', level: 'none' } : { kind: 'fail', level: levels[severity] }),
    message: message(`${sentenceOf(row)}. ${because}. ${adviceOn(row)} (${image})`),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodedPath(file === '' ? found.name : file), uriBaseId: base },
          region: { startLine: at.line ?? 1 },
        },
        logicalLocations: [
          { name: found.name, fullyQualifiedName: found.purl, kind: 'package' },
          ...(layer === null ? [] : [{ name: layer, fullyQualifiedName: `${image}!${layer}!${file}`, kind: 'layer' }]),
        ],
        ...(createdBy === null ? {} : { message: message(`the layer was made by: ${createdBy}`) }),
      },
    ],
    partialFingerprints: { 'plimsoll/v1': fingerprint },
    suppressions: suppressionsOf(waiver),
    properties: { severity, state, fixed: row.fixed, purl: found.purl, kev, epss },
  };
}

import type { Report } from '../../model/report.ts';
import { decidedText } from '../decided.ts';
import { scriptJson } from '../safe-json.ts';
import { pageScript } from './browser/script.ts';
import { cardHtml, loadLine, marks } from './card.ts';
import { escapeHtml } from './escape.ts';
import type { Excerpt } from './excerpt.ts';
import { filtersHtml } from './filters.ts';
import { pageHead } from './page-head.ts';
import { pageData } from './page-data.ts';
import { coverageHtml, gapsHtml, unknownHtml } from './sections.ts';
import { pageStyle } from './style.ts';

export type { Excerpt } from './excerpt.ts';

/**
 * One page that needs nothing else: style, script and data lie in it, and its policy lets nothing
 * in from outside. Only this script and this style run, by their hashes; what sources wrote is data.
 *
 * @param excerpts by fingerprint; secrets already redacted
 */
export function renderHtml(report: Report, excerpts: ReadonlyMap<string, Excerpt>): string {
  const { asked, tool } = report;
  const decided = decidedText(report);
  const targets = escapeHtml(asked.targets.join('  '));
  const at = `${asked.at.slice(0, 10)} ${asked.at.slice(11, 16)} UTC`;
  const title = `Plimsoll: ${targets === '' ? 'nothing asked' : targets}`;
  return `${pageHead({ title, style: pageStyle, script: pageScript })}<body>
${marks}
<a class="skip" href="#findings">Skip to the findings</a>
<header>
${loadLine}
<div><h1>Plimsoll report</h1>
<p class="asked"><span>${targets === '' ? 'Nothing was asked' : targets}</span> \u00b7 <time datetime="${escapeHtml(asked.at)}">${escapeHtml(at)}</time> \u00b7 plimsoll ${escapeHtml(tool.version)}</p></div>
<button type="button" id="theme" hidden>Theme: auto</button>
</header>
<main>
<section aria-labelledby="card">
<h2 id="card">Five questions</h2>
<p class="lead">A fail at or above <b>${asked.failOn}</b> that nobody waived makes an aspect no. What was not seen is unknown, never yes.${asked.unknownPasses ? ' <b>Unknown counts as yes for the exit code here: <code>--unknown=pass</code> was asked for.</b>' : ''}${decided === null ? '' : ` ${escapeHtml(decided)}`}</p>
${cardHtml(report)}
</section>
<section aria-labelledby="findings">
<h2 id="findings" tabindex="-1">Findings</h2>
<p class="lead">Worst first. Open one to see where it stands and what was read there.</p>
${filtersHtml(report)}
<output id="count" role="status" aria-live="polite"></output>
<div id="aspect" hidden></div>
<noscript><p>The findings are listed by a script in this file, which this browser does not run.</p></noscript>
<div id="list"></div>
<p id="none" hidden>No outcome matches these filters.</p>
<div class="more" id="more" hidden><button type="button" id="more-some"></button><button type="button" id="more-all"></button></div>
</section>
<section aria-labelledby="unknown">
<h2 id="unknown">Not known</h2>
<p class="lead">Each aspect without an answer, and what would answer it.</p>
${unknownHtml(report)}
</section>
<section aria-labelledby="gaps">
<h2 id="gaps">Not seen</h2>
<p class="lead">What could not be read or understood. A gap keeps the aspects it touches from being yes.</p>
${gapsHtml(report.gaps)}
</section>
<section aria-labelledby="coverage">
<h2 id="coverage">Coverage</h2>
<p class="lead">How much was looked at: no findings mean little without it.</p>
${coverageHtml(report)}
</section>
</main>
<footer>Made by Plimsoll ${escapeHtml(tool.version)}. This page is one file and asks nothing of the network.</footer>
<script type="application/json" id="data">${scriptJson(pageData(report, excerpts))}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

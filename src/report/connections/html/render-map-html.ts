import { loadLine } from '../../html/card.ts';
import { escapeHtml, prose } from '../../html/escape.ts';
import { pageHead } from '../../html/page-head.ts';
import { gapsHtml } from '../../html/sections.ts';
import { doubtsOf, type MapReport } from '../../../model/network-report.ts';
import { scriptJson } from '../../safe-json.ts';
import { mapScript } from './browser/map-script.ts';
import { mapData } from './map-data.ts';
import { mapStyle } from './map-style.ts';

/**
 * One page that needs nothing else: namespaces as boxes that open, lines between them, a filter, and beside
 * the drawing what passes between two peers and why. What sources wrote is data, never markup.
 */
export function* renderMapHtml(report: MapReport): Generator<string> {
  const { asked, tool, gaps } = report;
  const targets = escapeHtml(asked.targets.join('  '));
  const at = `${asked.at.slice(0, 10)} ${asked.at.slice(11, 16)} UTC`;
  yield pageHead({ title: `Plimsoll: connections of ${targets}`, style: mapStyle, script: mapScript });
  yield `<body class="wide">
<a class="skip" href="#map">Skip to the map</a>
<header>
${loadLine}
<div><h1>What can reach what</h1>
<p class="asked"><span>${targets}</span> \u00b7 <time datetime="${escapeHtml(asked.at)}">${escapeHtml(at)}</time> \u00b7 plimsoll ${escapeHtml(tool.version)}</p></div>
<button type="button" id="theme" hidden>Theme: auto</button>
</header>
<main>
${pluginHtml(report)}${doubtHtml(report)}<div class="controls">
<form id="map-filters" role="search" aria-label="Peers">
<label>Filter <input type="search" id="filter-text" placeholder="name, namespace ( / )" autocomplete="off" spellcheck="false"></label>
<label>Show <select id="filter-show"><option value="all">All peers</option><option value="unknown">With something unknown</option><option value="open">Open to the internet, to everything or to any Pod</option></select></label>
</form>
<form id="path-form" aria-label="Path">
<label>Path from <input id="path-from" list="names" autocomplete="off" spellcheck="false"></label>
<label>to <input id="path-to" list="names" autocomplete="off" spellcheck="false"></label>
<button type="submit" id="show-path">Show path</button>
</form>
<button type="button" id="open-all">Open all groups</button>
<button type="button" id="close-all">Close all</button>
<button type="button" id="clear">Clear</button>
<datalist id="names"></datalist>
</div>
<output id="count" role="status" aria-live="polite"></output>
<noscript><p>The map is drawn by a script in this file, which this browser does not run. <code>plimsoll network map</code> prints the same as text.</p></noscript>
<div class="sheet">
<section id="drawing" class="map" aria-label="Map" tabindex="-1"><div id="canvas"><svg id="lines" aria-hidden="true"></svg><div id="boxes"></div></div><p id="none" hidden>No peer matches these filters.</p></section>
<aside id="panel" aria-label="What was chosen" aria-live="polite"></aside>
</div>
<ul class="key"><li>Solid line: allowed</li><li>Dashed line: not known</li><li>Square: open to the internet, to everything or to any Pod</li><li>Ring: something is not known</li><li>No line: denied</li></ul>
<section aria-labelledby="gaps">
<h2 id="gaps">Not seen</h2>
<p class="lead">What could not be read or understood.</p>
${gapsHtml(gaps)}
</section>
</main>
<footer>Made by Plimsoll ${escapeHtml(tool.version)}. This page is one file and asks nothing of the network.</footer>
<script type="application/json" id="data">`;
  yield scriptJson(mapData(report));
  yield `</script>
<script>${mapScript}</script>
</body>
</html>
`;
}

function pluginHtml({ plugin }: MapReport): string {
  if (plugin === null) return '';
  const { cni, enforces, because } = plugin;
  const rules = cni === null || cni === 'kubernetes' ? 'as Kubernetes says' : `by the rules of ${escapeHtml(cni)}`;
  const said = {
    yes: `Policies ${rules}`,
    no: 'Policies are not enforced',
    unknown: `Policies ${rules}, if they are enforced`,
  }[enforces];
  return `<p class="lead"><b>${said}:</b> ${escapeHtml(because)}.</p>
`;
}

function doubtHtml({ gaps }: MapReport): string {
  const doubts = doubtsOf(gaps);
  if (doubts.length === 0) return '';
  const items = doubts
    .slice(0, 5)
    .map(
      ({ subject, because, toKnow }) => `<li><b>${escapeHtml(subject)}</b> ${prose(because)}. ${prose(toKnow)}</li>`,
    );
  const rest = doubts.length > items.length ? `<li>and ${doubts.length - items.length} more below</li>` : '';
  return `<section class="doubt" aria-label="Not sure"><p><b>Not sure:</b> a rule that decides may stand in what was not read.</p><ul>${items.join('')}${rest}</ul></section>
`;
}

/** The page's style sheet. `light-dark()` follows `color-scheme`, so each colour is named once. */
export const pageStyle = String.raw`
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf8, #11161c);
  --panel: light-dark(#ffffff, #181f27);
  --ink: light-dark(#1b232d, #e4e8ec);
  --soft: light-dark(#586270, #9aa5b1);
  --rule: light-dark(#dcdad5, #2b343f);
  --accent: light-dark(#14497a, #8cc0f0);
  --yes: light-dark(#1c6b45, #6fcf9b);
  --yes-tint: light-dark(#eaf4ee, #14281f);
  --no: light-dark(#a8201a, #ff8d82);
  --no-tint: light-dark(#fbecea, #34191a);
  --unknown: light-dark(#7a5200, #e8b85c);
  --unknown-tint: light-dark(#fbf3e0, #2b2414);
  --none: light-dark(#586270, #9aa5b1);
  --none-tint: light-dark(#f1f1ef, #1d242c);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums;
}
body > header, main, body > footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
a { color: var(--accent); }
code, pre { font-family: var(--mono); font-size: .875em; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.15rem; margin: 0; letter-spacing: .01em; }
h2 { font-size: 1.3rem; margin: 3.25rem 0 .35rem; letter-spacing: -.01em; }
h2:focus { outline: none; }
h3 { font-size: 1.02rem; margin: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.lead { color: var(--soft); margin: 0 0 1.1rem; max-width: 46rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--panel); padding: .5rem 1rem; z-index: 2; }
.quietly { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

body > header { display: flex; align-items: center; gap: .9rem; padding-top: 1.6rem; flex-wrap: wrap; }
body > header svg { width: 3.4rem; height: 2rem; flex: none; color: var(--accent); }
body > header .asked { color: var(--soft); font-size: .9rem; margin: .1rem 0 0; overflow-wrap: anywhere; }
body > header > div { flex: 1 1 12rem; min-width: 0; }
button, select, input[type="search"] {
  font: inherit; font-size: .9rem; color: var(--ink); background: var(--panel);
  border: 1px solid var(--rule); border-radius: 6px; padding: .4rem .7rem;
}
button { cursor: pointer; }
button:hover { border-color: var(--accent); }

.verdict-line { display: flex; align-items: baseline; gap: .4rem 1.5rem; flex-wrap: wrap; margin: 0 0 .6rem; }
.counts { display: flex; gap: .35rem 1.4rem; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; font-size: 1.05rem; }
.counts b { font-size: 1.5rem; font-weight: 650; margin-right: .3rem; }
.counts .yes b { color: var(--yes); } .counts .no b { color: var(--no); } .counts .unknown b { color: var(--unknown); }
.bar { display: block; width: 100%; height: 6px; margin: 0 0 1.2rem; border-radius: 3px; overflow: hidden; }
.bar .yes { fill: var(--yes); } .bar .no { fill: var(--no); } .bar .unknown { fill: var(--unknown); } .bar .none { fill: var(--rule); }

table.card { width: calc(100% + 12px); border-collapse: separate; border-spacing: 6px; margin: 0 -6px; table-layout: fixed; }
table.card th, table.card td { padding: 0; text-align: left; vertical-align: stretch; height: 5.2rem; }
table.card th { width: 22%; }
.card button {
  display: grid; grid-template-columns: auto 1fr; gap: .1rem .5rem; align-content: center; width: 100%; height: 100%;
  padding: .55rem .7rem; border: 1px solid transparent; border-radius: 8px; text-align: left; line-height: 1.25;
}
.card button svg { width: 1.15rem; height: 1.15rem; grid-row: 1; }
.card button .name { font-weight: 600; overflow-wrap: anywhere; }
.card button .word { grid-column: 2; font-size: .8rem; color: var(--soft); }
.card td button { font-size: .88rem; }
.card .yes { background: var(--yes-tint); } .card .yes svg { color: var(--yes); }
.card .no { background: var(--no-tint); } .card .no svg { color: var(--no); }
.card .unknown { background: var(--unknown-tint); } .card .unknown svg { color: var(--unknown); }
.card .none { background: var(--none-tint); } .card .none svg { color: var(--none); }
.card th [data-where] { background: none; padding-left: .2rem; font-weight: 400; }
.card th button .name { font-size: 1.05rem; text-transform: capitalize; }
.card button:hover, .card button[aria-pressed="true"] { border-color: currentColor; }
.card button[aria-pressed="true"] { box-shadow: 0 0 0 1px currentColor; }

form#filters { display: flex; flex-wrap: wrap; gap: .8rem 1.1rem; align-items: end; padding: .9rem 1rem; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
form#filters label.field { display: grid; gap: .2rem; font-size: .8rem; color: var(--soft); flex: 0 1 12rem; min-width: 0; }
form#filters label.grow { flex: 1 1 14rem; }
form#filters select, form#filters input[type="search"] { width: 100%; min-width: 0; height: 2.35rem; }
#clear { height: 2.35rem; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
fieldset legend { font-size: .8rem; color: var(--soft); padding: 0; margin-bottom: .2rem; }
.pills { display: flex; flex-wrap: wrap; gap: .35rem; }
.pills label { position: relative; display: block; }
.pills input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.pills span { display: block; padding: .4rem .75rem; font-size: .9rem; border: 1px solid var(--rule); border-radius: 6px; color: var(--soft); line-height: 1.35; }
.pills span::before { content: "\2212\a0"; }
.pills input:checked + span { color: var(--ink); border-color: var(--soft); background: var(--none-tint); font-weight: 550; }
.pills input:checked + span::before { content: "\2713\a0"; }
.pills input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
#count { display: block; margin: .9rem 0 .2rem; color: var(--soft); font-size: .9rem; }
#aspect { margin: .8rem 0 0; padding: .7rem 1rem; border-left: 3px solid var(--accent); background: var(--panel); }
#aspect .because { display: block; }
#aspect .to-know { display: block; color: var(--soft); }

.check { margin: 1.4rem 0 0; }
.check > header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; justify-content: space-between; }
.facts { display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin: 0; font-size: .85rem; color: var(--soft); align-items: baseline; }
.verdict.fail { color: var(--no); font-weight: 650; } .verdict.unknown { color: var(--unknown); font-weight: 650; } .verdict.pass { color: var(--yes); font-weight: 650; }
.remedy { margin: .15rem 0 .5rem; max-width: 60rem; }
.remedy b { font-weight: 600; color: var(--soft); }
.remedy code, dd code, summary code, #aspect code, .unknowns code, .gaps code, .facts code { background: var(--none-tint); padding: .08em .32em; border-radius: 4px; overflow-wrap: anywhere; }
.rows { background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; overflow: clip; }
details { border-top: 1px solid var(--rule); }
#list.many details { content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
details:first-child { border-top: 0; }
summary {
  display: grid; grid-template-columns: 4.6rem minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1fr); gap: .1rem 1rem;
  align-items: baseline; padding: .5rem .9rem; cursor: pointer; list-style: none; font-size: .94rem;
}
summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--none-tint); }
summary:focus-visible { outline-offset: -2px; border-radius: 8px; }
summary span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
summary .saw { font-weight: 500; }
details[open] > summary .saw, details[open] > summary .whom, details[open] > summary .place { white-space: normal; overflow-wrap: anywhere; }
summary .whom { color: var(--soft); }
summary .place { font-family: var(--mono); font-size: .82em; color: var(--soft); direction: rtl; text-align: left; }
summary .waived { grid-column: 2 / -1; color: var(--unknown); font-size: .88em; }
.severity { font-size: .82em; font-weight: 650; }
.severity::before { content: ""; display: inline-block; width: .5em; height: .5em; margin-right: .45em; border-radius: 50%; background: currentColor; vertical-align: .06em; }
.severity.critical, .severity.high { color: var(--no); } .severity.medium { color: var(--unknown); } .severity.low, .severity.info { color: var(--soft); }
.severity.critical::before { border-radius: 0; }
.severity.low::before, .severity.info::before { background: none; box-shadow: inset 0 0 0 1.5px currentColor; }
.inside { padding: .2rem .9rem 1rem; border-top: 1px dashed var(--rule); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1.2rem; margin: .7rem 0; }
dt { color: var(--soft); font-size: .88rem; padding-top: .08rem; }
dd { margin: 0; overflow-wrap: anywhere; }
dd .detail { color: var(--soft); font-size: .9em; }
figure { margin: .8rem 0 0; border: 1px solid var(--rule); border-radius: 8px; overflow: clip; }
figcaption { font: .8rem var(--mono); color: var(--soft); padding: .35rem .8rem; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
pre { margin: 0; padding: .5rem 0; overflow-x: auto; background: var(--paper); line-height: 1.5; }
pre code { display: block; width: max-content; min-width: 100%; }
.line { display: block; padding: 0 1rem 0 0; white-space: pre; color: inherit; background: none; }
.line::before { content: attr(data-line); display: inline-block; width: 4ch; margin-right: 1.5ch; padding-left: 1ch; text-align: right; color: var(--soft); user-select: none; }
mark.line { background: var(--no-tint); box-shadow: inset 3px 0 0 var(--no); font-weight: 600; }
.more { display: flex; gap: .6rem; margin: 1rem 0 0; }
.more[hidden] { display: none; }
#none { padding: 2rem 0; color: var(--soft); text-align: center; }

.unknowns { list-style: none; margin: 0; padding: 0; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
.unknowns li { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: .1rem 1.2rem; padding: .55rem .9rem; border-top: 1px solid var(--rule); }
.unknowns li:first-child { border-top: 0; }
.unknowns b { font-weight: 600; font-size: .94rem; }
.unknowns p { margin: 0; overflow-wrap: anywhere; }
.unknowns p + p, .gaps .to-know { color: var(--soft); }
.unknowns p + p::before, .gaps .to-know::before, #aspect .to-know::before { content: "To know: "; font-weight: 600; }
.gaps { margin: 1.3rem 0 0; }
.gaps h3 code { background: none; padding: 0; font-size: .92rem; }
.gaps h3 + p { margin: 0 0 .4rem; color: var(--soft); }
.gaps ul { margin: 0; padding: 0; list-style: none; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
.gaps li { padding: .5rem .9rem; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
.gaps li:first-child { border-top: 0; }
.gaps li p { margin: 0; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1px; background: var(--rule); border: 1px solid var(--rule); border-radius: 10px; overflow: clip; }
.numbers div { background: var(--panel); padding: .7rem .9rem; }
.numbers dt { padding: 0; font-size: .82rem; }
.numbers dd { font-size: 1.35rem; font-weight: 600; line-height: 1.2; }
footer { color: var(--soft); font-size: .88rem; padding-top: 3rem; padding-bottom: 3rem; }

@media screen and (max-width: 60rem) {
  table.card, .card tbody, .card tr { display: block; margin: 0; width: auto; }
  .card tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 6px; margin-bottom: 1.2rem; }
  table.card th, table.card td { display: block; height: auto; width: auto; }
  table.card th { grid-column: 1 / -1; }
}
@media print, (max-width: 60rem) {
  summary { grid-template-columns: 4.6rem minmax(0, 1fr); }
  summary .whom, summary .place { grid-column: 2; }
  summary .saw, summary .whom, summary .place { white-space: normal; overflow-wrap: anywhere; max-height: 6em; }
  .unknowns li { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 34rem) {
  body > header, main, body > footer { padding-left: 1rem; padding-right: 1rem; }
  dl:not(.numbers) { grid-template-columns: minmax(0, 1fr); }
  form#filters label.field { flex-basis: 100%; }
}
@media (prefers-contrast: more) { :root { --rule: var(--soft); } }
@media print {
  :root, :root[data-theme] { color-scheme: light; --paper: #fff; }
  body { font-size: 10pt; }
  form#filters, #theme, .skip, .more, #count { display: none; }
  details, .check, .gaps li, .unknowns li, table.card tr { break-inside: avoid; }
  #list.many details { content-visibility: visible; }
  .check > header { break-after: avoid; }
  .card button, mark.line { print-color-adjust: exact; }
  .card button { grid-template-columns: minmax(0, 1fr); padding: .35rem .45rem; }
  .card button .word { grid-column: 1; font-size: 7pt; }
  .card td button { font-size: 7.5pt; }
  .card th button .name { font-size: 9pt; }
  table.card { border-spacing: 3px; }
  table.card th, table.card td { height: 3.6rem; }
  summary span { white-space: normal; overflow-wrap: anywhere; }
  h2 { margin-top: 1.6rem; }
}
`;

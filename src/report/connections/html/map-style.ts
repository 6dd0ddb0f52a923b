import { pageStyle } from '../../html/style.ts';

/** The style of the page with what a drawing needs; sizes of boxes and rows are those of `mapSizes`. */
export const mapStyle = `${pageStyle}
body.wide > header, body.wide > main, body.wide > footer { max-width: none; }
.controls { display: flex; flex-wrap: wrap; gap: .8rem 1.1rem; align-items: end; padding: .9rem 1rem; margin: 1rem 0 0; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
.controls form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
.controls label { display: grid; gap: .2rem; font-size: .8rem; color: var(--soft); }
.controls input, .controls select { height: 2.35rem; width: 13rem; max-width: 100%; }
.controls input:not([type="search"]) { font: inherit; font-size: .9rem; color: var(--ink); background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: .4rem .7rem; }
.controls button { height: 2.35rem; }
.doubt { padding: .7rem 1rem; margin: 1rem 0 0; border-left: 3px solid var(--unknown); background: var(--unknown-tint); }
.doubt p { margin: 0; } .doubt ul { margin: .3rem 0 0; padding-left: 1.2rem; } .doubt li { overflow-wrap: anywhere; }
.sheet { display: grid; grid-template-columns: minmax(0, 1fr) 25rem; gap: 1rem; align-items: start; }
.map { position: relative; overflow: auto; max-height: min(78vh, 60rem); min-height: 12rem; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
#canvas { position: relative; }
#lines { position: absolute; inset: 0; pointer-events: none; }
.box { position: absolute; border: 1px solid var(--rule); border-radius: 9px; background: var(--paper); }
.box .head { display: flex; justify-content: space-between; gap: .6rem; align-items: center; width: 100%; height: 44px; padding: 0 .8rem; border: 0; background: none; font-weight: 600; text-align: left; border-radius: 9px; }
.box .head::before { content: "\\25b8"; color: var(--soft); }
.box .head[aria-expanded="true"]::before { content: "\\25be"; }
.box .head .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.box .head .detail { color: var(--soft); font-weight: 400; font-size: .85em; white-space: nowrap; }
.box .head:hover { background: var(--none-tint); }
.box.lit { border-color: var(--accent); }
.peer { position: absolute; display: flex; align-items: center; gap: .45rem; padding: 0 .8rem 0 1.1rem; border: 0; border-radius: 0; background: none; font-size: .84rem; text-align: left; }
.peer .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.peer::before { content: ""; flex: none; width: .5rem; height: .5rem; border-radius: 50%; background: var(--soft); }
.peer.doubtful::before { background: none; box-shadow: inset 0 0 0 2px var(--unknown); }
.peer.open::before { background: var(--no); border-radius: 0; }
.peer.open.doubtful::before { background: var(--no); box-shadow: 0 0 0 2px var(--unknown); }
.peer:hover { background: var(--none-tint); }
.peer.chosen { background: var(--accent); color: var(--paper); font-weight: 600; border-radius: 5px; }
.peer.lit:not(.chosen) { font-weight: 600; background: var(--none-tint); }
.map.focused .peer:not(.lit), .map.focused .box:not(.lit) .head { opacity: .45; }
.map .head:focus-visible, .map .peer:focus-visible { outline-offset: -2px; opacity: 1; }
.line .drawn { fill: none; stroke: var(--soft); stroke-opacity: .5; }
.line .hit { fill: none; stroke: transparent; stroke-width: 10; pointer-events: stroke; cursor: pointer; }
.line:hover .drawn { stroke: var(--accent); stroke-opacity: 1; stroke-width: 3; }
.line.unknown .drawn { stroke: var(--unknown); stroke-dasharray: 5 4; }
.line.out .drawn { stroke: var(--accent); stroke-opacity: 1; }
.line.in .drawn { stroke: var(--yes); stroke-opacity: 1; }
.line.chain .drawn { stroke: var(--no); stroke-opacity: 1; stroke-width: 2.5; }
.map.dense .line.plain .drawn { stroke-opacity: .22; } .map.dense .arrow.plain { fill-opacity: .5; }
.map.focused .line.plain .drawn, .map.focused .line.unknown .drawn { stroke-opacity: .12; }
.arrow { fill: var(--soft); } .arrow.unknown { fill: var(--unknown); } .arrow.out { fill: var(--accent); } .arrow.in { fill: var(--yes); } .arrow.chain { fill: var(--no); }
.map.focused .arrow.plain, .map.focused .arrow.unknown { fill-opacity: .2; }
#panel { max-height: min(78vh, 60rem); overflow: auto; padding: .2rem 1.1rem 1.1rem; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
#panel h2 { font-size: 1.1rem; margin: .8rem 0 .2rem; overflow-wrap: anywhere; }
#panel h3 { margin: 1.1rem 0 .3rem; }
#panel .lead { font-size: .9rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
#panel .beyond { margin: .2rem 0; font-size: .9rem; }
#panel .openness { margin: .2rem 0; color: var(--no); font-size: .9rem; }
#panel .leading { list-style: none; margin: 0; padding: 0; font-size: .9rem; }
#panel .leading li { overflow-wrap: anywhere; }
.leads { display: grid; width: 100%; gap: 0; text-align: left; border: 0; border-top: 1px solid var(--rule); border-radius: 0; padding: .35rem .2rem; background: none; }
.leads .name { overflow-wrap: anywhere; } .leads .detail { color: var(--soft); font-size: .85em; overflow-wrap: anywhere; }
.leads:hover { background: var(--none-tint); }
.ends { font-weight: 600; margin: .8rem 0 .2rem; overflow-wrap: anywhere; }
.end { border: 0; background: none; padding: 0; color: var(--accent); font-weight: 600; text-decoration: underline; overflow-wrap: anywhere; text-align: left; }
.verdict-of { margin: .7rem 0 .1rem; } .verdict-of.allowed b { color: var(--yes); } .verdict-of.denied b { color: var(--no); } .verdict-of.unknown b { color: var(--unknown); }
.missing { margin: .1rem 0; color: var(--unknown); font-size: .9rem; overflow-wrap: anywhere; }
.proof ol { margin: .1rem 0 0; padding-left: 1.3rem; font-size: .88rem; } .proof li { overflow-wrap: anywhere; }
.proof .layer { color: var(--soft); } .proof code { color: var(--soft); overflow-wrap: anywhere; }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .6rem 0 0; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; }
@media (max-width: 60rem) { .sheet { grid-template-columns: minmax(0, 1fr); } #panel { max-height: none; } }
@media print { .controls, #panel { display: none; } .sheet { display: block; } .map { height: auto; overflow: visible; border: 0; } }
`;

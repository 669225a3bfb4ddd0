/** How a report looks: light and dark, narrow and wide, on a screen and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2126; --faint: #5a626c; --line: #d8dce2; --ground: #f3f5f7; --bar: #1f6fb2;
  --gap: #e3c4c0; --found: #2f7f52; --nothing: #b5d6c3; --failed: #c0392b; --dropped: #d9822b; --missing: #8a8f98; --outside: #c9ced6; --link: #175a93 }
@media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e6e9ed; --faint: #a3abb5; --line: #343a42; --ground: #20252b; --bar: #6db3ee;
  --gap: #5a3531; --found: #57b381; --nothing: #2d4c3c; --failed: #e2604f; --dropped: #e39a4d; --missing: #7d848e; --outside: #454c56; --link: #8cc4f5 } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--paper); overflow-wrap: anywhere }
h1 { font-size: 1.8rem; margin: 0 } h2 { font-size: 1.3rem; margin: 2.5rem 0 .6rem; border-bottom: 2px solid var(--line); padding-bottom: .2rem }
h3 { font-size: 1.1rem; margin: 2rem 0 .3rem } h4 { font-size: .95rem; margin: 1.2rem 0 .3rem }
p { margin: .4rem 0; max-width: 60rem } .faint { color: var(--faint) } a { color: var(--link) } ul { padding-left: 1.2rem; margin: .4rem 0 }
.sums { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 1.2rem 0; padding: 0 }
.sums div { background: var(--ground); border-radius: .4rem; padding: .5rem .8rem; display: flex; flex-direction: column-reverse } .sums dd { margin: 0; font-size: 1.4rem; font-weight: 600 } .sums dt { color: var(--faint); font-size: .85rem }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem; width: 100%; overflow-wrap: normal } .whole { white-space: nowrap }
caption { text-align: left; color: var(--faint); padding: .2rem 0 } th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th:first-child, td:first-child { padding-left: 0 } thead th { vertical-align: bottom } td.n, th.n { text-align: right } td.n { font-variant-numeric: tabular-nums; white-space: nowrap }
.name { min-width: 9rem; max-width: 26rem; overflow-wrap: anywhere; font-weight: 600 } tbody th { font-weight: 400 }
.swatch { display: inline-block; width: .7em; height: .7em; border: 1px solid var(--faint); border-radius: 2px; margin-right: .4em }
.lanes { margin: .6rem 0 } .lane { display: grid; grid-template-columns: 15rem 1fr; gap: .8rem; align-items: center; margin: .25rem 0; break-inside: avoid }
.lane svg { display: block; width: 100%; height: 1.9rem; background: var(--ground); border-radius: 2px } .lane.coverage svg { height: .9rem } .lane small { display: block; color: var(--faint) }
.axis { display: flex; justify-content: space-between; color: var(--faint); font-size: .8rem; margin-left: 15.8rem }
.bar { fill: var(--bar) } .is-gap { fill: var(--gap) } .is-found { fill: var(--found) } .is-nothing { fill: var(--nothing) } .is-failed { fill: var(--failed) } .is-dropped { fill: var(--dropped) } .is-missing { fill: var(--missing) } .is-outside { fill: var(--outside) }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85rem; color: var(--faint) } .key svg { width: .8em; height: .8em; margin-right: .35em }
.maps, .pictures { display: grid; gap: .9rem; margin: .6rem 0 } .maps { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) } .pictures { grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)) }
figure { margin: 0; break-inside: avoid } figcaption { font-size: .85rem; color: var(--faint) } .maps svg { display: block; width: 100%; height: 100%; background: var(--ground); border: 1px solid var(--line) }
.maps use { opacity: .55; filter: grayscale(1) } .maps path { opacity: .72 } .h0 { fill: #440154 } .h1 { fill: #414487 } .h2 { fill: #2a788e } .h3 { fill: #22a884 } .h4 { fill: #7ad151 } .h5 { fill: #fde725 }
.pictures img { display: block; width: 100%; height: auto; border-radius: 3px } .scenes { position: absolute; width: 0; height: 0 }
.ask dt { margin-top: .8rem } .ask dd { margin: .2rem 0 0 } code { font: .85rem/1.5 ui-monospace, monospace }
.ask code { display: block; background: var(--ground); border-radius: .3rem; padding: .4rem .7rem; white-space: pre-wrap; user-select: all; -webkit-user-select: all }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; font-size: .9rem } .facts dt { color: var(--faint) } .facts dd { margin: 0 }
@media (max-width: 40rem) { .lane { grid-template-columns: 1fr; gap: .1rem; margin: .7rem 0 } .lane small { display: inline } .axis { margin-left: 0 } .facts { grid-template-columns: 1fr } .facts dd { margin-bottom: .3rem }
  .pictures { grid-template-columns: 1fr } .maps { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)) } }
@media print { @page { margin: 14mm } :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --ground: #f0f0f0; --bar: #1f6fb2; --gap: #e3c4c0; --found: #2f7f52; --nothing: #b5d6c3; --failed: #c0392b; --dropped: #d9822b; --missing: #8a8f98; --outside: #c9ced6; --link: #000 }
  body { font-size: 10pt; padding: 0; max-width: none; print-color-adjust: exact; -webkit-print-color-adjust: exact } .ask-how { display: none } .wide { overflow: visible } table { font-size: 8pt } .sums { grid-template-columns: repeat(5, 1fr) }
  .name { min-width: 5.2rem } th, td { padding: .2rem .35rem } .id { display: inline-block; min-width: 4rem; overflow-wrap: anywhere }
  h2, h3, h4, h4 + p, caption, thead { break-after: avoid } tr, .ask div { break-inside: avoid } thead { display: table-header-group } .lane { grid-template-columns: 12rem 1fr } .axis { margin-left: 12.8rem } .maps { grid-template-columns: repeat(4, 1fr) } .pictures { grid-template-columns: repeat(2, 1fr) } }
`;

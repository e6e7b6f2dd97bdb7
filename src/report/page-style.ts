/** How the page of a report looks: on a screen, in the dark, on paper. No font and no picture is fetched. */

export const PAGE_STYLE = `
:root{color-scheme:light dark;
--paper:#fff;--ink:#1b1f24;--soft:#59626d;--line:#d5dae0;--faint:#f4f6f8;
--good:#17693b;--warn:#8a5300;--bad:#a8201a;
--c1:#2a5d9c;--c2:#b4552d;--c3:#8d939b;--c4:#7a4e9e;--c5:#6e2a1a;--track:#e8ecf0}
@media (prefers-color-scheme:dark){:root{
--paper:#14171b;--ink:#e6e9ed;--soft:#a3adb8;--line:#353c45;--faint:#1c2127;
--good:#6fcf97;--warn:#e6ae5c;--bad:#ff8d84;
--c1:#6aa5e8;--c2:#e08a62;--c3:#8b949e;--c4:#b995dc;--c5:#f3b8a0;--track:#262c33}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Liberation Sans",sans-serif}
.skip{position:absolute;left:-9999px}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem .75rem;z-index:1}
a{color:inherit;text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--c1);outline-offset:2px}
.page{max-width:62rem;margin:0 auto;padding:3rem 1.5rem 4rem}
.label{margin:0 0 .75rem;color:var(--soft);font-size:.8125rem;letter-spacing:.04em}
h1{margin:0;font-size:clamp(1.625rem,1.2rem + 2vw,2.375rem);line-height:1.18;font-weight:650;letter-spacing:-.015em;max-width:30ch;text-wrap:balance}
.lede{margin:.875rem 0 0;font-size:1.0625rem;color:var(--soft);max-width:62ch}
h2{margin:0 0 .25rem;font-size:1.1875rem;line-height:1.3;font-weight:650;letter-spacing:-.005em}
h3{margin:1.75rem 0 .5rem;font-size:1rem;font-weight:650}
section{margin-top:3rem;padding-top:1.5rem;border-top:1px solid var(--line)}
section>p,.note{margin:.25rem 0 1rem;color:var(--soft);max-width:68ch}
.checks{list-style:none;margin:2rem 0 0;padding:0;border-top:1px solid var(--line)}
.checks li{display:grid;grid-template-columns:9rem 1fr;gap:.25rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
.state{font-weight:650;white-space:nowrap}
.state svg{width:.875rem;height:.875rem;margin-right:.45rem;vertical-align:-.0625rem}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1.25rem 2rem;margin:2.25rem 0 0}
.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.figures dt{color:var(--soft);font-size:.875rem}
.figures dd{margin:0;font-size:1.5rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.facts{display:grid;grid-template-columns:11rem 1fr;margin:1rem 0 0}
.facts dt,.facts dd{margin:0;padding:.4rem 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--soft);padding-right:1rem}
.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:1rem 0 0}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9375rem}
caption{text-align:left;color:var(--soft);font-size:.875rem;padding:0 0 .5rem}
th,td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{color:var(--soft);font-size:.8125rem;vertical-align:bottom}
thead th,thead td{border-bottom-color:var(--soft)}
table .mono{overflow-wrap:normal}
.keep{white-space:nowrap}
.counts th.n{width:8rem}
tbody th{min-width:9rem}
th.n,td.n{text-align:right;white-space:nowrap;padding-right:1rem}
td.b{width:34%;padding-right:0}
table.short{width:auto;min-width:min(100%,30rem)}
td:last-child,th:last-child{padding-right:0}
.bar{display:block;width:100%;height:.625rem;margin-top:.45rem}
.bar .track{fill:var(--track)}
.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}
.stack{display:block;width:100%;height:1.75rem;margin:1.25rem 0 .25rem}
.chart{margin:1.25rem 0 -.9rem;color:var(--soft);font-size:.875rem}
.key{margin:.25rem 0 0;font-size:.875rem}.key span{margin-right:1rem;white-space:nowrap}
.swatch{width:.75rem;height:.75rem;margin-right:.5rem;vertical-align:-.0625rem}
.pictures{list-style:none;margin:1.25rem 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:1.5rem 1.25rem}
.pictures figure{margin:0}
.pictures img{display:block;max-width:100%;height:auto;background:#000;border:1px solid var(--line)}
.pictures figcaption{margin-top:.4rem;color:var(--soft);font-size:.875rem;line-height:1.4}
.pictures b{color:var(--ink);font-weight:650;margin-right:.35rem}
.plain{margin:.75rem 0 0;padding:0 0 0 1.15rem;max-width:68ch}
.plain li{margin:.35rem 0}
.note{margin-top:1rem}
.sign{display:none}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
@media (max-width:40rem){
.page{padding:2rem 1rem 3rem}
.checks li{grid-template-columns:1fr}
.facts{grid-template-columns:1fr}
.facts dt{border-bottom:0;padding:.6rem 0 0}.facts dd{padding-top:0}
td.b{display:none}
tbody th{min-width:0}
.counts th.n{width:auto}
thead th.n{white-space:normal}
}
@media print{
:root{--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--good:#000;--warn:#000;--bad:#000;--track:#e4e4e4}
@page{margin:18mm 16mm}
body{font-size:10pt;line-height:1.4}
h1{font-size:20pt}.lede{font-size:11pt}h2{font-size:12.5pt}table{font-size:9pt}
.figures{grid-template-columns:repeat(5,auto);gap:1rem;margin-top:1.25rem}.figures dd{font-size:13pt}
.page{max-width:none;padding:0}
.skip{display:none}
section{margin-top:1.6rem;padding-top:.8rem}
h2,h2+p,h3,caption,thead{break-after:avoid}
p,tr,.checks li,.facts dd,.figures div,.pictures li{break-inside:avoid}
.pictures img{-webkit-print-color-adjust:exact;print-color-adjust:exact}
thead{display:table-header-group}
.scroll{overflow:visible}
svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.sign{display:grid;grid-template-columns:2fr 1fr;gap:2.5rem;margin-top:2.2rem;break-inside:avoid}
.sign p{margin:0;padding-top:.3rem;border-top:1px solid #000;font-size:9pt}
footer{margin-top:1.6rem;padding-top:.6rem;font-size:8.5pt;break-before:avoid;break-inside:avoid}
}
`

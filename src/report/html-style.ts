/** The page's style sheet. Colours are told apart by people who see no red or green (blue, orange, and marks beside them); light, dark and print. */
export const pageStyle = `
:root{--bg:#f5f6f8;--card:#fff;--ink:#1a2029;--muted:#5c6675;--line:#e1e5eb;--soft:#f0f2f5;--accent:#0a63bd;
--good:#0b7285;--good-bg:#e6f4f6;--bad:#b83a07;--bad-bg:#fdeee6;--unsure:#7d5c00;--unsure-bg:#fdf4d9;
--offered:#7a8494;--served:#0a63bd;--p50:#5aa9e6;--p95:#0a63bd;--p99:#7a3e9d;--degraded:#7a3e9d;
--fault:#e69f00;--fault-bg:#e69f0024;--e1:#c8480c;--e2:#e69f00;--e3:#7a3e9d;--e4:#0a63bd;--e5:#5c6675;--e6:#0b7285;--half:#e69f00;--open:#c8480c;--closed:#0b7285}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#0e1217;--card:#161b22;--ink:#e5e9ef;--muted:#98a3b3;--line:#28303a;--soft:#1d242d;--accent:#6cb2f7;
--good:#56c7d6;--good-bg:#10272c;--bad:#ff9166;--bad-bg:#33190e;--unsure:#eec155;--unsure-bg:#2d250c;
--offered:#98a3b3;--served:#6cb2f7;--p50:#3f7fb8;--p95:#6cb2f7;--p99:#cf9bea;--degraded:#cf9bea;
--fault:#e9ac2e;--fault-bg:#e9ac2e26;--e1:#ff8350;--e2:#e9ac2e;--e3:#cf9bea;--e4:#6cb2f7;--e5:#98a3b3;--e6:#56c7d6;--half:#e9ac2e;--open:#ff8350;--closed:#56c7d6}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1160px;margin:0 auto;padding:18px 24px 48px}
p,ul,ol,dl,figure,pre{margin:0;padding:0}
h1{font-size:23px;line-height:1.25;margin:0 0 3px;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:16px;margin:26px 0 8px;letter-spacing:-.005em}
h3{font-size:15px;margin:0 0 10px;overflow-wrap:anywhere}
h3 span{font-weight:400;color:var(--muted);margin-left:6px}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
small,.muted,.footnote{color:var(--muted)}small,.footnote{font-size:13px}.footnote{margin:6px 2px 0;overflow-wrap:anywhere}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.brand{font-weight:650;font-size:13px;letter-spacing:.02em}.brand span{font-weight:400;color:var(--muted)}
.facts{color:var(--muted);font-size:14px;overflow-wrap:anywhere}.facts b{color:var(--ink);font-weight:600}.facts span::before{content:"\\00b7";margin:0 8px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 18px}
.verdict{display:flex;align-items:center;gap:24px;margin-top:12px;padding:12px 20px;border-radius:12px;background:var(--tint);border:1px solid var(--tone);border-left-width:8px}
.good{--tone:var(--good);--tint:var(--good-bg)}.bad{--tone:var(--bad);--tint:var(--bad-bg)}.unsure{--tone:var(--unsure);--tint:var(--unsure-bg)}.plain{--tone:var(--ink);--tint:transparent}
.verdict>div{min-width:0}
.verdict .word{display:flex;align-items:center;gap:12px;font-size:27px;white-space:nowrap;font-weight:750;letter-spacing:.01em;color:var(--tone)}
.verdict .reason{font-size:16px;font-weight:500;overflow-wrap:anywhere}
div.beside{display:grid;grid-template-columns:minmax(0,11fr) minmax(0,9fr);gap:0 16px}.beside>section{display:flex;flex-direction:column;min-width:0}.beside .card{flex:1}.beside h2,.stacked h2,.stacked+section h2,.beside+section h2{margin-top:16px}
.beside .figures{grid-template-columns:repeat(2,minmax(0,1fr));gap:12px 14px}.beside .figure:first-child{grid-column:1/-1}.beside .figure b{font-size:16px;line-height:1.4}.beside .objectives li{grid-template-columns:18px minmax(0,1fr) minmax(0,142px) minmax(0,100px);font-size:14px}
.objectives{list-style:none;padding:2px 18px}
.objectives li{display:grid;grid-template-columns:26px minmax(0,1fr) minmax(0,200px) minmax(0,150px);gap:2px 12px;padding:7px 0;border-bottom:1px solid var(--line);align-items:baseline}
.objectives li:last-child{border-bottom:0}
.objectives .mark{font-weight:700;color:var(--tone)}
.objectives .text,.objectives .actual,.objectives .wanted{overflow-wrap:anywhere}.objectives .text small{display:block}
.objectives .actual,.objectives .wanted{text-wrap:balance}.objectives .actual{color:var(--tone);font-weight:600}.objectives .wanted{color:var(--muted)}
.objectives i{display:none;font-style:normal;font-weight:400;color:var(--muted)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px;min-width:0}
.tile span,.figure span{display:block;font-size:13px;color:var(--muted)}
.tile b{display:block;font-size:23px;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.fault+.fault{margin-top:12px}
.figures{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,1.4fr) repeat(3,minmax(0,1fr));gap:18px}
.figure{border-left:3px solid var(--line);padding-left:12px;min-width:0}
.figure.good,.figure.bad,.figure.unsure{border-left-color:var(--tone)}
.figure b{display:block;font-size:17px;font-weight:650;color:var(--tone);overflow-wrap:anywhere}.figure small{display:block;overflow-wrap:anywhere}
.charts{padding:12px 18px 14px}
.charts figure+figure{margin-top:12px}.charts .lane+.lane{margin-top:6px}
figcaption{font-size:13px;margin-bottom:4px;display:flex;flex-wrap:wrap;gap:0 8px;align-items:baseline;overflow-wrap:anywhere}figcaption b{font-weight:600;font-size:14px}figcaption span{color:var(--muted)}
figcaption button{margin-left:auto;font:inherit;color:var(--accent);background:none;border:1px solid var(--line);border-radius:6px;padding:1px 9px;cursor:pointer}
.chart{min-width:0}.chart .plot{min-height:190px}
.lane{padding-left:58px;padding-right:12px}.lane figcaption{margin-bottom:2px}.lane.beside{display:grid;grid-template-columns:58px minmax(0,1fr);padding-left:0;gap:0}.lane.beside figcaption{margin:0;align-self:center}.lane.beside figcaption b{font-size:12px;overflow-wrap:normal}
.strip{display:block;background:var(--soft);border-radius:4px;overflow:hidden}.strip .name{font-size:12px;fill:var(--ink)}
.stage0{fill:var(--soft)}.stage1{fill:var(--line)}
rect.fault{fill:var(--fault-bg);stroke:var(--fault)}rect.alert{fill:var(--open)}rect.muted{fill:none;stroke:var(--open);stroke-dasharray:4 3}rect.planned{fill:none;stroke-dasharray:4 3}
rect.open{fill:var(--open)}rect.half-open{fill:var(--half)}rect.closed{fill:var(--closed)}rect.silent{fill:var(--line)}
line.cursor{stroke:var(--muted);stroke-dasharray:3 3}
.u-legend{font-size:12.5px;color:var(--ink);text-align:left;padding-left:54px}.u-legend .u-value{font-variant-numeric:tabular-nums;min-width:4.5em;display:inline-block}.u-legend .u-marker{border-radius:2px;height:.7em;width:1.1em}
.u-legend th{font-weight:400;padding:1px 2px}.u-inline tr{margin-right:12px}.u-series:first-child:has(td:empty){visibility:hidden}.u-inline.u-live th::after{content:""}.u-legend .u-marker{margin-right:5px}
.u-select{background:var(--muted);opacity:.15}.u-hz .u-cursor-x,.u-hz .u-cursor-y{border-color:var(--muted)}
.scroll{overflow-x:auto;padding:6px 8px}
table{border-collapse:collapse}.scroll table{width:100%;font-size:14px}
.scroll th{font-weight:500;color:var(--muted);font-size:13px;text-align:left;white-space:nowrap}
.scroll th,.scroll td{padding:7px 12px;border-bottom:1px solid var(--line);vertical-align:top}
.scroll tbody tr:last-child td{border-bottom:0}
.scroll td{max-width:420px;overflow-wrap:break-word;min-width:56px}.scroll td.long{min-width:240px}.scroll td.short{white-space:nowrap}
.scroll .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.scroll .n.long{white-space:normal;min-width:110px}
.scroll .many th{white-space:normal;vertical-align:bottom}.scroll .many th,.scroll .many td{padding-left:7px;padding-right:7px}.scroll .many td{max-width:180px}.scroll .many td.long:not(.n){min-width:150px}.under{position:sticky;left:8px;width:fit-content;max-width:calc(100vw - 62px);color:var(--muted);font-size:13px}
.scroll tr:has(+.below) td{border-bottom:0}.scroll .below td,.scroll table .below td{padding-top:0;max-width:none}.requests article{border-left:3px solid var(--line);padding-left:12px;margin:10px 0;font-size:13px;overflow-wrap:anywhere}.requests pre{background:var(--soft);border-radius:6px;padding:6px 10px;margin:4px 0;white-space:pre-wrap;max-height:320px;overflow-y:auto}.served>div{padding:4px 0}
.moves{padding-left:0;color:var(--ink);list-style:none;font-variant-numeric:tabular-nums}summary{cursor:pointer;color:var(--muted)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:14px;margin-top:26px}
.cards .bad,.cards .unsure{border-color:var(--tone)}
.cards>.card{min-width:0}
dl{display:grid;grid-template-columns:minmax(0,1fr) fit-content(62%);gap:3px 16px;font-size:14px;margin-bottom:10px}dt{color:var(--muted)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.cards .muted,.cards p{font-size:13px}.again pre{background:var(--soft);border-radius:6px;padding:8px 10px;margin:6px 0 12px;white-space:pre-wrap}.again p{font-size:13px}.again dl{display:flex;flex-wrap:wrap;gap:6px 32px}.again dl div{min-width:0}.again dt{font-size:13px}.again dd{text-align:left}
.notes{padding-left:36px}.notes li{overflow-wrap:anywhere}.empty{color:var(--muted)}
footer{margin-top:40px;padding-top:16px;border-top:1px solid var(--line);color:var(--muted);font-size:13px;max-width:80ch;overflow-wrap:anywhere}
@media (max-width:1000px){div.beside{display:block}.beside .figures{grid-template-columns:minmax(0,2fr) minmax(0,1.4fr) repeat(3,minmax(0,1fr))}.beside .figure:first-child{grid-column:auto}}
@media (max-width:760px){main{padding:18px 14px 32px}h1{font-size:21px}.verdict{flex-direction:column;align-items:flex-start;gap:8px;padding:16px 18px}.verdict .word{font-size:25px}
.figures,.beside .figures{grid-template-columns:repeat(2,minmax(0,1fr))}.figure:first-child,.beside .figure:first-child{grid-column:1/-1}.objectives{padding:4px 16px}.objectives li,.beside .objectives li{grid-template-columns:22px minmax(0,1fr) minmax(0,1fr)}.objectives .text{grid-column:2/-1}.objectives .actual{grid-column:2}.objectives i{display:inline}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tile b{font-size:20px}.charts{padding:12px 8px}.lane{padding-right:8px}.u-legend{padding-left:42px}.charts .footnote,.charts figcaption{padding:0 4px}.charts .lane figcaption{padding:0}
.stacks thead{display:none}.scroll .stacks tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr))}.scroll .stacks td{border-bottom:0;max-width:none;min-width:0;overflow-wrap:anywhere;padding:5px 7px;text-align:left;white-space:normal}.stacks td::before{content:attr(data-label);display:block;font-size:12px;line-height:1.3;color:var(--muted)}.stacks td.none{display:none}.stacks td.long:not(.n),.stacks td:not([class]){grid-column:1/-1}.scroll .stacks .below td{grid-column:1/-1}.scroll .stacks tr:not(:has(+.below)){border-bottom:1px solid var(--line)}.scroll .stacks tbody tr:last-child{border-bottom:0}.stacks tr:not(.below) td:first-child{font-weight:600}}
@media (max-width:420px){.figures,.beside .figures{grid-template-columns:minmax(0,1fr)}}
@media print{:root{--bg:#fff}body{font-size:12px}main{max-width:none;padding:0}.card,.tile,.verdict,figure,tr{break-inside:avoid}h2{break-after:avoid}figcaption button,.charts>.footnote{display:none}.scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

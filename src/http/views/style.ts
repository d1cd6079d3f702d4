// How do the pages look? One style sheet inside the page, light and dark, wide and narrow.

/** Shapes and words carry the meaning; colours only help. No reference leads out of the page. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbf6f8;--card:#fff;--ink:#2a2125;--soft:#75666c;--line:#eadfe3;--pink:#c2316f;
--ok:#17743c;--ok-bg:#e8f5ec;--warn:#8a5300;--warn-bg:#fff3dc;--bad:#b3211f;--bad-bg:#fdeaea;--note-bg:#f4eef1}
@media(prefers-color-scheme:dark){:root{--bg:#171214;--card:#211a1d;--ink:#f0e7ea;--soft:#ab9ca2;--line:#3a2f34;
--pink:#ff8fbd;--ok:#6fd797;--ok-bg:#15301f;--warn:#f5bd62;--warn-bg:#35270f;--bad:#ff8f8b;--bad-bg:#3d1719;--note-bg:#2b2226}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
a{color:var(--pink)}
header,footer{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;color:var(--soft)}
header b{color:var(--pink);font-size:1.1rem}
header h1{margin:0;font-size:1.1rem;color:var(--ink);overflow-wrap:anywhere}
header nav{margin-left:auto}
footer{margin-top:1.5rem;font-size:.85rem}
h2{margin:0 0 .5rem;font-size:1rem}
section{margin-top:1rem;padding:.9rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.7rem}
.verdict{margin-top:.8rem;border-width:0 0 0 .4rem;border-style:solid}
.verdict p{margin:0;font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}
.verdict ul{margin:.6rem 0 0;padding:0;list-style:none}
.verdict li{padding:.15rem 0;overflow-wrap:anywhere}
.verdict.ok{background:var(--ok-bg);border-color:var(--ok)}
.verdict.warn{background:var(--warn-bg);border-color:var(--warn)}
.verdict.bad{background:var(--bad-bg);border-color:var(--bad)}
.verdict.note{background:var(--note-bg);border-color:var(--soft)}
.sign{display:inline-block;min-width:1.4em;font-weight:700}
.ok>.sign,.state.ok{color:var(--ok)}
.warn>.sign,.state.warn{color:var(--warn)}
.bad>.sign,.state.bad{color:var(--bad)}
.note>.sign,.state.note{color:var(--soft)}
.state,.whole{white-space:nowrap}
.state+.state{margin-left:.6em}
.state i{display:inline-block;width:1.2em;font-style:normal;font-weight:700}
.muted,.when{color:var(--soft);font-size:.9em}
.tag{padding:0 .45em;border:1px solid var(--line);border-radius:1em;color:var(--soft);font-size:.8em;white-space:nowrap}
.holder+.holder{margin-left:.4em}
code{font:.92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}
th{padding:.25rem .6rem .25rem 0;text-align:left;font-size:.82rem;font-weight:600;color:var(--soft);white-space:nowrap}
td{padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.alarms{margin:0;padding-left:1.2rem}
.alarms li{margin:.25rem 0;overflow-wrap:anywhere}
details{border-top:1px solid var(--line);padding:.4rem 0}
details:first-of-type{border-top:0}
summary{cursor:pointer;overflow-wrap:anywhere}
summary .state{margin-left:.5em;white-space:normal}
details table{margin:.4rem 0 .4rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.5rem 1.5rem;margin:0}
dl div{min-width:0}
dt{font-size:.82rem;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.home{max-width:30rem;margin:12vh auto 0;text-align:center}
.home p{font-size:1.05rem}
@media(max-width:46rem){
body{padding:.7rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody{display:block}
tr{display:grid;grid-template-columns:minmax(0,1fr);padding:.5rem 0;border-top:1px solid var(--line)}
tbody tr:first-child{border-top:0}
td{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem;padding:.1rem 0;border:0}
td::before{content:attr(data-label);color:var(--soft);font-size:.85rem}
td:first-child{display:block}
td:first-child::before{content:none}
}
`;

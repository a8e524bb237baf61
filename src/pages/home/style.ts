import { theme } from '../theme.js';

export const homeStyle = `${theme}
body { font-size: 15px; line-height: 22px; }
.page { max-width: 860px; margin: 0 auto; padding: 36px 20px 28px; }
h1 { font-size: 26px; line-height: 34px; letter-spacing: -0.015em; }
h2 { font-size: 18px; line-height: 26px; }
h3 { font-size: 16px; line-height: 22px; }
.quiet { color: var(--quiet); }
.version { color: var(--quiet); font-size: 15px; font-weight: 400; letter-spacing: 0; }
code, pre { font: 13px/20px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.card { margin-top: 20px; padding: 16px 18px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
.line { display: flex; align-items: center; justify-content: space-between; gap: 8px 16px; }
.line code { overflow-wrap: anywhere; }
.line button { flex: none; }
pre + .line { margin-top: 10px; }
.line .hint { margin: 0; }
pre { margin-top: 12px; padding: 12px 14px; overflow-x: auto; border-radius: 9px; background: var(--ground); }
label { display: block; margin-bottom: 4px; font-size: 14px; font-weight: 550; }
input, select { width: 100%; height: 36px; padding: 0 11px; border: 1px solid var(--quiet); border-radius: 9px; background: var(--surface); color: inherit; font: inherit; }
select { padding: 0 7px; }
input::placeholder { color: var(--quiet); opacity: 1; }
input:focus-visible, select:focus-visible { outline-offset: 0; border-color: var(--accent); }
.fields { display: flex; flex-wrap: wrap; align-items: end; gap: 12px; margin-top: 16px; padding-top: 16px; border-top: 1px solid var(--line); }
.fields > div { flex: 1 1 170px; min-width: 0; }
.hint { margin-top: 6px; color: var(--quiet); font-size: 13px; line-height: 18px; }
.message { margin-top: 12px; padding: 10px 14px; border-radius: 9px; background: var(--bad-soft); color: var(--bad); }
.messages { position: sticky; bottom: 12px; z-index: 1; }
.messages .message { border: 1px solid var(--bad); box-shadow: 0 4px 16px rgb(0 0 0 / 0.18); }
.fields .message { flex: 1 0 100%; margin: 0; }
[aria-invalid="true"] { border-color: var(--bad); }
.clock { flex-wrap: wrap; min-height: 46px; margin-top: 12px; padding: 4px 10px 4px 18px; border-radius: 12px; color: var(--quiet); }
.clock.frozen { background: var(--warn-soft); color: var(--warn); }
.clock time { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.moves { display: flex; flex-wrap: wrap; gap: 2px; }
.instances { margin-top: 22px; }
#instances-title { outline-offset: 4px; }
.empty { margin-top: 12px; padding: 28px 20px; border: 1px dashed var(--line); border-radius: 14px; color: var(--quiet); text-align: center; }
#list { display: grid; gap: 12px; margin-top: 12px; list-style: none; transition: opacity 0.2s; }
#list.stale { opacity: 0.5; }
#list li { display: flex; gap: 18px; min-width: 0; padding: 12px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
.tile { flex: none; display: grid; place-items: center; width: 138px; height: 138px; overflow: hidden; border-radius: 8px; background: var(--ground); color: var(--quiet); }
.tile img { display: block; width: 138px; height: 138px; image-rendering: pixelated; }
.tile svg { width: 48px; height: 48px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
[data-phase="open"] .tile { background: var(--accent-soft); color: var(--accent); }
.about { flex: 1; display: flex; flex-direction: column; min-width: 0; }
.about h3 { display: flex; align-items: center; gap: 10px; }
.about h3 bdi, .technical { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.state { flex: none; padding: 0 9px; border-radius: 11px; background: var(--warn-soft); color: var(--warn); font-size: 13px; font-weight: 600; line-height: 22px; }
[data-state="open"] .state { background: var(--accent-soft); color: var(--accent); }
[data-state="close"] .state { background: var(--bad-soft); color: var(--bad); }
.named { display: flex; align-items: center; gap: 8px; margin-top: 2px; color: var(--quiet); }
.named button { flex: none; min-height: 22px; padding: 0 7px; border-radius: 7px; font-size: 12px; line-height: 16px; }
.phase { flex: none; color: var(--quiet); font-size: 13px; font-weight: 500; }
.facts { display: flex; flex-wrap: wrap; gap: 0 14px; min-height: 20px; margin-top: 2px; color: var(--quiet); font-size: 13px; line-height: 20px; font-variant-numeric: tabular-nums; }
.facts > * { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.facts > :empty { display: none; }
.actions { display: flex; flex-wrap: wrap; gap: 4px; margin-top: auto; padding-top: 8px; }
.actions .primary { margin-right: 4px; }
.actions .button { margin-right: 4px; }
.calm { padding: 0 10px; font-size: 14px; font-weight: 500; background: none; color: inherit; }
.calm:hover { border-color: currentColor; }
[data-action="delete"] { margin-left: auto; color: var(--quiet); }
[data-action="delete"]:hover { color: var(--bad); }
.calm.asking { border-color: var(--bad); background: var(--bad-soft); color: var(--bad); }
footer { display: flex; flex-wrap: wrap; gap: 6px 20px; margin-top: 32px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--quiet); font-size: 14px; }
@media (max-width: 520px) {
  .page { padding: 22px 14px; }
  #list li { flex-direction: column; gap: 10px; }
  .tile:has([hidden] + svg) { display: none; }
}
@media (prefers-reduced-motion: reduce) {
  #list { transition: none; }
}
`;

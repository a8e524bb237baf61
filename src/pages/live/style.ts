import { theme } from '../theme.js';

/*
 * The QR is 69 modules wide, quiet zone included, so its sizes are multiples of 69: every module is as large as any
 * other. In a frame of 420 by 460 four pixels a module is the most that leaves room for the words.
 */
export const liveStyle = `${theme}
html, body { height: 100%; }
#page { --code: 276px; display: flex; flex-direction: column; min-height: 100%; padding: 10px 16px 6px; text-align: center; }
section { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; }
h1 { width: fit-content; max-width: 100%; margin-inline: auto; padding-inline: 8px; border-radius: 6px; font-size: 18px; line-height: 24px; font-weight: 650; letter-spacing: -0.01em; }
h1:focus-visible { outline-offset: -1px; }
.name { display: block; max-width: 100%; overflow: hidden; color: var(--quiet); text-overflow: ellipsis; white-space: nowrap; }
header { width: 100%; }
#tile { position: relative; width: var(--code); height: var(--code); margin: 6px auto 0; overflow: hidden; border-radius: 12px; background: #fff; }
#tile img { display: block; width: 100%; height: 100%; image-rendering: pixelated; transition: opacity 0.3s; }
.track { width: calc(var(--code) - 24px); height: 3px; margin: 6px auto 0; overflow: hidden; border-radius: 2px; background: var(--line); }
.track[data-still="true"] { visibility: hidden; }
#timer { min-height: 16px; margin-top: 2px; color: var(--quiet); font-size: 13px; line-height: 16px; font-variant-numeric: tabular-nums; }
#bar { height: 100%; border-radius: 2px; background: var(--accent); transform-origin: left; }
ol { display: grid; gap: 2px; width: fit-content; margin: 0 auto; list-style: none; counter-reset: step; text-align: left; }
li { display: flex; gap: 8px; counter-increment: step; }
li::before { content: counter(step); flex: none; align-self: start; width: 20px; line-height: 20px; border-radius: 50%; background: var(--accent-soft); color: var(--accent); font-size: 13px; font-weight: 650; text-align: center; }
b { font-weight: 650; white-space: nowrap; }
.phone { display: none; }
.steps { display: grid; align-content: center; min-height: 64px; margin-top: 6px; }
#refused { padding: 10px 16px; border-radius: 12px; background: var(--warn-soft); color: var(--warn); font-size: 15px; font-weight: 600; line-height: 22px; text-wrap: balance; }
#refused:not([hidden]) + ol { display: none; }
footer { display: flex; justify-content: space-between; gap: 12px; width: 100%; max-width: 742px; margin: 0 auto; min-height: 18px; color: var(--quiet); font-size: 13px; line-height: 18px; }
small { font-size: inherit; }
[data-scene="pairing"] #status { width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[data-scene="pairing"] small { margin-left: auto; }
.notice h1 { font-size: 22px; line-height: 28px; text-wrap: balance; }
.notice h1:focus-visible { outline-offset: 0; }
.notice .name { margin-top: 4px; }
.notice .words { max-width: 300px; margin-top: 8px; color: var(--quiet); font-size: 15px; line-height: 22px; text-wrap: balance; }
.notice form { margin-top: 20px; }
.notice button { min-height: 44px; padding: 0 22px; border-radius: 22px; font-size: 15px; }
.sign { display: grid; place-items: center; width: 88px; height: 88px; margin-bottom: 18px; border-radius: 50%; background: var(--warn-soft); color: var(--warn); }
.sign svg { width: 44px; height: 44px; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
.wait .sign { background: var(--accent-soft); color: var(--accent); }
.ring { opacity: 0.25; }
.good .sign { background: var(--accent); color: var(--on-accent); }
[data-connection="lost"] #tile img { opacity: 0.2; }
[data-connection="lost"] .track { visibility: hidden; }
/* What the status says is read out from there; here it is only seen. */
[data-connection="lost"] #tile::after {
  position: absolute; top: 50%; left: 50%; padding: 7px 16px; border-radius: 18px; transform: translate(-50%, -50%);
  background: #fff; color: #14211b; font-size: 16px; font-weight: 650; line-height: 22px; white-space: nowrap;
  content: "Reconnecting…"; content: "Reconnecting…" / "";
}
@media (prefers-reduced-motion: no-preference) {
  .good .sign { animation: arrive 0.35s cubic-bezier(0.2, 0.9, 0.3, 1.2); }
  .good .sign path { stroke-dasharray: 30; animation: draw 0.4s 0.12s ease-out backwards; }
  .wait .arc { transform-origin: center; animation: turn 1.6s linear infinite; }
  @keyframes turn { to { transform: rotate(1turn); } }
  @keyframes arrive { from { transform: scale(0.7); opacity: 0; } }
  @keyframes draw { from { stroke-dashoffset: 30; } }
}
@media (prefers-reduced-motion: reduce) {
  .track { visibility: hidden; }
  #tile img { transition: none; }
}
@media (forced-colors: active) {
  .track { outline: 1px solid CanvasText; }
  #bar { background: CanvasText; forced-color-adjust: none; }
  li::before, .sign, #refused { outline: 1px solid; }
}
/* Step 2 has to fit on one line, in wider fonts too: a second one would bring a scroll bar at 420 by 460. */
@media (min-width: 400px) and (max-width: 639px) and (max-height: 639px) {
  .tap { display: none; }
}
@media (max-width: 399px) {
  .menu { display: none; }
}
@media (max-width: 299px) {
  #page { --code: 207px; padding-inline: 10px; }
}
@media (min-width: 400px) and (min-height: 640px) {
  #page { --code: 345px; }
  h1 { font-size: 20px; line-height: 28px; }
  .steps { gap: 10px; margin-top: 12px; }
  ol { gap: 6px; font-size: 15px; }
  .arrow { display: none; }
  .phone { display: inline; }
  #refused:not([hidden]) + ol { display: grid; }
}
@media (min-width: 640px) {
  #page { padding: 20px 28px 14px; }
  .pairing { display: grid; grid-template: "head code" auto "steps code" auto / minmax(0, 290px) auto; gap: 20px 40px; place-content: center; text-align: left; }
  .pairing header { grid-area: head; align-self: end; }
  .pairing .code { grid-area: code; text-align: center; }
  .steps { grid-area: steps; align-self: start; gap: 16px; margin: 0; }
  .steps ol { gap: 12px; margin: 0; font-size: 16px; line-height: 22px; }
  #refused:not([hidden]) + ol { display: grid; }
  .arrow { display: none; }
  .phone { display: inline; }
  .pairing h1 { margin-inline: -8px 0; font-size: 26px; line-height: 34px; }
  .pairing .name { margin-top: 4px; font-size: 16px; line-height: 24px; }
  li::before { width: 22px; line-height: 22px; }
}
@media (min-width: 640px) and (min-height: 540px) {
  #page { --code: 345px; }
}
@media (min-width: 860px) and (min-height: 560px) {
  #page { --code: 414px; }
  .pairing { grid-template-columns: 320px auto; }
  footer { max-width: 774px; }
}
`;

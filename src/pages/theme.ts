/** Colours, type and controls that all pages share. */
export const theme = `
:root {
  color-scheme: light dark;
  --ground: #f3f6f4; --surface: #ffffff; --line: #dbe3de; --text: #14211b; --quiet: #52635a;
  --accent: #0a7a52; --on-accent: #ffffff; --accent-soft: #e2f3ea; --warn: #8a4b00; --warn-soft: #fbead2;
  --bad: #a52a22; --bad-soft: #fbe3e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101815; --surface: #18221e; --line: #2b3933; --text: #e8efeb; --quiet: #a3b3ab;
    --accent: #3fcf93; --on-accent: #06231a; --accent-soft: #17392c; --warn: #f2bf73; --warn-soft: #3a2c14;
    --bad: #ff9d92; --bad-soft: #42201c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 14px/20px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
h1, h2, h3, p, ol, ul, pre { margin: 0; padding: 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 36px; padding: 0 14px;
  border: 1px solid var(--line); border-radius: 9px; background: var(--surface); color: var(--text);
  font: inherit; font-weight: 550; text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { border-color: var(--accent); }
.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.primary:hover { filter: brightness(1.08); }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

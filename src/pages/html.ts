import { createHash } from 'node:crypto';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, safe inside an element and inside a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** A name for where no `<bdi>` can stand, such as a title: marks keep its direction from spreading. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

const sourceOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The style and the script of a page, the same for everybody, so that a policy can name them by their hash. */
export type PageCode = { readonly style: string; readonly script: string };

/**
 * A content security policy that lets in nothing but this code, some pictures, and calls to ourselves.
 * @param pictures where they may come from
 */
export const policyFor = ({ style, script }: PageCode, pictures: string, ...more: readonly string[]): string =>
  [
    "default-src 'none'",
    `img-src ${pictures}`,
    "connect-src 'self'",
    `style-src ${sourceOf(style)}`,
    `script-src ${sourceOf(script)}`,
    "base-uri 'none'",
    ...more,
  ].join('; ');

// A picture of our own, since a browser would ask for /favicon.ico otherwise.
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230a7a52'/%3E%3Cpath d='M4 4h3v3H4zM9 4h3v3H9zM4 9h3v3H4zM9 9h1v1H9zM11 11h1v1h-1z' fill='%23fff'/%3E%3C/svg%3E";

/** A whole page. `head` and `body` are HTML, `title` is text. */
export const htmlPage = (title: string, code: PageCode, body: string, head = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="${ICON}">
${head}<style>${code.style}</style>
</head>
<body>
${body}
<script>${code.script}</script>
</body>
</html>
`;

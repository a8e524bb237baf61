import type { JSX } from 'preact';

/** The status of an answer, in the colour that it deserves. */
export const StatusTag = ({ status }: { readonly status: number | null }): JSX.Element => {
  const kind = status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : status < 300 ? 'good' : '';
  return <span class={`tag status ${kind}`}>{status ?? 'no answer'}</span>;
};

import type { JSX } from 'preact';

/** A text in which what turns the direction of others is written as JSON may have it. */
export const plain = (text: string): string =>
  text.replace(/\p{Bidi_Control}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A text in which what was searched for is marked. It keeps its own direction. */
export const Marked = (props: { readonly text: string; readonly find: string }): JSX.Element => {
  const { find } = props;
  const text = plain(props.text);
  if (find === '') return <bdi>{text}</bdi>;
  const parts: (string | JSX.Element)[] = [];
  const lower = text.toLowerCase();
  // Some letters have another length in lower case; then nothing is marked in the wrong place.
  const wanted = lower.length === text.length ? find.toLowerCase() : '';
  let from = 0;
  for (let at = wanted === '' ? -1 : lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return (
    <bdi>
      {parts}
      {text.slice(from)}
    </bdi>
  );
};

import type { JSX } from 'preact';

/** A text in which what turns the direction of others is written as JSON may have it. */
export const plain = (text: string): string =>
  text.replace(/\p{Bidi_Control}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A text in which what was searched for is marked. It keeps its own direction. */
export const Marked = ({ text, find }: { readonly text: string; readonly find: string }): JSX.Element => {
  const wanted = new RegExp(`(${find.replace(/[^\w\s]/g, String.raw`\$&`)})`, 'i');
  return (
    <bdi>
      {find === ''
        ? plain(text)
        : plain(text)
            .split(wanted)
            // What was split by stands between the other parts.
            .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}
    </bdi>
  );
};

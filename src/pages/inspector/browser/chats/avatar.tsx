import type { JSX } from 'preact';
import { Icon } from '../icons.js';

/** A letter for somebody; the pictures of people would each be a request. */
export const Avatar = ({ name, kind }: { readonly name: string; readonly kind: string }): JSX.Element => {
  const [first = ''] = /[\p{L}\p{N}]/u.exec(name) ?? [];
  return (
    <span class="chats-avatar" aria-hidden="true">
      {kind === 'status' ? (
        <Icon name="eye" />
      ) : first === '' || /\d/.test(first) ? (
        <Icon name="person" />
      ) : (
        first.toUpperCase()
      )}
    </span>
  );
};

import type { JSX } from 'preact';
import { Icon } from '../icons.js';

/** A letter for somebody; the pictures of people would each be a request. */
export const Avatar = ({ name }: { readonly name: string }): JSX.Element => (
  <span class="chats-avatar" aria-hidden="true">
    {/\p{L}/u.exec(name)?.[0].toUpperCase() ?? <Icon name="person" />}
  </span>
);

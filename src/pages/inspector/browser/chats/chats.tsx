import type { JSX } from 'preact';

export const Chats = (): JSX.Element => <h1>Chats</h1>;

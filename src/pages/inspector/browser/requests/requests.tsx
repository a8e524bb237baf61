import type { JSX } from 'preact';

export const Requests = (): JSX.Element => <h1>Requests</h1>;

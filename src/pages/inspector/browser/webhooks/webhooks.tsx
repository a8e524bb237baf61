import type { JSX } from 'preact';

export const Webhooks = (): JSX.Element => <h1>Webhooks</h1>;

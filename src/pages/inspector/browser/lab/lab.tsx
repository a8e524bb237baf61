import type { JSX } from 'preact';

export const Lab = (): JSX.Element => <h1>Lab</h1>;

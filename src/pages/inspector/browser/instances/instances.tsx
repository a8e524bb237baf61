import type { JSX } from 'preact';

export const Instances = (): JSX.Element => <h1>Instances</h1>;

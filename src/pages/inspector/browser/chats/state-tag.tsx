import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';

/** The state of an instance, as clients see it. */
export const StateTag = ({ instance: { state, phase } }: { readonly instance: Instance }): JSX.Element => (
  <span class={`tag ${state === 'open' ? 'good' : 'warn'}`} title={`Exactly: ${phase}`}>
    {state}
  </span>
);

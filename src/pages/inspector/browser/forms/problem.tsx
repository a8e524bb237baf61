import type { JSX } from 'preact';

/** What went wrong, which is read out at once. */
export const Problem = ({
  text,
  ...more
}: {
  readonly text: string;
  readonly id?: string;
  readonly class?: string;
}): JSX.Element => (
  <p class="problem" {...more} role="alert" hidden={text === ''}>
    {text}
  </p>
);

import type { JSX } from 'preact';
import type { Sentence } from './words.js';

type Props = { readonly sentence: Sentence; readonly name?: string | undefined };

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A fault as a sentence, with what it hits set apart from what happens. */
export const Saying = ({ sentence: { who, what, when }, name }: Props): JSX.Element => (
  <p class="lab-saying">
    {name !== undefined && (
      <>
        <span class="tag lab-name">
          <bdi>{name}</bdi>
        </span>{' '}
      </>
    )}
    <bdi class="lab-who">{who.startsWith('any ') ? capitalized(who) : who}</bdi> <bdi>{what}</bdi>
    <span class="quiet">, {when}.</span>
  </p>
);

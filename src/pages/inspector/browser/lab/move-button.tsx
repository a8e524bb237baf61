import type { ComponentChildren, JSX } from 'preact';
import type { ClockChange } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { beginMove, moved, moveOf, sayMove } from './moving.js';

type MoveProps = {
  readonly change: ClockChange;
  readonly about: string;
  readonly name?: string;
  readonly class?: string;
  /** Called once it has moved. */
  readonly onMoved?: () => void;
  readonly children: ComponentChildren;
};

/** A button that moves the clock. */
export const MoveButton = ({ change, about, onMoved, children, ...rest }: MoveProps): JSX.Element => (
  <ActButton
    {...rest}
    call={moveOf(change)}
    words={about}
    about={about}
    say={sayMove}
    onStart={beginMove}
    onDone={(answer) => {
      moved(change, answer);
      onMoved?.();
    }}
  >
    {children}
  </ActButton>
);

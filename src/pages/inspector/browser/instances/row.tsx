import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Instance } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { Copy } from '../copy.js';
import { callOf, mainActionOf, type InstanceAction } from './actions.js';
import { Mail } from './glimpse.js';
import { LiveLink } from './live-link.js';
import { StateTags, Tile } from './phases.js';
import { scenarios } from './scenarios.js';

/** A button that does something to an instance. */
export const InstanceButton = ({
  action,
  one,
  isMain,
  onDone,
}: {
  readonly action: InstanceAction;
  readonly one: Instance;
  readonly isMain: boolean;
  readonly onDone?: (() => void) | undefined;
}): JSX.Element => (
  <ActButton
    key={action.name}
    call={callOf(action, one.apiInstanceName)}
    words={`${action.label}: ${one.instanceName}`}
    about={action.about}
    of={one.instanceName}
    class={isMain ? 'primary' : 'calm'}
    asks={action.asks}
    onDone={onDone}
  >
    {action.label}
  </ActButton>
);

/** The number, the phone and the scenario of an instance. */
const Facts = ({ one }: { readonly one: Instance }): JSX.Element | null => {
  const number = one.phone === null ? one.number : one.phone.number;
  const course = one.number === null ? undefined : scenarios.value.get(one.number);
  if (number === null && one.phone === null) return null;
  return (
    <p class="instances-facts">
      {number !== null && <span>+{number}</span>}
      {one.phone !== null && <bdi title={one.phone.profileName}>{one.phone.profileName}</bdi>}
      {course !== undefined && <span class="tag">{course.name}</span>}
    </p>
  );
};

/** An instance in the list. */
export const Row = ({
  one,
  href,
  isOpened,
  isStop,
  onGo,
}: {
  readonly one: Instance;
  readonly href: string;
  readonly isOpened: boolean;
  /** Whether the tab key leads here, and through what can be pressed. */
  readonly isStop: boolean;
  /** Somebody has gone here. */
  readonly onGo: (name: string) => void;
}): JSX.Element => {
  const row = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const wanted = isStop ? 0 : -1;
    for (const one of row.current?.querySelectorAll<HTMLElement>('a, button') ?? [])
      if (one.tabIndex !== wanted) one.tabIndex = wanted;
  });
  const action = mainActionOf(one);
  return (
    <article
      ref={row}
      class={`instances-row${isOpened ? ' opened' : ''}`}
      data-state={one.state}
      data-phase={one.phase}
      tabIndex={-1}
      aria-label={one.instanceName}
      onFocusIn={() => {
        onGo(one.apiInstanceName);
      }}
    >
      <Tile one={one} />
      <div>
        <p class="instances-title">
          <a class="instances-name" href={href} aria-current={isOpened ? 'true' : undefined} title={one.instanceName}>
            <bdi>{one.instanceName}</bdi>
          </a>
          <StateTags one={one} />
          {one.qrcode !== null && <span class="quiet instances-qr-count">QR {one.qrcode.count}</span>}
        </p>
        <p class="instances-technical">
          <code title={one.apiInstanceName}>{one.apiInstanceName}</code>
          <Copy text={one.apiInstanceName} what={`the technical name: ${one.instanceName}`} />
        </p>
      </div>
      <div class="instances-more">
        <Facts one={one} />
        <Mail one={one} />
      </div>
      <div class="instances-buttons">
        {action !== undefined && <InstanceButton action={action} one={one} isMain={true} />}
        <LiveLink one={one} />
      </div>
    </article>
  );
};

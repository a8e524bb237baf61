import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';

type Phase = Instance['phase'];

export const stateNames = ['connecting', 'open', 'close'] as const;

/** What each phase means, in a sentence. */
export const phaseWords: Readonly<Record<Phase, string>> = {
  starting: 'It has just been created. Its first QR comes by itself.',
  pairing: 'Its QR waits for a phone to scan it.',
  expired: 'Nobody scanned in time, so pairing gave up. Your client has to ask for a new QR.',
  linking: 'The phone has scanned; linking takes its time.',
  open: 'A phone is linked: it sends and receives.',
  dead: 'It says that it is open, but nothing comes or goes, as when a connection dies without a word.',
  lost: 'The connection is lost, and what is sent waits until it is back.',
  replaced: 'Another program took the session over.',
  closed: 'It was logged out, or removed on the phone. It needs a new QR.',
};
export const phaseNames: readonly Phase[] = [
  'starting',
  'pairing',
  'expired',
  'linking',
  'open',
  'dead',
  'lost',
  'replaced',
  'closed',
];

const waiting = 'M6.5 12v.1M12 12v.1M17.5 12v.1';
const tick = 'M5 12.5l4.5 4.5L19 7.5';
/** What is drawn where no QR is. */
const signs: Readonly<Record<Phase, string>> = {
  starting: waiting,
  linking: waiting,
  lost: waiting,
  pairing: '',
  open: tick,
  dead: 'M12 6v7.5M12 17v.1',
  expired: 'M12 7.5V12l3 2M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0',
  replaced: 'M5 9h13l-3.2-3.2M19 15H6l3.2 3.2',
  closed:
    'M8 11l-2 2a3.5 3.5 0 005 5l2-2M16 13l2-2a3.5 3.5 0 00-5-5l-2 2M5 8l2 .6M8.6 5l.6 2M19 16l-2-.6M15.4 19l-.6-2',
};

const looks: Readonly<Record<Instance['state'], string>> = { connecting: 'warn', open: 'good', close: '' };

/** The state as clients see it, and the phase where that tells more. */
export const StateTags = ({ one }: { readonly one: Instance }): JSX.Element => (
  <>
    <span class={`tag state ${looks[one.state]}`}>{one.state}</span>
    {one.phase !== one.state && <span class={`phase${one.phase === 'dead' ? ' problem' : ''}`}>{one.phase}</span>}
  </>
);

/** The current QR, or a sign of the phase where there is none. */
export const Tile = ({ one, size }: { readonly one: Instance; readonly size: number }): JSX.Element => (
  <div class={`instances-tile ${one.state}`}>
    {one.qrcode === null ? (
      <svg viewBox="0 0 24 24" width={size / 2} height={size / 2} aria-hidden="true">
        <path d={signs[one.phase]} />
      </svg>
    ) : (
      <img src={one.qrcode.base64} width={size} height={size} alt="Current QR" />
    )}
  </div>
);

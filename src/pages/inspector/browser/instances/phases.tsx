import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';
import { Icon, type IconName } from '../icons.js';

type Phase = Instance['phase'];

export const stateNames: readonly string[] = ['connecting', 'open', 'close'];

/** What each phase means, in a sentence. */
export const phaseWords: Readonly<Record<Phase, string>> = {
  starting: 'It has just been created. Its first QR comes by itself.',
  pairing: 'Its QR waits for a phone to scan it.',
  expired: 'Nobody scanned in time, so pairing gave up. Your client has to ask for a new QR.',
  linking: 'The phone has scanned; linking takes its time.',
  open: 'A phone is linked: it sends and receives.',
  dead: 'It says that it is open, but nothing comes or goes.',
  lost: 'The connection is lost, and what is sent waits until it is back.',
  replaced: 'Another program took the session over.',
  closed: 'It was logged out, or removed on the phone, and needs a new QR.',
};
export const phaseNames = Object.keys(phaseWords);

/** What is drawn where no QR is. */
const signs: Readonly<Record<Phase, IconName>> = {
  starting: 'more',
  linking: 'more',
  lost: 'more',
  pairing: 'more',
  open: 'done',
  dead: 'warn',
  expired: 'clock',
  replaced: 'requests',
  closed: 'block',
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
export const Tile = ({ one }: { readonly one: Instance }): JSX.Element => (
  <div class={`instances-tile ${one.state}`}>
    {one.qrcode === null ? <Icon name={signs[one.phase]} /> : <img src={one.qrcode.base64} alt="Current QR" />}
  </div>
);

import type { Instance, Scenario } from '../../../shapes.js';
import { find, set, setHidden, setText } from '../../browser/elements.js';
import type { Act } from './act.js';
import { createButtons } from './actions.js';
import { copies } from './copy.js';
import { key } from './key.js';
import { basePath } from './settings.js';

const waiting = 'M6.5 12v.1M12 12v.1M17.5 12v.1';
const tick = 'M5 12.5l4.5 4.5L19 7.5';
/** What is drawn where no QR is. */
const signs: Readonly<Record<Instance['phase'], string>> = {
  starting: waiting,
  linking: waiting,
  lost: waiting,
  pairing: '',
  open: tick,
  dead: tick,
  expired: 'M12 7.5V12l3 2M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0',
  replaced: 'M5 9h13l-3.2-3.2M19 15H6l3.2 3.2',
  closed:
    'M8 11l-2 2a3.5 3.5 0 005 5l2-2M16 13l2-2a3.5 3.5 0 00-5-5l-2 2M5 8l2 .6M8.6 5l.6 2M19 16l-2-.6M15.4 19l-.6-2',
};

const arrows = { sent: '→', received: '←' } as const;

/** The other side of a chat, by its address. */
const called = (chat: string): string => {
  const [who = '', where] = chat.split('@');
  if (where === 'broadcast') return 'status';
  return where === 'g.us' ? `group ${who}` : `+${who}`;
};

/** The newest message in a line: which way it went, to or from whom; and what people read of it. */
const glimpseOf = ({ last }: Instance['messages']): readonly [chat: string, said: string] => {
  if (last === null) return ['', ''];
  const said = last.text === null || last.text === '' ? `(${last.type})` : last.text;
  return [`${arrows[last.direction]} ${called(last.chat)}: `, said];
};

/** An instance on the page: what is known of it, and what can be done. */
export type Row = {
  readonly root: HTMLElement;
  readonly update: (one: Instance) => void;
};

export const createRow = (technicalName: string, act: Act, scenarios: ReadonlyMap<string, Scenario>): Row => {
  const template = find('#row', HTMLTemplateElement);
  const root = find('li', HTMLElement, document.importNode(template.content, true));
  const part = (name: string): HTMLElement => find(`[data-part="${name}"]`, HTMLElement, root);
  const [name, technical, copy, qr, live] = [part('name'), part('technical'), part('copy'), part('qr'), part('live')];
  const sign = find('svg', SVGElement, root);
  const buttons = createButtons(technicalName, act);

  live.before(...buttons.filter(({ isMain }) => isMain).map(({ button }) => button));
  live.after(...buttons.filter(({ isMain }) => !isMain).map(({ button }) => button));
  setText(technical, technicalName);
  technical.title = technicalName;
  copies(copy, technical);

  const updateButtons = (one: Instance): void => {
    const hadFocus = document.activeElement;
    for (const { button, update } of buttons) {
      update(one);
      if (button.hidden && button === hadFocus) live.focus();
    }
  };
  const update = (one: Instance): void => {
    const number = one.phone === null ? one.number : one.phone.number;
    const query = new URLSearchParams({ instanceName: technicalName, apiKey: key() }).toString();
    set(root, 'data-state', one.state);
    set(root, 'data-phase', one.phase);
    setText(name, one.instanceName);
    set(name, 'title', one.instanceName);
    set(copy, 'aria-label', `Copy the technical name: ${one.instanceName}`);
    setText(part('state'), one.state);
    setText(part('phase'), one.phase === one.state ? '' : one.phase);
    setText(part('count'), one.qrcode === null ? '' : `QR ${String(one.qrcode.count)}`);
    setText(part('number'), number === null ? '' : `+${number}`);
    setText(part('profile'), one.phone?.profileName ?? '');
    setText(part('course'), (one.number === null ? undefined : scenarios.get(one.number))?.name ?? '');
    const [chat, said] = glimpseOf(one.messages);
    // Once a phone is linked there is room for it, so that the first message moves nothing.
    setHidden(part('mail'), one.phone === null && said === '');
    setText(part('counts'), `${String(one.messages.sent)} sent, ${String(one.messages.received)} received`);
    setText(part('chat'), chat);
    setText(part('said'), said);
    set(part('glimpse'), 'title', one.messages.last?.text ?? '');
    set(find('path', SVGElement, sign), 'd', signs[one.phase]);
    set(live, 'href', `${basePath}/instance/qr/live?${query}`);
    set(live, 'aria-label', `Live page: ${one.instanceName}`);
    updateButtons(one);
    setHidden(qr, one.qrcode === null);
    setHidden(sign, one.qrcode !== null);
    if (one.qrcode !== null) set(qr, 'src', one.qrcode.base64);
  };
  return { root, update };
};

import type { Options } from '../../src/index.js';
import type { Json } from './client.js';
import { buildShop } from './shop.js';

/** A customer's number. */
export const CUSTOMER = '6281298765432';
export const OTHER = '6281298765433';

/** An emulator with an open instance, and what tests of sending do with it. */
export const buildSender = async (options: Options = {}, fields: object = {}) => {
  const shop = await buildShop('', fields, options);
  const { wachat, api, control, name } = shop;
  wachat.scan({ instanceName: name });
  return Object.assign(shop, {
    text: (message: string, more: object = {}) =>
      api.post('/send/text', { instanceName: name, number: CUSTOMER, type: 'text', message, ...more }),
    /** What the control API shows, in the order in which it was handed over. */
    messages: async (query = ''): Promise<Json[]> => (await control.get(`/messages${query}`)).body.messages,
    /** The texts of the messages that have left, in the order of their first tick. */
    left: async (): Promise<string[]> => {
      const { events } = (await control.get('/events?event=messages.update&limit=1000')).body;
      const { messages } = (await control.get('/messages?limit=1000')).body;
      const texts = new Map(messages.map(({ id, text }: Json) => [id, text]));
      return events
        .filter(({ status }: Json) => status === 'SERVER_ACK')
        .map(({ messageId }: Json) => String(texts.get(messageId)));
    },
  });
};

/** The bodies that the calls take, each with all its fields, without the name of the instance. */
export const bodies = {
  '/send/text': { number: CUSTOMER, type: 'text', message: 'Hello', delay: 0 },
  '/send/list': {
    number: CUSTOMER,
    type: 'interactive',
    interactive: {
      type: 'list',
      title: 'Menu',
      text: 'What would you like?',
      buttonText: 'Choose',
      sections: [
        { title: 'Drinks', rows: [{ title: 'Tea', description: 'Hot', rowId: 'tea' }] },
        { title: 'Food', rows: [{ title: 'Rice', rowId: 'rice' }] },
      ],
      footerText: 'Open until nine',
    },
    delay: 0,
  },
  '/send/button': {
    number: CUSTOMER,
    type: 'interactive',
    interactive: {
      type: 'button',
      title: 'Your order',
      text: 'Is that right?',
      footerText: 'Toko Jakarta',
      buttons: [
        { id: 'yes', text: 'Yes' },
        { id: 'no', text: 'No' },
      ],
    },
    delay: 0,
  },
  '/send-location': {
    number: CUSTOMER,
    latitude: -6.1754,
    longitude: 106.8272,
    name: 'Monas',
    address: 'Jakarta',
  },
} as const;

/** A body with the value at a path, such as `interactive.sections.0.title`, replaced; `undefined` is not sent at all. */
export const changed = (body: unknown, path: string, value: unknown): Json => {
  const copy: Json = structuredClone(body);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = copy;
  for (const name of names) at = at[name];
  at[last] = value;
  return copy;
};

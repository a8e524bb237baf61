import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.js';
import { bodies, buildSender, changed } from '../../support/sending.js';

const base = bodies['/send/button'];
const buttons = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index), text: `Button ${String(index)}` }));

describe('POST /send/button', () => {
  describe('shape', () => {
    test('the reply has it in the form of WhatsApp', async () => {
      const { api, name } = await buildSender();
      const { status, body } = await api.post('/send/button', { instanceName: name, ...base });
      expect(status).toBe(200);
      expect(body).toMatchObject({ success: true, messageType: 'viewOnceMessage', status: 'PENDING' });
      const { interactiveMessage } = body.message.viewOnceMessage.message;
      expect(interactiveMessage).toMatchObject({
        header: { title: 'Your order' },
        body: { text: 'Is that right?' },
        footer: { text: 'Toko Jakarta' },
      });
      const parameters = interactiveMessage.nativeFlowMessage.buttons.map((one: Json) =>
        JSON.parse(one.buttonParamsJson),
      );
      expect(parameters).toEqual([
        { display_text: 'Yes', id: 'yes' },
        { display_text: 'No', id: 'no' },
      ]);
    });

    test('among the messages it has its buttons; what was left out is null', async () => {
      const { api, name, messages } = await buildSender();
      const body = changed(changed(base, 'interactive.title', undefined), 'interactive.footerText', undefined);
      await api.post('/send/button', { instanceName: name, ...body });
      const [message] = await messages('?type=buttons');
      expect(message.content).toEqual({
        type: 'buttons',
        title: null,
        text: 'Is that right?',
        footerText: null,
        buttons: base.interactive.buttons,
      });
    });
  });

  describe('rules', () => {
    test.each([
      ['type', undefined],
      ['type', 'text'],
      ['interactive', undefined],
      ['interactive', 1],
      ['interactive.type', undefined],
      ['interactive.type', 'list'],
      ['interactive.title', ''],
      ['interactive.title', 1],
      ['interactive.text', undefined],
      ['interactive.text', ''],
      ['interactive.text', 'x'.repeat(65_537)],
      ['interactive.footerText', 'x'.repeat(1_001)],
      ['interactive.buttons', undefined],
      ['interactive.buttons', 'yes'],
      ['interactive.buttons', []],
      ['interactive.buttons', buttons(4)],
      ['interactive.buttons.0', 'yes'],
      ['interactive.buttons.0.id', undefined],
      ['interactive.buttons.0.id', 1],
      ['interactive.buttons.0.text', ''],
      ['interactive.buttons.0.text', '\udc00'],
      ['delay', 0.5],
    ])('%s: %j is a 400 that names the place, and nothing is sent', async (path, value) => {
      const { api, name, messages } = await buildSender();
      const reply = await api.post('/send/button', { instanceName: name, ...changed(base, path, value) });
      expect(reply.status).toBe(400);
      expect(reply.body.details.map((one: Json) => one.path)).toEqual([path]);
      expect(await messages()).toEqual([]);
    });

    test('one to three buttons, each id once', async () => {
      const { api, name } = await buildSender();
      const send = async (list: unknown) =>
        (await api.post('/send/button', { instanceName: name, ...changed(base, 'interactive.buttons', list) })).status;
      expect([await send(buttons(1)), await send(buttons(3))]).toEqual([200, 200]);
      expect(await send([...buttons(2), { id: '0', text: 'Again' }])).toBe(400);
    });
  });

  describe('behaviour', () => {
    test('what the recipient taps is a button of it', async () => {
      const { api, control, name } = await buildSender();
      await api.post('/send/button', { instanceName: name, ...base });
      const tap = (buttonId: string) =>
        control.post(`/instances/${name}/receive`, { from: base.number, type: 'buttonReply', buttonId });
      expect((await tap('yes')).body.message.content).toEqual({ type: 'buttonReply', buttonId: 'yes', text: 'Yes' });
      expect((await tap('maybe')).status).toBe(400);
    });
  });
});

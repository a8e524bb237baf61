import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.js';
import { bodies, buildSender, changed } from '../../support/sending.js';

const base = bodies['/send/list'];
const rows = (count: number, prefix = '') =>
  Array.from({ length: count }, (_, index) => ({ title: `Row ${String(index)}`, rowId: `${prefix}${String(index)}` }));

describe('POST /send/list', () => {
  describe('shape', () => {
    test('the reply has it in the form of WhatsApp; what was left out is not there', async () => {
      const { api, name } = await buildSender();
      const { status, body } = await api.post('/send/list', { instanceName: name, ...base });
      expect(status).toBe(200);
      expect(body).toMatchObject({ success: true, messageType: 'listMessage', status: 'PENDING', instanceId: name });
      expect(body.message).toEqual({
        listMessage: {
          title: 'Menu',
          description: 'What would you like?',
          buttonText: 'Choose',
          footerText: 'Open until nine',
          listType: 1,
          sections: base.interactive.sections,
        },
      });
    });

    test('among the messages it is a list, with all that was given', async () => {
      const { api, name, messages } = await buildSender();
      await api.post('/send/list', { instanceName: name, ...changed(base, 'interactive.footerText', undefined) });
      const [message] = await messages('?type=list&text=What%20would%20you%20like%3F');
      expect(message).toMatchObject({ type: 'list', text: 'What would you like?', status: 'delivered' });
      expect(message.content).toEqual({
        type: 'list',
        title: 'Menu',
        text: 'What would you like?',
        buttonText: 'Choose',
        footerText: null,
        sections: [
          { title: 'Drinks', rows: [{ rowId: 'tea', title: 'Tea', description: 'Hot' }] },
          { title: 'Food', rows: [{ rowId: 'rice', title: 'Rice', description: null }] },
        ],
      });
    });
  });

  describe('rules', () => {
    test.each([
      ['type', undefined],
      ['type', 'list'],
      ['interactive', undefined],
      ['interactive', []],
      ['interactive', 'list'],
      ['interactive.type', undefined],
      ['interactive.type', 'button'],
      ['interactive.title', undefined],
      ['interactive.title', 1],
      ['interactive.title', ''],
      ['interactive.title', 'x'.repeat(1_001)],
      ['interactive.text', undefined],
      ['interactive.text', ''],
      ['interactive.text', 'x'.repeat(65_537)],
      ['interactive.text', '\ud83d'],
      ['interactive.buttonText', undefined],
      ['interactive.buttonText', 'x'.repeat(101)],
      ['interactive.footerText', 1],
      ['interactive.footerText', ''],
      ['interactive.sections', undefined],
      ['interactive.sections', {}],
      ['interactive.sections', []],
      ['interactive.sections', Array.from({ length: 11 }, () => 1)],
      ['interactive.sections.0', null],
      ['interactive.sections.0.title', undefined],
      ['interactive.sections.0.rows', undefined],
      ['interactive.sections.0.rows', []],
      ['interactive.sections.0.rows', rows(11)],
      ['interactive.sections.0.rows.0', 'tea'],
      ['interactive.sections.0.rows.0.title', undefined],
      ['interactive.sections.0.rows.0.rowId', undefined],
      ['interactive.sections.0.rows.0.rowId', ''],
      ['interactive.sections.0.rows.0.rowId', 'x'.repeat(1_001)],
      ['interactive.sections.0.rows.0.description', false],
      ['delay', '1'],
      ['number', '0812345678'],
    ])('%s: %j is a 400 that names the place, and nothing is sent', async (path, value) => {
      const { api, name, messages } = await buildSender();
      const reply = await api.post('/send/list', { instanceName: name, ...changed(base, path, value) });
      expect(reply.status).toBe(400);
      expect(reply.body.details.map((one: Json) => one.path)).toEqual([path]);
      expect(reply.body.error).toContain(`"${path}" `);
      expect(reply.bytes.length).toBeLessThan(1_000);
      expect(await messages()).toEqual([]);
    });

    test('ten rows in all, and ten sections; not one more', async () => {
      const { api, name } = await buildSender();
      const send = (sections: unknown) =>
        api.post('/send/list', { instanceName: name, ...changed(base, 'interactive.sections', sections) });
      const section = (count: number, prefix: string) => ({ title: 'Some', rows: rows(count, prefix) });
      expect((await send(Array.from({ length: 10 }, (_, index) => section(1, String(index))))).status).toBe(200);
      expect((await send([section(5, 'a'), section(5, 'b')])).status).toBe(200);
      const { status, body } = await send([section(5, 'a'), section(6, 'b')]);
      expect([status, body.error]).toEqual([
        400,
        '"interactive.sections" must have at most 10 rows in all; these are 11.',
      ]);
    });

    test('each rowId is there once in the whole list', async () => {
      const { api, name } = await buildSender();
      const twice = changed(base, 'interactive.sections.1.rows.0.rowId', 'tea');
      const { status, body } = await api.post('/send/list', { instanceName: name, ...twice });
      expect([status, body.error]).toEqual([
        400,
        '"interactive.sections" must have each rowId once, and has "tea" twice.',
      ]);
    });
  });

  describe('behaviour', () => {
    test('a field that is unknown is warned of at any depth; with --strict it is refused', async () => {
      const body = changed(base, 'interactive.sections.1.rows.0.rowid', 'x');
      body.interactive.footertext = 'y';
      body.interactive.sections[0].sk_live_1 = 'z';
      const said = [
        '"interactive.sections.0" has an unknown field (it takes title, rows)',
        '"interactive.sections.1.rows.0.rowid" is unknown; did you mean "rowId"?',
        '"interactive.footertext" is unknown; did you mean "footerText"?',
      ];
      const lenient = await buildSender();
      const reply = await lenient.api.post('/send/list', { instanceName: lenient.name, ...body });
      expect(reply.status).toBe(200);
      const warning = reply.headers.get('x-wachat-emulator-warning') ?? '';
      for (const sentence of said) expect(warning).toContain(sentence);
      expect(warning).not.toContain('sk_live_1');
      const strict = await buildSender({ strict: true });
      const refused = await strict.api.post('/send/list', { instanceName: strict.name, ...body });
      expect(refused.status).toBe(400);
      for (const sentence of said) expect(refused.body.error).toContain(sentence);
      expect(refused.body.details.map(({ path }: Json) => path).sort()).toEqual([
        'interactive.footertext',
        'interactive.sections.0',
        'interactive.sections.1.rows.0.rowid',
      ]);
      expect(await strict.messages()).toEqual([]);
    });

    test('however many unknown fields there are, and wherever, the answer is short', async () => {
      const { api, name } = await buildSender({ strict: true });
      const many = Array.from({ length: 5_000 }, () => ({ titel: 1, rowz: [], x: 1 }));
      const reply = await api.post('/send/list', {
        instanceName: name,
        ...changed(base, 'interactive.sections', many),
      });
      expect(reply.status).toBe(400);
      expect(reply.bytes.length).toBeLessThan(20_000);
    });
  });
});

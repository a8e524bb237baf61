import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startWachat } from '../../src/index.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import { barriers, fits, news, patience, roomy } from '../support/inspector.js';

const siti = '6281298765432';
const budi = '6281377001122';
const group = '120363025246125486@g.us';
const DOT = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** An emulator with a linked instance. */
const shop = async () => {
  const emulator = await build();
  const { api, wachat } = emulator;
  const name: string = (await api.create({ instanceName: 'toko' })).body.instance.apiInstanceName;
  wachat.scan({ instanceName: name });
  const send = async (path: string, body: object): Promise<string> => {
    const { status, body: reply } = await api.post(`/send/${path}`, { instanceName: name, number: siti, ...body });
    expect(status, JSON.stringify(reply)).toBe(200);
    return wachat.messages().at(-1)?.id ?? '';
  };
  return { ...emulator, name, send };
};

/** The inspector at an address, with the key of an account. */
const open = async (
  visit: Visitor,
  { origin, wachat }: Awaited<ReturnType<typeof shop>>,
  rest: readonly string[],
  options: BrowserContextOptions = roomy,
) => {
  const visited = await visit(options);
  await visited.page.addInitScript(`sessionStorage.setItem('wachat-emulator-key', ${JSON.stringify(wachat.apiKey)})`);
  await visited.page.goto(`${origin}/#/chats${rest.map((part) => `/${encodeURIComponent(part)}`).join('')}`);
  return visited;
};

const bubble = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
const list = (page: Page) => page.getByRole('region', { name: 'Chats', exact: true });
const status = (page: Page, text: string) =>
  bubble(page, text).locator('[data-status]').last().getAttribute('data-status');
const box = (page: Page) => page.getByRole('textbox', { name: 'Message as the customer' });
const noComplaints = (complaints: readonly string[]): void => {
  expect(complaints.filter((one) => !one.includes('favicon'))).toEqual([]);
};

describeInBrowser('the chats of the inspector', (visit) => {
  test('lead from the instances to a chat, each with an address, and back', async () => {
    const here = await shop();
    const { wachat, name, api } = here;
    await api.create({ instanceName: 'surabaya' });
    wachat.receive(name, { from: siti, type: 'text', text: 'Good morning', pushName: 'Siti' });
    wachat.receive(name, { from: budi, type: 'text', text: 'Good evening', pushName: 'Budi' });
    const { page, complaints } = await open(visit, here, []);
    await page.getByRole('link', { name: /surabaya/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Find an instance' }).fill('TOK');
    await expect.poll(() => page.getByRole('link', { name: /surabaya/ }).count(), patience).toBe(0);
    expect(new URL(page.url()).hash).toBe('#/chats?find=TOK');
    await page.getByRole('link', { name: /toko/ }).click();
    await list(page).getByRole('link', { name: /Budi/ }).waitFor();
    await list(page).getByRole('searchbox').fill('MORNING');
    await expect.poll(() => list(page).getByRole('link', { name: /Budi/ }).count(), patience).toBe(0);
    await list(page).getByRole('link', { name: /Siti/ }).click();
    await bubble(page, 'Good morning').waitFor();
    expect(await list(page).getByRole('searchbox').inputValue()).toBe('MORNING');
    await list(page).getByRole('searchbox').fill('');
    await list(page).getByRole('link', { name: /Budi/ }).waitFor();
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe(`#/chats/${name}/${siti}@s.whatsapp.net`);
    await page.getByText(`You hold the phone of +${siti}`).waitFor();
    await page.goBack();
    await page.getByText('Choose a chat.').waitFor();
    await page.goForward();
    await bubble(page, 'Good morning').waitFor();
    noComplaints(complaints);
  });

  test('show how a message is typed, leaves and is read, by the clock of the account', async () => {
    const here = await shop();
    const { name, send, wachat } = here;
    const { page, complaints } = await open(visit, here, [name, siti]);
    await page.getByText('Nothing has been said here yet.').waitFor();
    await send('text', { message: 'On its way', delay: 5_000 });
    await bubble(page, 'On its way')
      .getByText(/Typing until \d\d:\d\d:\d\d/)
      .waitFor();
    expect(await status(page, 'On its way')).toBe('waiting');
    await list(page).getByText('1 waiting').waitFor();
    await page.getByRole('button', { name: 'Let it leave now' }).click();
    await expect.poll(() => status(page, 'On its way'), patience).toBe('delivered');
    const left = wachat.messages()[0]?.time ?? '';
    expect(await bubble(page, 'On its way').getByRole('time').textContent()).toBe(left.slice(11, 19));
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await expect.poll(() => status(page, 'On its way'), patience).toBe('read');
    expect(await page.getByRole('complementary').textContent()).toContain(`/chats/${siti}%40s.whatsapp.net/read`);
    noComplaints(complaints);
  });

  test('let one write as the customer: text, emoji, a file, a location', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const { page, complaints } = await open(visit, here, [name, siti]);
    await box(page).fill('Two lines,');
    await box(page).press('Shift+Enter');
    await box(page).pressSequentially('and ');
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('dialog', { name: 'Emoji' }).getByRole('button', { name: '📦' }).click();
    await expect.poll(() => box(page).inputValue(), patience).toBe('Two lines,\nand 📦');
    await box(page).press('Enter');
    await bubble(page, 'Two lines,').waitFor();
    expect(await box(page).inputValue()).toBe('');

    await page.setInputFiles('input[type=file]', {
      name: 'dot.gif',
      mimeType: 'image/gif',
      buffer: Buffer.from(DOT, 'base64'),
    });
    await box(page).fill('This one');
    await page.getByText('dot.gif', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const picture = bubble(page, 'This one').getByRole('img', { name: 'Picture: dot.gif' });
    await expect
      .poll(() => picture.evaluate((image) => image.getAttribute('src')), patience)
      .toContain('_emulator/media/');
    const width = "document.querySelector('.chats-picture img')?.naturalWidth";
    await expect.poll(() => page.evaluate(width), patience).toBe(1);

    wachat.receive(name, { from: siti, type: 'image', base64: 'R0lGODlhAQABAAAAACw=', fileName: 'half.gif' });
    await bubble(page, 'half.gif').getByRole('link', { name: 'Save' }).waitFor();
    await page.getByRole('button', { name: 'A location' }).click();
    const form = page.getByRole('dialog', { name: 'Send a location' });
    await form.getByLabel('Degrees north').fill('91');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByRole('alert').getByText('a number from -90 to 90').waitFor();
    expect(await form.getByLabel('Degrees north').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Degrees north').fill('-6,5');
    await form.getByRole('button', { name: 'Send' }).click();
    await bubble(page, 'Monas').getByText('6.5000° S, 106.8272° E').waitFor();
    expect(wachat.messages().map(({ type, from, text }) => ({ type, from, text }))).toEqual([
      { type: 'text', from: siti, text: 'Two lines,\nand 📦' },
      { type: 'image', from: siti, text: 'This one' },
      { type: 'image', from: siti, text: null },
      { type: 'location', from: siti, text: 'Monas' },
    ]);
    // The refusal of 91 degrees is all that there was to complain about.
    noComplaints(complaints.filter((one) => !one.includes('400')));
  });

  test('let one tap what is offered', async () => {
    const here = await shop();
    const { name, send, clock, wachat } = here;
    const sections = [{ title: 'Drinks', rows: [{ title: 'Tea', description: 'Hot', rowId: 'tea' }] }];
    const offer = { type: 'list', title: 'Menu', text: 'What would you like?', buttonText: 'Choose', sections };
    const listId = await send('list', { type: 'interactive', interactive: offer });
    clock.advance(60_000);
    const buttons = [{ id: 'yes', text: 'Yes, please' }];
    await send('button', { type: 'interactive', interactive: { type: 'button', text: 'Is that right?', buttons } });
    clock.advance(60_000);
    const { page, complaints } = await open(visit, here, [name, siti]);
    await page.getByRole('button', { name: 'Choose', exact: true }).click();
    await page.getByRole('button', { name: /Tea/ }).click();
    await bubble(page, 'Tea').filter({ hasText: 'Hot' }).last().waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Choose');
    await page.getByRole('button', { name: 'Yes, please' }).click();
    await expect
      .poll(() => wachat.messages({ direction: 'received' }).map(({ content }) => content), patience)
      .toEqual([
        { type: 'listReply', rowId: 'tea', title: 'Tea', description: 'Hot' },
        { type: 'buttonReply', buttonId: 'yes', text: 'Yes, please' },
      ]);
    expect(wachat.messages({ type: 'listReply' })[0]?.id).not.toBe(listId);
    noComplaints(complaints);
  });

  test('show what is quoted and how people react, and let one do both', async () => {
    const here = await shop();
    const { name, send, clock, wachat } = here;
    const id = await send('text', { message: 'Is ten fine?' });
    clock.advance(60_000);
    const { page, complaints } = await open(visit, here, [name, siti]);
    await bubble(page, 'Is ten fine?').focus();
    await page.keyboard.press('r');
    await box(page).fill('Rather eleven');
    await box(page).press('Enter');
    await bubble(page, 'Rather eleven')
      .getByRole('button', { name: /The instance Is ten fine/ })
      .click();
    await expect.poll(() => page.evaluate('document.activeElement.dataset.message'), patience).toBe(id);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'React with 👍' }).click();
    await bubble(page, 'Is ten fine?').first().getByTitle(/: 👍/).waitFor();
    await expect.poll(() => page.getByRole('dialog').count(), patience).toBe(0);
    // A reaction stands at its message, and is none by itself.
    expect(await page.getByRole('article').count()).toBe(2);
    expect(wachat.messages({ direction: 'received' }).map(({ type, quotes }) => ({ type, quotes }))).toEqual([
      { type: 'text', quotes: id },
      { type: 'reaction', quotes: null },
    ]);
    await bubble(page, 'Is ten fine?').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take the reaction back' }).click();
    await expect.poll(() => page.getByTitle(/: 👍/).count(), patience).toBe(0);
    noComplaints(complaints);
  });

  test('let one decide what becomes of a message', async () => {
    const here = await shop();
    const { name, send, clock } = here;
    await send('text', { message: 'Hello' });
    clock.advance(60_000);
    const { page } = await open(visit, here, [name, siti]);
    await bubble(page, 'Hello').hover();
    await bubble(page, 'Hello').getByRole('button', { name: 'What can be done with this message' }).click();
    const menu = page.getByRole('dialog', { name: 'What can be done with this message' });
    await menu.getByRole('button', { name: 'Read', exact: true }).waitFor();
    expect(await menu.getByRole('button', { name: 'Sent: one tick' }).count()).toBe(0);
    expect(await menu.getByRole('button', { name: 'Failed' }).count()).toBe(0);
    await menu.getByRole('button', { name: 'Read', exact: true }).click();
    await expect.poll(() => status(page, 'Hello'), patience).toBe('read');
  });

  test('let the customer block, unblock and call', async () => {
    const here = await shop();
    const { name, wachat } = here;
    wachat.receive(name, { from: siti, type: 'text', text: 'Hi' });
    const { page, complaints } = await open(visit, here, [name, siti]);
    await page.getByRole('button', { name: 'Block' }).click();
    await list(page).getByText('blocked').waitFor();
    await page.getByRole('button', { name: 'Unblock' }).click();
    await expect.poll(() => list(page).getByText('blocked').count(), patience).toBe(0);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await bubble(page, 'Voice call').waitFor();
    await page.getByRole('button', { name: 'Video call', exact: true }).click();
    await bubble(page, 'Video call').waitFor();
    noComplaints(complaints);
  });

  test('send each line whole, however fast they are written, in their order, and give back what is refused', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const { page } = await open(visit, here, [name, siti]);
    const lines = ['first message', 'second message', 'third message', 'third message', 'fourth message'];
    await box(page).focus();
    for (const line of lines) {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    }
    const sent = (): readonly unknown[] =>
      wachat.messages().map(({ content }) => (content.type === 'text' ? content.text : content.type));
    await expect.poll(sent, patience).toEqual(lines);
    await page.route('**/receive', (route) => route.abort());
    await box(page).fill('lost');
    await box(page).press('Enter');
    await page.getByText('The connection broke').waitFor();
    expect(await box(page).inputValue()).toBe('lost');
    expect(sent()).toEqual(lines);
  });

  test('send nothing with a key that it was not written with', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const { page } = await open(visit, here, [name, siti]);
    const keys: (string | undefined)[] = [];
    let answer = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/receive', async (route) => {
      keys.push(route.request().headers().authorization);
      await isHeld;
      await route.continue();
    });
    for (const line of ['one', 'two']) {
      await box(page).fill(line);
      await box(page).press('Enter');
    }
    await page.getByLabel('API key', { exact: true }).fill('another-key');
    await page.getByLabel('API key', { exact: true }).press('Enter');
    await page.getByText('is not in this account').waitFor();
    answer();
    await expect.poll(() => wachat.messages().length, patience).toBe(1);
    await page.getByLabel('API key', { exact: true }).fill(wachat.apiKey);
    await page.getByLabel('API key', { exact: true }).press('Enter');
    await bubble(page, 'one').waitFor();
    await expect.poll(() => box(page).inputValue(), patience).toBe('two');
    expect(keys).toEqual([`Bearer ${wachat.apiKey}`]);
  });

  // So high that what is above the view begins in one by half a message, by a bit, and by next to nothing.
  test.for([800, 811, 821])(
    'are walked with the arrows, and what has the focus is seen, in %d pixels',
    async (height) => {
      const here = await shop();
      const { name, wachat } = here;
      const count = 120;
      for (let index = 1; index <= count; index++)
        wachat.receive(name, { from: siti, type: 'text', text: `Message ${String(index)}.` });
      const { page } = await open(visit, here, [name, siti], { viewport: { width: 1_280, height } });
      await bubble(page, `Message ${String(count)}.`).focus();
      const place = `(() => {
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      const list = document.activeElement.closest('.virtual').getBoundingClientRect();
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    })()`;
      for (let index = count - 1; index > count - 70; index--) {
        await page.keyboard.press('ArrowUp');
        await expect
          .poll(() => page.evaluate('document.activeElement.textContent'), patience)
          .toContain(`Message ${String(index)}.`);
        await expect.poll(() => page.evaluate(place), patience).toBe(true);
      }
    },
  );

  test('let anybody write: somebody new, in a group, a status update', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const { page } = await open(visit, here, [name]);
    await page.getByText('No chats yet.').waitFor();
    const form = page.getByRole('dialog', { name: 'Write to the instance' });
    await page.getByRole('button', { name: 'New' }).click();
    // One field below the other, without gaps.
    expect((await form.boundingBox())?.height).toBeLessThan(420);
    await form.getByLabel('Number, with country code').fill('0812');
    await form.getByLabel('Name').fill('Budi');
    await form.getByLabel('Text').fill('First');
    await form.getByLabel('Text').press('Enter');
    await form
      .getByRole('alert')
      .getByText(/^“Number, with country code” must be /)
      .waitFor();
    expect(await form.getByLabel('Number, with country code').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Number, with country code').fill(`+${budi}`);
    await form.getByLabel('Text').press('Enter');
    await page.getByRole('heading', { name: 'Budi' }).waitFor();
    await bubble(page, 'First').waitFor();

    await page.getByRole('button', { name: 'New' }).click();
    await form.getByLabel('In a group').check();
    await form.getByLabel('Text').fill('Hello everybody');
    await form.getByRole('button', { name: 'Send' }).click();
    await bubble(page, 'Hello everybody').waitFor();
    await page.getByRole('textbox', { name: 'Write as' }).fill(budi);
    await box(page).fill('Hi');
    await box(page).press('Enter');
    await bubble(page, 'Hi').getByText('Budi').waitFor();

    await page.getByRole('button', { name: 'New' }).click();
    await form.getByLabel('Status update').check();
    await form.getByLabel('Text').fill('Open until nine');
    await form.getByRole('button', { name: 'Send' }).click();
    await bubble(page, 'Open until nine').getByText('readStatus is off').last().waitFor();
    expect(wachat.messages().map(({ chat, from }) => [chat, from])).toEqual([
      [`${budi}@s.whatsapp.net`, budi],
      [group, siti],
      [group, budi],
      ['status@broadcast', siti],
    ]);
  });

  test('stay at the end of a long chat, and where one reads further up', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const say = (text: string): void => {
      wachat.receive(name, { from: siti, type: 'text', text });
    };
    for (let count = 1; count <= 990; count++) say(`Message ${String(count)}. ${'And more. '.repeat(count % 17)}`);
    const { page, complaints } = await open(visit, here, [name, siti]);
    const log = page.getByRole('list', { name: 'Messages' });
    const last = (text: string) => bubble(page, text).last();
    await last('Message 990.').waitFor();
    const distance = (): Promise<number> =>
      log.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
    await expect.poll(distance, patience).toBeLessThan(2);
    // Only what is seen is in the document.
    expect(await page.getByRole('article').count()).toBeLessThan(60);
    say('Message 991. Here');
    await last('Message 991.').waitFor();
    await expect.poll(distance, patience).toBeLessThan(2);

    await bubble(page, 'Message 991.').focus();
    await page.keyboard.press('Home');
    const focused = 'document.activeElement.matches("article") && document.activeElement.textContent';
    await expect.poll(() => page.evaluate(focused), patience).toContain('Message 8');
    // Older ones are loaded until there are no more, and what is read stays where it is.
    await expect
      .poll(async () => {
        await log.evaluate((element) => {
          element.scrollTop = 0;
        });
        return bubble(page, 'Message 1.').count();
      }, patience)
      .toBe(1);
    const place = async (): Promise<number | undefined> => (await bubble(page, 'Message 3.').boundingBox())?.y;
    // The list hears of it with the next frame.
    await log.evaluate((element) => {
      element.scrollTop = 40;
    });
    await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
    const before = await place();
    say('Message 992.');
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await place()).toBe(before);
    // More than come at once, and the oldest are no longer kept.
    for (let count = 993; count <= 1_150; count++) say(`Message ${String(count)}.`);
    await page.getByRole('button', { name: '159 new' }).waitFor();
    expect(await place()).toBe(before);
    await page.getByRole('button', { name: '159 new' }).click();
    await last('Message 1150.').waitFor();
    await expect.poll(distance, patience).toBeLessThan(2);
    noComplaints(complaints);
  });

  test('lead to one message by its address', async () => {
    const here = await shop();
    const { name, wachat } = here;
    for (let count = 0; count < 250; count++)
      wachat.receive(name, { from: siti, type: 'text', text: `Message ${String(count)}.` });
    const { id } = wachat.messages({ text: 'Message 20.' })[0] ?? {};
    const { page } = await open(visit, here, [name, siti]);
    await bubble(page, 'Message 249.').waitFor();
    await page.goto(`${new URL(page.url()).href}?message=${String(id)}`);
    await expect.poll(() => page.evaluate('document.activeElement.textContent'), patience).toContain('Message 20.');
    const lost = page.locator('.chats-state');
    expect(await lost.count()).toBe(0);
    await page.goto(`${here.origin}/#/chats/${name}/${siti}?message=NONE`);
    await lost.getByText('That message is no longer kept, or never was in this chat.').waitFor();
    await news(page).toContain('no longer kept');
    await list(page)
      .getByRole('link', { name: /Message 249/ })
      .click();
    await expect.poll(() => lost.count(), patience).toBe(0);
  });

  test('lead from a quote to a message that is not loaded, or say that it is gone', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const say = (text: string, quoted?: string): string => {
      wachat.receive(name, { from: siti, type: 'text', text, ...(quoted === undefined ? {} : { quoted }) });
      return wachat.messages({ text }).at(-1)?.id ?? '';
    };
    const gone = say('The first');
    const kept = say('The second');
    for (let count = 3; count <= 998; count++) wachat.receive(name, { from: siti, type: 'text', text: 'More' });
    say('Of the second', kept);
    say('Of the first', gone);
    const { page } = await open(visit, here, [name, siti]);
    await bubble(page, 'Of the second').getByRole('button', { name: 'An earlier message' }).click();
    const focused = 'document.activeElement.dataset.message';
    await expect.poll(() => page.evaluate(focused), patience).toBe(kept);
    // One more than are kept.
    say('The newest');
    await page.keyboard.press('End');
    await page.reload();
    await bubble(page, 'Of the first').getByRole('button', { name: 'An earlier message' }).click();
    await page.locator('.chats-state').getByText('That message is no longer kept').waitFor();
  });

  test('are walked by one rule, wherever they are listed', async () => {
    const here = await shop();
    const { api, name, wachat } = here;
    for (let count = 1; count <= 40; count++) await api.create({ instanceName: `Shop ${String(count)}.` });
    for (let count = 1; count <= 40; count++)
      wachat.receive(name, { from: `${budi}${String(count)}`, type: 'text', text: `From ${String(count)}.` });
    const { page } = await open(visit, here, []);
    const press = async (key: string, text: string): Promise<void> => {
      await page.keyboard.press(key);
      await expect.poll(() => page.evaluate('document.activeElement.textContent'), patience).toContain(text);
    };
    const walk = async (one: string, two: string, last: string): Promise<void> => {
      for (const [forth, back] of [
        ['ArrowDown', 'ArrowUp'],
        ['ArrowRight', 'ArrowLeft'],
      ] as const) {
        await press(forth, two);
        await press(back, one);
      }
      await press('ArrowUp', one);
      await press('End', last);
      await press('ArrowDown', last);
      await press('Home', one);
    };
    await page.getByRole('link', { name: /Shop 40/ }).focus();
    await walk('Shop 40.', 'Shop 39.', 'toko');
    await page.goto(`${here.origin}/#/chats/${name}`);
    await list(page)
      .getByRole('link', { name: /From 40/ })
      .focus();
    await walk('From 40.', 'From 39.', 'From 1.');
    await press('Enter', 'From 40.');
    await bubble(page, 'From 40.').focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('group', { name: 'React as the customer' });
    await expect.poll(() => menu.getByRole('button').first().evaluate('document.activeElement.textContent')).toBe('👍');
    await press('ArrowRight', '❤️');
    await press('ArrowRight', '😂');
    await press('ArrowLeft', '❤️');
    await press('ArrowUp', '👍');
  });

  test('show a tick that comes late also where one has scrolled to', async () => {
    const here = await shop();
    const { name, wachat, send, clock } = here;
    const id = await send('text', { message: 'The first' });
    clock.advance(60_000);
    for (let count = 0; count < 150; count++)
      wachat.receive(name, { from: siti, type: 'text', text: `Answer ${String(count)}` });
    const { page } = await open(visit, here, [name, siti]);
    await bubble(page, 'Answer 149').waitFor();
    await expect
      .poll(async () => {
        await page.getByRole('list', { name: 'Messages' }).evaluate((element) => {
          element.scrollTop = 0;
        });
        return bubble(page, 'The first').count();
      }, patience)
      .toBe(1);
    expect(await status(page, 'The first')).toBe('delivered');
    await here.control.post(`/messages/${id}/tick`, { status: 'read' });
    await expect.poll(() => status(page, 'The first'), patience).toBe('read');
  });

  test('say why nobody can write, or that it waits', async () => {
    const here = await shop();
    const { name, wachat, api } = here;
    wachat.receive(name, { from: siti, type: 'text', text: 'Hi' });
    const { page } = await open(visit, here, [name, siti]);
    await bubble(page, 'Hi').waitFor();
    wachat.drop(name);
    await page.getByText('what you write waits until it is back').waitFor();
    await box(page).fill('Are you there?');
    await box(page).press('Enter');
    await bubble(page, 'Are you there?').getByText('waits until the instance is connected').first().waitFor();
    wachat.reconnect(name);
    await expect.poll(() => status(page, 'Are you there?'), patience).toBe('delivered');
    wachat.unlink(name);
    await page.getByText('No phone is linked, so nobody can write to it.').waitFor();
    expect(await box(page).isDisabled()).toBe(true);
    await api.call('DELETE', `/instance/delete?instanceName=${name}`);
    await page.getByText('is not in this account').waitFor();
    expect(await box(page).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${here.origin}/#/chats/no%20name/${siti}`);
    await page.getByText('is not in this account').getByText('no name').waitFor();
    await page.getByRole('link', { name: 'Chats' }).click();
    await page.getByText('This key has no instances yet.').waitFor();
  });

  test('keep what is written, and what goes with it, while one looks elsewhere', async () => {
    const here = await shop();
    const { name, wachat } = here;
    wachat.receive(name, { from: budi, type: 'text', text: 'Hello', pushName: 'Budi' });
    wachat.receive(name, { from: siti, type: 'text', text: 'Is ten fine?', pushName: 'Siti' });
    const { page, complaints } = await open(visit, here, [name, siti]);
    await bubble(page, 'Is ten fine?').focus();
    await page.keyboard.press('r');
    await page.keyboard.type('Half a sen');
    const file = { name: 'dot.gif', mimeType: 'image/gif', buffer: Buffer.from(DOT, 'base64') };
    await page.setInputFiles('input[type=file]', file);
    await page.getByText('dot.gif', { exact: true }).waitFor();

    await list(page).getByRole('link', { name: /Budi/ }).click();
    await bubble(page, 'Hello').waitFor();
    expect(await box(page).inputValue()).toBe('');
    expect(await page.getByText('dot.gif').count()).toBe(0);
    await box(page).fill('For Budi');
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByRole('heading', { name: 'Requests' }).waitFor();
    await page.goBack();
    await expect.poll(() => box(page).inputValue(), patience).toBe('For Budi');

    await list(page).getByRole('link', { name: /Siti/ }).click();
    await expect.poll(() => box(page).inputValue(), patience).toBe('Half a sen');
    await page.getByRole('button', { name: 'Do not send dot.gif' }).waitFor();
    await page.getByRole('button', { name: 'Do not reply to this message' }).waitFor();
    await box(page).press('Enter');
    await bubble(page, 'Half a sen').getByRole('img', { name: 'Picture: dot.gif' }).waitFor();
    const [sent] = wachat.messages({ type: 'image' });
    expect(sent?.quotes).toBe(wachat.messages({ text: 'Is ten fine?' })[0]?.id);
    expect(await box(page).inputValue()).toBe('');
    noComplaints(complaints);
  });

  test('mark the field that is wrong, and no other', async () => {
    const here = await shop();
    const { name, wachat } = here;
    wachat.receive(name, { from: budi, group, type: 'text', text: 'Hello', pushName: 'Budi' });
    const { page } = await open(visit, here, [name, group]);
    const author = page.getByRole('textbox', { name: 'Write as' });
    const called = page.getByRole('textbox', { name: 'Name' });
    const wrong = () =>
      expect.poll(
        () => Promise.all([author, called, box(page)].map((field) => field.getAttribute('aria-invalid'))),
        patience,
      );
    const isSaid = (sentence: RegExp) => page.getByRole('alert').getByText(sentence).waitFor();
    await author.fill('0812');
    await box(page).fill('Hi');
    await box(page).press('Enter');
    await isSaid(/^“Write as” must be /);
    await wrong().toEqual(['true', 'false', 'false']);
    await author.fill(siti);
    await called.fill('x'.repeat(2_000));
    await box(page).press('Enter');
    await isSaid(/^“Name” must be /);
    await wrong().toEqual(['false', 'true', 'false']);
    await called.fill('');
    await box(page).fill('x'.repeat(70_000));
    await box(page).press('Enter');
    await isSaid(/^“Message” must be /);
    await wrong().toEqual(['false', 'false', 'true']);
    await box(page).fill('Hi');
    await box(page).press('Enter');
    await bubble(page, 'Hi').waitFor();
    await wrong().toEqual(['false', 'false', 'false']);
    expect(wachat.messages().map(({ text }) => text)).toEqual(['Hello', 'Hi']);
  });

  test('show in each tab what is done in another', async () => {
    const here = await shop();
    const { name, wachat } = here;
    wachat.receive(name, { from: siti, type: 'text', text: 'Hello' });
    const { page, complaints } = await open(visit, here, [name, siti]);
    await bubble(page, 'Hello').waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await bubble(other, 'Hello').waitFor();
    await box(page).fill('From the first');
    await box(page).press('Enter');
    await bubble(other, 'From the first').waitFor();
    await box(other).fill('From the second');
    await box(other).press('Enter');
    await bubble(page, 'From the second').waitFor();
    await page.getByRole('button', { name: 'Block' }).click();
    await other.getByRole('button', { name: 'Unblock' }).click();
    await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
    noComplaints(complaints);
  });

  test('go on after a restart with what is there then', async () => {
    const key = 'a-key-that-stays';
    const before = await startWachat({ apiKeys: [key] });
    onTestFinished(before.close);
    const { origin, port } = new URL(before.url);
    const { body } = await client(before.url, key).create({ instanceName: 'toko' });
    const name: string = body.instance.apiInstanceName;
    before.scan({ instanceName: name });
    before.receive(name, { from: siti, type: 'text', text: 'Before' });
    const { page } = await visit(roomy);
    await page.addInitScript(`sessionStorage.setItem('wachat-emulator-key', ${JSON.stringify(key)})`);
    await page.goto(`${origin}/#/chats/${name}/${siti}`);
    await bubble(page, 'Before').waitFor();
    await box(page).fill('Half a sentence');
    await before.close();
    await page.getByText('No answer; trying again…').waitFor();
    // What was there is still to be read.
    expect(await bubble(page, 'Before').count()).toBe(1);
    await box(page).press('Enter');
    await page.getByText('The connection broke').waitFor();
    expect(await box(page).inputValue()).toBe('Half a sentence');

    const { wachat, api } = await build({ port: Number(port), apiKeys: [key] });
    await page.getByText('is not in this account').waitFor();
    expect(await box(page).count()).toBe(0);
    const next: string = (await api.create({ instanceName: 'next' })).body.instance.apiInstanceName;
    wachat.scan({ instanceName: next });
    wachat.receive(next, { from: siti, type: 'text', text: 'After' });
    await page.getByRole('link', { name: 'Chats' }).click();
    await page.getByRole('link', { name: /next/ }).click();
    await list(page).getByRole('link', { name: /After/ }).click();
    await bubble(page, 'After').waitFor();
    expect(await bubble(page, 'Before').count()).toBe(0);
    await box(page).fill('And on');
    await box(page).press('Enter');
    await bubble(page, 'And on').waitFor();
  });

  test('stand still with a frozen clock, and go on with it', async () => {
    const here = await shop();
    const { name, send, wachat, control, clock } = here;
    const noon = '2026-01-01T12:00:00.000Z';
    for (const step of [{ freeze: true }, { set: noon }])
      expect((await control.post('/clock', step)).status, JSON.stringify(step)).toBe(200);
    wachat.receive(name, { from: siti, type: 'text', text: 'Anybody there?' });
    await send('text', { message: 'In a minute', delay: 60_000 });
    const { page } = await open(visit, here, [name, siti]);
    expect(await bubble(page, 'Anybody there?').getByRole('time').first().textContent()).toBe('12:00:00');
    const typed = bubble(page, 'In a minute');
    await typed.getByText('Typing until 12:01:00 (the clock is frozen)').waitFor();
    clock.advance(120_000);
    await box(page).fill('Hello?');
    await box(page).press('Enter');
    expect(await bubble(page, 'Hello?').getByRole('time').first().textContent()).toBe('12:00:00');
    expect(await status(page, 'In a minute')).toBe('waiting');
    await page.getByText('Today', { exact: true }).waitFor();
    await typed.getByRole('button', { name: 'Let it leave now' }).click();
    await expect.poll(() => status(page, 'In a minute'), patience).not.toBe('waiting');
    expect(await typed.getByRole('time').first().textContent()).toBe('12:01:00');
  });

  test('keep hostile texts to themselves, and within the page', async () => {
    const here = await shop();
    const { name, wachat } = here;
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const zalgo = `Z${'\u0335\u0321\u0489'.repeat(200)}`;
    const texts = [evil, zalgo, '\u202Eabc', 'x'.repeat(10_000), 'أهلا '.repeat(50), 'a\n\n\nb', '👨‍👩‍👧‍👦'.repeat(60)];
    for (const text of texts) wachat.receive(name, { from: siti, type: 'text', text, pushName: 'W'.repeat(100) });
    wachat.receive(name, { from: budi, group, type: 'text', text: 'x'.repeat(3_000), pushName: evil });
    for (const viewport of [{ width: 390, height: 844 }, roomy.viewport]) {
      const { page, complaints } = await open(visit, here, [name, siti], { viewport });
      await bubble(page, 'a').first().waitFor();
      for (const text of texts) {
        await expect
          .poll(async () => {
            await page.getByRole('list', { name: 'Messages' }).evaluate(
              (element, to) => {
                element.scrollTop = to;
              },
              text === evil ? 0 : 1e6,
            );
            return page.getByRole('article').allTextContents();
          }, patience)
          .toEqual(expect.arrayContaining([expect.stringContaining(text.slice(0, 20))]));
      }
      expect(await fits(page)).toBe(true);
      const widths = await page
        .getByRole('list', { name: 'Messages' })
        .evaluate((element) => [element.scrollWidth, element.clientWidth]);
      expect(widths[0]).toBe(widths[1]);
      noComplaints(complaints);
    }
  });

  test('need no mouse', async () => {
    const here = await shop();
    const { name, wachat } = here;
    wachat.receive(name, { from: budi, type: 'text', text: 'One', pushName: 'Budi' });
    wachat.receive(name, { from: siti, type: 'text', text: 'Two', pushName: 'Siti' });
    wachat.receive(name, { from: siti, type: 'text', text: 'Three' });
    const { page } = await open(visit, here, [name]);
    await list(page).getByRole('link', { name: /Siti/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await bubble(page, 'Three').focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Two');
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: 'What can be done with this message' });
    await menu.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => menu.count(), patience).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Two');
  });

  test.each(['light', 'dark'] as const)('have nothing that axe finds wrong, in %s', async (colorScheme) => {
    const here = await shop();
    const { name, wachat, send, clock } = here;
    wachat.receive(name, { from: siti, type: 'text', text: 'Hi', pushName: 'Siti' });
    wachat.receive(name, { from: siti, type: 'image', base64: DOT, mimetype: 'image/gif' });
    wachat.receive(name, { from: siti, type: 'contact', contact: { name: 'Budi', number: budi } });
    wachat.receive(name, { from: siti, type: 'text', text: 'Yes', quoted: wachat.messages()[0]?.id });
    const buttons = [{ id: 'yes', text: 'Yes' }];
    await send('button', { type: 'interactive', interactive: { type: 'button', text: 'Right?', buttons } });
    clock.advance(60_000);
    await send('text', { message: 'Being typed', delay: 9_000 });
    wachat.receive(name, { from: siti, type: 'reaction', emoji: '👍', messageId: wachat.messages()[0]?.id ?? '' });
    const { page } = await open(visit, here, [name, siti], { ...roomy, colorScheme });
    await bubble(page, 'Being typed').waitFor();
    expect(await barriers(page)).toEqual([]);
    await bubble(page, 'Being typed').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('dialog', { name: 'Write to the instance' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${here.origin}/#/chats/${name}`);
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Status update' }).waitFor();
    // All that one may choose from stands beside one another.
    const choices = await page.getByRole('dialog').getByRole('radio').all();
    const heights = await Promise.all(choices.map(async (one) => (await one.boundingBox())?.y));
    expect([heights.length, new Set(heights).size]).toEqual([3, 1]);
    await page.goto(`${here.origin}/#/chats`);
    await page.getByRole('link', { name: /toko/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});

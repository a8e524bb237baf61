import { expect, test } from 'vitest';
import { startWachat } from '../../src/index.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { client } from '../support/client.js';
import { build } from '../support/emulator.js';
import {
  alerts,
  barriers,
  enter,
  fits,
  goTo,
  news,
  openBeside,
  opened,
  openInspector,
  patience,
  roomy,
  row,
} from '../support/inspector.js';
import { create, nameOf } from '../support/phases.js';
import { bytesOf, readQr } from '../support/picture.js';

const phone = { viewport: { width: 390, height: 844 } };

const follows = (visit: Visitor): void => {
  test('shows the instances of the key typed in, and follows them', async () => {
    const { wachat, api, origin, page, complaints, requests, openAt } = await openInspector(visit);
    await page.goto(`${origin}/`);
    await page.getByText('This key has no instances yet.').waitFor();
    await openAt();
    const created = (await api.create({ instanceName: 'toko' })).body;
    const toko = row(page, 'toko');
    await toko.getByText('connecting').waitFor();
    expect(await toko.locator('code').textContent()).toBe(created.instance.apiInstanceName);
    const image = toko.getByAltText('Current QR');
    const shown = async (): Promise<string | undefined> => readQr(bytesOf((await image.getAttribute('src')) ?? ''));
    await expect.poll(shown, patience).toBe(created.qrcode.code);

    wachat.expireQr(created.instance.apiInstanceName);
    await toko.getByText('QR 2', { exact: true }).waitFor();
    await expect.poll(shown, patience).toBe(wachat.instances()[0]?.qrcode?.code);
    await toko.getByRole('button', { name: 'Scan' }).click();
    await toko.getByText('open', { exact: true }).waitFor();
    expect(wachat.instances()[0]?.state).toBe('open');
    expect(await toko.getByRole('button', { name: 'Scan' }).count()).toBe(0);
    expect(await toko.getByRole('img').count()).toBe(0);

    wachat.reset();
    await page.getByText('This key has no instances yet.').waitFor();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
  });

  test('shows how many messages each instance sent and received, with the newest', async () => {
    const at = { viewport: { width: 360, height: 740 } };
    const { wachat, api, page, complaints, openAt } = await openInspector(visit, {}, at);
    const name = nameOf(await create(api, { instanceName: 'toko' }));
    wachat.scan({ instanceName: name });
    await openAt();
    const toko = row(page, 'toko');
    await toko.getByText('open', { exact: true }).waitFor();
    await toko.getByText('0 sent, 0 received', { exact: true }).waitFor();
    const before = await toko.boundingBox();

    const message = '<b>Pesanan</b> 📦\nأهلا '.repeat(50);
    await api.post('/send/text', { instanceName: name, number: '6281298765432', message });
    await toko.getByText('1 sent, 0 received', { exact: true }).waitFor();
    expect(await toko.locator('.instances-glimpse').textContent()).toBe(
      `→ +6281298765432: ${Array.from(message).slice(0, 100).join('')}`,
    );
    const messageId = wachat.messages()[0]?.id ?? '';
    wachat.receive(name, { from: '6281298765432', type: 'reaction', emoji: '👍', messageId });
    await toko.getByText('👍', { exact: true }).waitFor();
    await toko.getByText('1 sent, 1 received', { exact: true }).waitFor();
    // What is written from right to left leaves the arrow and the number where they are.
    const arrow = await toko.locator('.instances-chat').boundingBox();
    wachat.receive(name, { from: '6281298765432', type: 'text', text: 'أهلا وسهلا بكم في متجرنا '.repeat(20) });
    await toko.getByText('1 sent, 2 received', { exact: true }).waitFor();
    expect(await toko.locator('.instances-chat').boundingBox()).toEqual(arrow);
    const group = '120363025246125486@g.us';
    wachat.receive(name, { from: '6281298765432', group, type: 'location', latitude: 0, longitude: 0 });
    await toko.getByText('← group 120363025246125486:').waitFor();
    await toko.getByText('(location)', { exact: true }).waitFor();
    // On the narrowest phone it stays in its line, and nothing around it gives way.
    expect(await fits(page)).toBe(true);
    expect(await toko.boundingBox()).toEqual(before);
    expect(complaints).toEqual([]);
  });

  test('lets the first instance begin high, and creates one without moving it', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'toko' });
    await openAt();
    const before = await row(page, 'toko').boundingBox();
    expect(before?.y).toBeLessThan(160);
    await page.getByRole('button', { name: 'New instance' }).click();
    await page.getByRole('form', { name: 'New instance' }).waitFor();
    expect(await row(page, 'toko').boundingBox()).toEqual(before);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'How to call it' }).click();
    await page.getByText('curl -X POST').waitFor();
    expect(await row(page, 'toko').boundingBox()).toEqual(before);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('curl -X POST').count(), patience).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('How to call it');
  });

  test('closes what was opened at a press elsewhere, and keeps what was typed', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'toko' });
    await openAt();
    await row(page, 'toko').waitFor();
    const how = page.getByRole('button', { name: 'How to call it' });
    await how.click();
    await page.getByText('curl -X POST').waitFor();
    await page.mouse.click(600, 600);
    await expect.poll(() => page.getByText('curl -X POST').count(), patience).toBe(0);
    await how.click();
    await page.getByText('curl -X POST').waitFor();
    await how.click();
    await expect.poll(() => page.getByText('curl -X POST').count(), patience).toBe(0);
    const opener = page.getByRole('button', { name: 'New instance' });
    const form = page.getByRole('form', { name: 'New instance' });
    await opener.click();
    await form.getByLabel('Display name').fill('warung');
    await form.getByText('It makes things happen').click();
    expect(await form.count()).toBe(1);
    await page.mouse.click(600, 600);
    await expect.poll(() => form.count(), patience).toBe(0);
    await opener.click();
    expect(await form.getByLabel('Display name').inputValue()).toBe('warung');
    // Cancel means it.
    await form.getByRole('button', { name: 'Cancel' }).click();
    await opener.click();
    expect(await form.getByLabel('Display name').inputValue()).toBe('jakarta_store');
  });
};

const reaches = (visit: Visitor): void => {
  test('reaches each of 300, of which it has few in the document', async () => {
    const { api, wachat, page, complaints, openAt } = await openInspector(visit);
    const names: string[] = [];
    for (let index = 0; index < 300; index++)
      names.push(nameOf(await create(api, { instanceName: `shop ${String(index)}` })));
    await openAt();
    await row(page, 'shop 299').waitFor();
    expect(await page.getByRole('heading', { name: 'Instances 300' }).count()).toBe(1);
    const list = page.getByRole('list', { name: 'Instances' });
    const atEnd = async (): Promise<boolean> => {
      await page.evaluate('document.querySelector(".virtual").scrollTo(0, 1e6)');
      return row(page, 'shop 0').isVisible();
    };
    await expect.poll(atEnd, patience).toBe(true);
    expect(await list.getByRole('listitem').count()).toBeLessThan(40);
    // What is seen there is followed as well.
    wachat.scan({ instanceName: names[0] ?? '' });
    await row(page, 'shop 0').getByText('open', { exact: true }).waitFor();
    // What is new moves nothing that somebody reads.
    await create(api, { instanceName: 'new shop' });
    await page.getByRole('button', { name: '1 new above' }).waitFor();
    expect(await row(page, 'shop 0').isVisible()).toBe(true);
    await page.getByRole('button', { name: '1 new above' }).click();
    await row(page, 'new shop').waitFor();
    expect(await page.getByRole('button', { name: 'new above' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('filters by name and by state, in an address that can be sent on', async () => {
    const { api, wachat, page, complaints, openAt } = await openInspector(visit);
    const open = nameOf(await create(api, { instanceName: 'Toko Bandung' }));
    wachat.scan({ instanceName: open });
    await create(api, { instanceName: 'Toko Jakarta' });
    const gone = nameOf(await create(api, { instanceName: 'Warung' }));
    wachat.exhaust(gone);
    await openAt();
    const shown = () => expect.poll(() => page.locator('.instances-name').allTextContents(), patience);
    await shown().toEqual(['Warung', 'Toko Jakarta', 'Toko Bandung']);
    await page.getByLabel('Name', { exact: true }).fill('tOKo');
    await shown().toEqual(['Toko Jakarta', 'Toko Bandung']);
    await page.getByLabel('State', { exact: true }).selectOption('open');
    await shown().toEqual(['Toko Bandung']);
    expect(new URL(page.url()).hash).toBe('#/instances?name=tOKo&state=open');
    await openAt(new URL(page.url()).hash);
    await page.reload();
    await shown().toEqual(['Toko Bandung']);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('tOKo');
    // One that no longer fits goes, and the filter stays where one is opened.
    await row(page, 'Toko Bandung').getByRole('link', { name: 'Toko Bandung', exact: true }).click();
    await opened(page).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/instances/${open}?name=tOKo&state=open`);
    wachat.drop(open);
    await page.getByText('No instance matches.').waitFor();
    await page.goBack();
    await page.getByLabel('State', { exact: true }).selectOption('expired');
    await page.getByLabel('Name', { exact: true }).fill('');
    await shown().toEqual(['Warung']);
    await page.getByLabel('Name', { exact: true }).fill('100% _none_');
    await page.getByRole('link', { name: 'Show all' }).click();
    await shown().toEqual(['Warung', 'Toko Jakarta', 'Toko Bandung']);
    expect(complaints).toEqual([]);
  });
};

const staysTrue = (visit: Visitor): void => {
  test('says so when a link asks for a state that there is none of', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'toko' });
    await openAt('#/instances?state=bogus');
    await alerts(page).toEqual(['There is no state “bogus”.']);
    await page.getByRole('button', { name: 'New instance' }).waitFor();
    const state = page.getByLabel('State', { exact: true });
    expect(await state.inputValue()).toBe('bogus');
    await state.selectOption('');
    await row(page, 'toko').waitFor();
    await alerts(page).toEqual([]);
  });

  test('shows what a new emulator has after a restart, in the list and of the one that is open', async () => {
    const first = await startWachat();
    const { origin, port } = new URL(first.url);
    const { page } = await visit(roomy);
    const name = nameOf(await create(client(first.url, first.apiKey), { instanceName: 'of the first' }));
    await page.goto(`${origin}/#/instances/${name}`);
    await enter(page, first.apiKey);
    await opened(page).getByRole('heading', { name: 'of the first' }).waitFor();
    await first.close();
    await page.getByText('No answer; trying again…').waitFor();
    // What is shown may be old, but stays.
    expect(await row(page, 'of the first').isVisible()).toBe(true);
    const { api } = await build({ port: Number(port), apiKeys: [first.apiKey] });
    const other = nameOf(await create(api, { instanceName: 'of the second' }));
    await row(page, 'of the second').waitFor();
    await opened(page).getByText('is not in this account').waitFor();
    expect(await page.getByText('of the first', { exact: true }).count()).toBe(0);
    await goTo(page, `#/instances/${other}`);
    await opened(page).getByRole('button', { name: 'Scan' }).click();
    await row(page, 'of the second').getByText('open', { exact: true }).waitFor();
  });

  test('shows in each of two tabs what is done in the other, and their own filters', async () => {
    const { api, wachat, origin, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'toko' });
    await openAt();
    await row(page, 'toko').waitFor();
    const other = await openBeside(page, `${origin}/#/instances?state=connecting`, wachat.apiKey);
    await row(other, 'toko').getByRole('button', { name: 'Scan' }).click();
    await row(page, 'toko').getByText('open', { exact: true }).waitFor();
    await other.getByText('No instance matches.').waitFor();
    await row(page, 'toko').getByRole('link', { name: 'toko', exact: true }).click();
    await opened(page).getByRole('button', { name: 'Unlink' }).click();
    await other.getByRole('link', { name: 'Show all' }).click();
    await row(other, 'toko').getByText('closed', { exact: true }).waitFor();
    await opened(page).getByRole('button', { name: 'Delete' }).click();
    await opened(page).getByRole('button', { name: 'Really delete?' }).click();
    await other.getByText('This key has no instances yet.').waitFor();
    await page.getByText('This key has no instances yet.').waitFor();
  });

  test('stands still with a clock that is frozen, and goes on with it', async () => {
    const { api, wachat, page, openAt } = await openInspector(visit, { clock: 'manual' });
    const name = nameOf(await create(api, { instanceName: 'toko' }));
    await openAt(`#/instances/${name}`);
    const end = (wachat.instances()[0]?.qrcode?.expiresAt ?? '').replace('T', ' ').slice(0, 19);
    await opened(page).getByText(`the next one at ${end} by the clock, which stands still`).waitFor();
    await wachat.clock.advance('45s');
    await opened(page).getByText('QR 2,').waitFor();
    await row(page, 'toko').getByText('QR 2', { exact: true }).waitFor();
    await wachat.clock.advance('1h');
    await row(page, 'toko').getByText('expired', { exact: true }).waitFor();
    await opened(page).getByText('Nobody scanned in time').first().waitFor();
  });

  test('names in the title of the page what is opened', async () => {
    const { api, wachat, page, openAt } = await openInspector(visit);
    const name = nameOf(await create(api, { instanceName: 'toko <b>' }));
    wachat.scan({ instanceName: name });
    wachat.receive(name, { from: '6281298765432', type: 'text', text: 'hi', pushName: 'Budi' });
    const title = () => expect.poll(() => page.title(), patience);
    await openAt(`#/instances/${name}`);
    await title().toBe('toko <b> · Instances · wachat-emulator');
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await title().toBe('Instances · wachat-emulator');
    await goTo(page, `#/chats/${name}`);
    await title().toBe('toko <b> · Chats · wachat-emulator');
    await goTo(page, `#/chats/${name}/6281298765432`);
    await title().toBe('Budi · toko <b> · Chats · wachat-emulator');
    await goTo(page, '#/requests');
    await title().toBe('Requests · wachat-emulator');
    await page.getByRole('listbox').getByRole('option').first().click();
    await title().toMatch(/^Request \S+ · Requests · wachat-emulator$/);
  });
};

const opensOne = (visit: Visitor): void => {
  test('shows all that is known of one, large, and where it leads', async () => {
    const { api, clock, wachat, page, complaints, openAt } = await openInspector(visit);
    const created = await create(api, { instanceName: 'toko', number: '628123456789' });
    const name = nameOf(created);
    await openAt(`#/instances/${name}`);
    const one = opened(page);
    await one.getByRole('heading', { name: 'toko', exact: true }).waitFor();
    const image = one.getByAltText('Current QR');
    expect((await image.boundingBox())?.width).toBeGreaterThan(270);
    expect(readQr(bytesOf((await image.getAttribute('src')) ?? ''))).toBe(created.qrcode.code);
    await one.getByText(String(created.qrcode.pairingCode), { exact: true }).waitFor();
    await one.getByText('+628123456789', { exact: true }).waitFor();
    const hrefs: unknown = await page.evaluate(
      'Array.from(document.querySelectorAll(".instances-links a"), (link) => link.getAttribute("href"))',
    );
    const query = new URLSearchParams({ instanceName: name, apiKey: wachat.apiKey }).toString();
    expect(hrefs).toEqual([`#/chats/${name}`, `#/requests?instance=${name}`, `api/v1/instance/qr/live?${query}`]);

    const opening = page.waitForEvent('popup');
    await one.getByRole('link', { name: 'Live page: toko' }).click();
    const live = await opening;
    await live.getByRole('heading', { name: 'Connect WhatsApp' }).waitFor();
    await live.close();
    clock.advance(45_000 * 30);
    await one.getByText('expired', { exact: true }).waitFor();
    await one.getByText('Nobody scanned in time').first().waitFor();
    await one.getByRole('button', { name: 'Get a new QR' }).click();
    await one.getByText('QR 1,').waitFor();
    wachat.scan({ instanceName: name, number: '628111222333', profileName: '<b>Budi</b>' });
    await one.getByText('<b>Budi</b>', { exact: true }).waitFor();
    await one.getByText('+628111222333 <b>Budi</b>', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('explains a link to what the account does not have, and offers the account that its name tells', async () => {
    const { api, origin, wachat, page, openAt } = await openInspector(visit);
    const name = nameOf(await create(api));
    await openAt(`#/instances/${name}`);
    await opened(page).getByRole('button', { name: 'Scan' }).waitFor();
    await page.getByLabel('API key', { exact: true }).fill('of-somebody-else');
    await opened(page).getByText('is not in this account').waitFor();
    expect(await page.getByRole('alert').filter({ visible: true }).allTextContents()).not.toContain('.');
    await opened(page)
      .getByRole('button', { name: /1 instance$/ })
      .click();
    await opened(page).getByRole('button', { name: 'Scan' }).waitFor();
    expect(await page.getByLabel('API key', { exact: true }).inputValue()).toBe(wachat.apiKey);
    await page.goto(`${origin}/#/instances/<b>%E2%80%AE%F0%9F%8E%89`);
    await opened(page).getByText('is not in this account').waitFor();
    await page.goto(`${origin}/#/instances/%`);
    await opened(page).getByText('is not in this account').waitFor();
  });

  test('goes back and forth with the keys and with the history, and the focus goes along', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'first' });
    await create(api, { instanceName: 'second' });
    await openAt();
    await row(page, 'second').getByRole('link', { name: 'second', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('Instance: first');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.textContent'), patience).toBe('first');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('Instance: second');
    await page.goBack();
    await page.goBack();
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('Instance: first');
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await expect.poll(() => opened(page).count(), patience).toBe(0);
  });
};

const isForAll = (visit: Visitor): void => {
  test.for([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '🎉'.repeat(100),
    '\u202eolleh ' + 'ẍ̸'.repeat(20),
  ])('keeps a hostile name as text, and in its place: no. %#', async (name) => {
    const { wachat, api, page, complaints, openAt } = await openInspector(visit, {}, phone);
    const technical = nameOf(await create(api, { instanceName: name }));
    await openAt();
    await page.getByRole('button', { name: 'Scan' }).click();
    await row(page, name).first().getByText('open', { exact: true }).waitFor();
    expect(await page.locator('.instances-row bdi').allTextContents()).toEqual([name, name]);
    expect(await fits(page)).toBe(true);
    await goTo(page, `#/instances/${technical}`);
    await opened(page).getByText('A phone is linked').waitFor();
    expect(await opened(page).locator('h2 bdi').textContent()).toBe(name);
    expect(await fits(page)).toBe(true);
    expect(wachat.instances()[0]?.state).toBe('open');
    expect(complaints).toEqual([]);
  });

  test.for(['light', 'dark'] as const)(
    'has no barriers in the %s, as axe sees it, wide and narrow',
    async (colorScheme) => {
      const { api, control, wachat, page, openAt } = await openInspector(
        visit,
        {},
        { viewport: { width: 1_280, height: 800 }, colorScheme },
      );
      await control.get('/accounts');
      await openAt();
      await page.getByText('This key has no instances yet.').waitFor();
      expect(await barriers(page)).toEqual([]);
      const name = nameOf(await create(api, { instanceName: 'toko', number: '999000000002' }));
      const other = nameOf(await create(api, { instanceName: 'warung' }));
      wachat.scan({ instanceName: other });
      wachat.receive(other, { from: '6281298765432', type: 'text', text: 'hello' });
      wachat.exhaust(nameOf(await create(api, { instanceName: 'kios' })));
      await row(page, 'kios').getByText('expired').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('button', { name: 'New instance' }).click();
      await page.getByLabel('Number').fill('1');
      await page.getByRole('button', { name: 'Create instance' }).click();
      await alerts(page).toHaveLength(1);
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await goTo(page, `#/instances/${name}`);
      await opened(page).getByRole('button', { name: 'Delete' }).click();
      await news(page).toBe('Really delete? toko');
      expect(await barriers(page)).toEqual([]);
      await page.setViewportSize(phone.viewport);
      expect(await barriers(page)).toEqual([]);
      expect(await fits(page)).toBe(true);
    },
  );

  test('fits at twice the size and on a phone, and what is there can be reached', async () => {
    // A window of 1280 by 800 at 200 % is one of half the size.
    for (const at of [{ viewport: { width: 640, height: 400 } }, phone, { viewport: { width: 320, height: 568 } }]) {
      const { api, page, openAt } = await openInspector(visit, {}, at);
      const name = nameOf(await create(api, { instanceName: 'toko dengan nama yang panjang sekali' }));
      await openAt();
      await page.getByRole('button', { name: 'New instance' }).click();
      await page.getByRole('button', { name: 'Create instance' }).click();
      await opened(page).getByRole('heading', { name: 'jakarta_store' }).waitFor();
      expect(await fits(page)).toBe(true);
      await goTo(page, `#/instances/${name}`);
      await opened(page).getByRole('button', { name: 'Exhaust' }).click();
      await opened(page).getByText('expired', { exact: true }).waitFor();
      expect(await fits(page)).toBe(true);
      await page.getByRole('link', { name: 'Back to the list' }).click();
      await page.getByRole('button', { name: /^Get a new QR/ }).click();
      await row(page, 'toko dengan nama yang panjang sekali').getByText('QR 1', { exact: true }).waitFor();
    }
  });

  test('is usable by keyboard', async () => {
    const { api, page, openAt } = await openInspector(visit);
    await create(api, { instanceName: 'toko' });
    await openAt();
    await row(page, 'toko').waitFor();
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Lab' }).focus();
    const reached: unknown[] = [];
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate('document.activeElement.ariaLabel || document.activeElement.textContent.trim()'),
      );
    }
    expect(reached).toEqual([
      'Name',
      'State',
      'How to call it',
      'New instance',
      'toko',
      'Copy the technical name: toko',
      'Scan: toko',
      'Live page: toko',
    ]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await row(page, 'toko').getByText('open', { exact: true }).waitFor();
    // The button is gone; the row keeps the focus.
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel'), patience).toBe('toko');
  });

  test('takes one row of many on the way of the tab key', async () => {
    const { api, page, openAt } = await openInspector(visit);
    for (let index = 0; index < 120; index++) await create(api, { instanceName: `shop ${String(index)}` });
    await openAt();
    await row(page, 'shop 119').waitFor();
    const isAt = () =>
      expect.poll(
        () => page.evaluate('document.activeElement.ariaLabel || document.activeElement.textContent.trim()'),
        patience,
      );
    await page.getByRole('button', { name: 'New instance' }).focus();
    await page.keyboard.press('Tab');
    await isAt().toBe('shop 119');
    for (let step = 1; step <= 30; step++) {
      await page.keyboard.press('ArrowDown');
      await isAt().toBe(`shop ${String(119 - step)}`);
    }
    await page.keyboard.press('ArrowUp');
    await isAt().toBe('shop 90');
    for (const name of ['Copy the technical name: shop 90', 'Scan: shop 90', 'Live page: shop 90']) {
      await page.keyboard.press('Tab');
      await isAt().toBe(name);
    }
    // Then the list is over; and back it leads to the same row.
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("[role=list]")')).toBe(null);
    await page.keyboard.press('Shift+Tab');
    await isAt().toBe('Live page: shop 90');
    for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+Tab');
    await isAt().toBe('shop 90');
    await page.keyboard.press('Shift+Tab');
    await isAt().toBe('New instance');
    // Who has scrolled elsewhere goes on where they look.
    await page.evaluate('document.querySelector(".virtual").scrollTo(0, 0)');
    await row(page, 'shop 119').waitFor();
    const stops = `Array.from(document.querySelectorAll('.instances-name'))
      .filter(({ tabIndex }) => tabIndex === 0).map(({ textContent }) => textContent)`;
    await expect.poll(() => page.evaluate(stops), patience).toEqual(['shop 119']);
    await page.keyboard.press('Tab');
    await isAt().toBe('shop 119');
  });

  test('says what it can without script', async () => {
    const { page, origin } = await openInspector(
      visit,
      {},
      { viewport: { width: 1_000, height: 800 }, javaScriptEnabled: false },
    );
    await page.goto(`${origin}/`);
    await page.locator('noscript pre', { hasText: 'curl -X POST' }).waitFor();
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
  });
};

describeInBrowser('the instances in the inspector', (visit) => {
  follows(visit);
  reaches(visit);
  staysTrue(visit);
  opensOne(visit);
  isForAll(visit);
});

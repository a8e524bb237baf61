import { runInNewContext } from 'node:vm';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { client } from '../support/client.js';
import { describeInBrowser } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { alerts, barriers, fits, goTo, openBeside, patience } from '../support/inspector.js';
import { clipboard, focused, hashOf, openTraffic } from '../support/traffic.js';

const rows = (page: Page) => page.getByRole('listbox', { name: 'Requests, newest first' }).getByRole('option');
/** What a row says, without what differs from run to run. */
const plain = (text: string): string =>
  text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^\d\d:\d\d:\d\d$|^[\d.]+ m?s$|^t\d+_/.test(part))
    .join(' ');
const texts = async (page: Page): Promise<readonly string[]> => (await rows(page).allInnerTexts()).map(plain);
const first = async (page: Page): Promise<string | undefined> => (await texts(page))[0];
/** Scrolls the list down as far as it goes. */
const toEnd = (page: Page): Promise<unknown> =>
  page.evaluate("document.querySelector('.virtual').scrollTo({ top: 1e9 })");
const opened = (page: Page) => page.getByRole('region', { name: /^Request \d+$/ });
const tree = (page: Page, name: string) => opened(page).getByRole('tree', { name });
const item = (page: Page, name: string, text: string) => tree(page, name).getByRole('treeitem', { name: text });

describeInBrowser('the requests in the inspector', (visit) => {
  test('come by themselves, newest first, with what is to be seen at a glance', async () => {
    const { page, api, text, wachat, complaints } = await openTraffic(visit, '#/requests');
    await expect.poll(() => first(page), patience).toBe('POST /instance/create 201');
    await api.get('/nowhere');
    await expect.poll(() => first(page), patience).toBe('GET /nowhere 404');
    wachat.setFaults([{ name: 'busy', operation: 'sendText', status: 503 }]);
    await text('Hello', { surprise: 1 });
    await expect.poll(() => first(page), patience).toBe('POST /send/text hit by the fault busy 503');
    wachat.clearFaults();
    await text('Hello', { surprise: 1 });
    await expect.poll(() => first(page), patience).toBe('POST /send/text with a warning 200');
    await page.getByRole('heading', { name: 'Requests 4' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('are filtered by operation, status, instance, text and fault, and the address says so', async () => {
    const { page, api, text, name, wachat } = await openTraffic(visit, '#/requests');
    await text('order 17');
    await text('order 18');
    await api.get('/nowhere');
    await expect.poll(() => rows(page).count(), patience).toBe(4);
    const height = () => page.evaluate("document.querySelector('.bar').offsetHeight");
    const before = await height();
    await page.getByLabel('Operation').selectOption('sendText');
    await expect.poll(() => rows(page).count(), patience).toBe(2);
    // Nothing jumps when there is something to clear.
    await page.getByRole('link', { name: 'Clear' }).waitFor();
    expect(await height()).toBe(before);
    await page.getByLabel('Text', { exact: true }).fill('ORDER 17');
    await expect.poll(() => rows(page).count(), patience).toBe(1);
    expect(await hashOf(page)).toBe('#/requests?operation=sendText&text=ORDER+17');
    await page.getByRole('link', { name: 'Clear' }).click();
    await expect.poll(() => rows(page).count(), patience).toBe(4);
    await page.getByLabel('Status').selectOption('4xx');
    await expect.poll(() => texts(page), patience).toEqual(['GET /nowhere 404']);
    await goTo(page, `#/requests?instance=${name}&status=200`);
    await expect.poll(() => rows(page).count(), patience).toBe(2);
    wachat.setFaults([{ name: 'busy', status: 503 }]);
    await text('order 19');
    // A note tells of it, but it is not what is asked for.
    await goTo(page, '#/requests');
    await expect.poll(() => rows(page).count(), patience).toBe(5);
    await page.getByLabel('Fault', { exact: true }).selectOption('Hit by a fault');
    await expect.poll(() => rows(page).count(), patience).toBe(1);
    await page.goBack();
    await expect.poll(() => rows(page).count(), patience).toBe(2);
    await goTo(page, '#/requests?text=nothing+has+this');
    await page.getByText('Nothing is like that.').waitFor();
  });

  test('are filtered by either name of an instance, and what matches nothing is said calmly', async () => {
    const { page, api, text, name } = await openTraffic(visit, '#/requests');
    await text('Hello');
    await api.create({ instanceName: 'Toko Jakarta' });
    await expect.poll(() => rows(page).count(), patience).toBe(3);
    await page.getByLabel('Instance', { exact: true }).pressSequentially('Toko Jakarta');
    await expect.poll(() => texts(page), patience).toEqual(['POST /instance/create 201']);
    expect(await page.getByLabel('Instance', { exact: true }).inputValue()).toBe('Toko Jakarta');
    await page.getByLabel('Instance', { exact: true }).pressSequentially('!');
    await page.getByText('Nothing is like that.').waitFor();
    await alerts(page).toEqual([]);
    await page.getByLabel('Instance', { exact: true }).fill(` ${name} `);
    await expect.poll(() => rows(page).count(), patience).toBe(2);
    await page.getByLabel('Instance', { exact: true }).fill(name.toUpperCase());
    await page.getByText('Show all').waitFor();
    await alerts(page).toEqual([]);
  });

  test('say what of an address nothing can be like', async () => {
    const { page, api } = await openTraffic(visit, '#/requests?method=FOO');
    await page.getByText('"method" must be an HTTP method such as POST.').waitFor();
    await goTo(page, '#/requests?method=GET');
    await page.getByRole('heading', { name: 'Requests 0 found' }).waitFor();
    await api.get('/nowhere');
    await expect.poll(() => texts(page), patience).toEqual(['GET /nowhere 404']);
    await goTo(page, '#/requests?colour=red');
    await page.getByText('The query has an unknown field').waitFor();
    await goTo(page, '#/requests?operation=fly');
    await page.getByText('"operation" must be one of').waitFor();
    expect(await page.getByLabel('Operation').inputValue()).toBe('fly');
    // A note tells of one that is hit by no fault, which is not what was asked for.
    await goTo(page, '#/requests?fault=often');
    await page.getByText('"hasFault" must be true or false.').waitFor();
    await api.get('/nowhere');
    await goTo(page, `#/requests?text=${'x'.repeat(20_000)}`);
    await page.getByText('The headers are too large').waitFor();
    await alerts(page).toEqual([]);
    await page.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(() => rows(page).count(), patience).toBe(3);
    expect(await page.getByLabel('Text', { exact: true }).getAttribute('maxlength')).toBe('1000');
  });

  test('goes by the notes, also where the list cannot be read', async () => {
    const { page, api, text } = await openTraffic(visit, '#/requests?operation=sendText');
    await text('first');
    await expect.poll(() => rows(page).count(), patience).toBe(1);
    await page.route('**/_emulator/requests*', (route) => route.abort());
    await api.get('/nowhere');
    await text('second');
    await expect.poll(() => texts(page), patience).toEqual(['POST /send/text 200', 'POST /send/text 200']);
  });

  test('shows those without an admitted key on demand, and follows them too', async () => {
    const { page, origin } = await openTraffic(visit, '#/requests?unclaimed=true');
    const stranger = client(`${origin}/api/v1`, undefined);
    await stranger.get('/instance/list');
    await expect.poll(() => rows(page).count(), patience).toBe(1);
    await rows(page).first().click();
    await opened(page).locator('.detail-head .status', { hasText: '401' }).waitFor();
    await stranger.get('/instance/list');
    await expect.poll(() => rows(page).count(), patience).toBe(2);
  });

  test('opens one with its body, reply, query and headers, and a link leads there', async () => {
    const { page, text, api, name, wachat, complaints } = await openTraffic(visit, '#/requests');
    await text('Hello "Siti"');
    await api.get(`/instance/state?instanceName=${name}`);
    await rows(page).filter({ hasText: '/send/text' }).click();
    expect(await hashOf(page)).toBe('#/requests/2');
    await item(page, 'Body', String.raw`message: "Hello \"Siti\""`).waitFor();
    await item(page, 'Reply', 'success: true').waitFor();
    expect(await opened(page).getByText(wachat.apiKey).count()).toBe(0);
    await opened(page).getByRole('button', { name: 'Headers', exact: true }).click();
    await item(page, 'Headers', 'content-type: "application/json"').waitFor();
    await page.goto(`${page.url().replace(/#.*/, '')}#/requests/3`);
    await item(page, 'Query', `instanceName: "${name}"`).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => hashOf(page), patience).toBe('#/requests');
    await goTo(page, '#/requests/99');
    await page.getByText('This request is not there, or no longer kept').waitFor();
    await goTo(page, '#/requests/x');
    await page.getByText('This request is not there, or no longer kept').waitFor();
    expect(complaints).toEqual([]);
  });

  test('has a tree for the arrow keys, which can be searched, and the text beside it', async () => {
    const { page, api, name } = await openTraffic(visit, '#/requests/2');
    await page.getByText('This request is not there').waitFor();
    const deep = {
      instanceName: name,
      list: Array.from({ length: 250 }, (_, index) => ({ index })),
      a: { b: { c: { d: 'needle' } } },
    };
    await api.post('/send/text', deep);
    await goTo(page, '#/requests');
    await rows(page).filter({ hasText: '/send/text' }).click();
    await item(page, 'Body', `instanceName: "${name}"`).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), patience).toBe('list: [');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => focused(page), patience).toBe('list: [ 250 ]');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page), patience).toBe('list: [');
    await item(page, 'Body', '150 more').click();
    await item(page, 'Body', '50 more').waitFor();
    await page.keyboard.press('Home');
    await expect.poll(() => focused(page), patience).toBe(`instanceName: "${name}"`);

    await opened(page).getByLabel('Search in this').fill('NEEDLE');
    await opened(page).getByText('1 of 1', { exact: true }).waitFor();
    expect(await tree(page, 'Body').locator('mark').allTextContents()).toEqual(['needle']);
    await opened(page).getByLabel('Search in this').fill('index');
    await opened(page).getByText('1 of 250', { exact: true }).waitFor();
    await page.keyboard.press('Shift+Enter');
    await opened(page).getByText('250 of 250', { exact: true }).waitFor();
    await expect.poll(() => tree(page, 'Body').locator('.current').isVisible(), patience).toBe(true);
    await page.keyboard.press('Escape');
    expect(await opened(page).getByLabel('Search in this').inputValue()).toBe('');

    await opened(page).getByRole('button', { name: 'Body as text' }).click();
    expect(JSON.parse((await opened(page).locator('pre').first().textContent()) ?? '')).toEqual(deep);
    await opened(page).getByRole('button', { name: 'Copy body' }).click();
    await expect.poll(() => clipboard(page), patience).toBe(JSON.stringify(deep, undefined, 2));
  });

  test('says that a body or a reply is not whole', async () => {
    const { page, text } = await openTraffic(visit, '#/requests');
    await text('x'.repeat(20_000));
    await rows(page).filter({ hasText: '/send/text' }).click();
    await opened(page).getByText('Cut: only the beginning is kept, so it is shown as text.').waitFor();
    await text('x'.repeat(270_000));
    await rows(page).filter({ hasText: '400' }).click();
    await opened(page).getByText('Only the beginning of the body is kept, so the command would send less.').waitFor();
    await opened(page)
      .getByText(/^270,\d\d\d bytes$/)
      .waitFor();
  });

  test('copies a request as a command that asks the same', async () => {
    const { page, text, wachat, origin, name } = await openTraffic(visit, '#/requests');
    await text("it's $HOME `x`");
    await rows(page).filter({ hasText: '/send/text' }).click();
    await opened(page)
      .getByRole('button', { name: /^Copy as curl/ })
      .click();
    const body = JSON.stringify({
      instanceName: name,
      number: '6281298765432',
      type: 'text',
      message: "it's $HOME `x`",
    });
    const sent = body.replaceAll("'", String.raw`'\''`);
    await expect
      .poll(() => clipboard(page), patience)
      .toBe(
        `curl '${origin}/api/v1/send/text' -H 'Authorization: Bearer ${wachat.apiKey}' -H 'content-type: application/json' -H 'accept-language: *' --data-raw '${sent}'`,
      );
  });

  test('copies what is not an object, and headers without a value, as they were sent', async () => {
    const { page, origin, wachat } = await openTraffic(visit, '#/requests');
    const send = (body: string, headers: Readonly<Record<string, string>>) =>
      fetch(`${origin}/api/v1/send/text`, {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${wachat.apiKey}`, ...headers },
      });
    const copied = async (): Promise<string> => {
      await rows(page).first().click();
      await opened(page)
        .getByRole('button', { name: /^Copy as curl/ })
        .click();
      return clipboard(page);
    };
    await send('"café"', { 'Content-Type': 'application/json', 'X-Empty': '' });
    await expect.poll(() => rows(page).count(), patience).toBe(2);
    await expect.poll(copied, patience).toMatch(/ -H 'x-empty;'.* --data-raw '"café"'$/);
    await send('café', { 'Content-Type': 'application/json' });
    await expect.poll(() => rows(page).count(), patience).toBe(3);
    await expect.poll(copied, patience).toMatch(/ --data-raw 'café'$/);
    await send(JSON.stringify({ message: 'x'.repeat(110_000) }), { 'Content-Type': 'application/json' });
    await expect.poll(() => rows(page).count(), patience).toBe(4);
    await expect.poll(copied, patience).toMatch(/ --data-binary @body.json$/);
    await opened(page).getByText('The body is too long for a command: copy it into body.json.').waitFor();
  });

  test('copies what would have waited for it, which then finds it', async () => {
    const { page, text, wachat, control } = await openTraffic(visit, '#/requests');
    await text("it's 5");
    await text('other');
    await rows(page).filter({ hasText: '/send/text' }).last().click();
    await opened(page)
      .getByRole('button', { name: /^Copy as waitFor/ })
      .click();
    await expect
      .poll(() => clipboard(page), patience)
      .toContain("const [request] = await wachat.waitFor('requests', {");
    await opened(page).getByRole('button', { name: 'Conditions…' }).click();
    await opened(page).getByText('1 of the requests that are kept has that.').waitFor();
    const code = String(await opened(page).getByLabel('With the handle').textContent());
    const [, query = ''] = /waitFor\('requests', (.*)\);$/s.exec(code) ?? [];
    const asked = runInNewContext(`(${query})`);
    expect(asked).toEqual({
      operation: 'sendText',
      status: 200,
      body: { number: '6281298765432', type: 'text', message: "it's 5" },
    });
    expect((await wachat.waitFor('requests', asked))[0].id).toBe(2);
    const command = String(await opened(page).getByLabel('Over HTTP').textContent());
    const [, path = ''] = /_emulator(\/requests\?[^']*)'/.exec(command) ?? [];
    expect((await control.get(path)).body).toMatchObject({ count: 1, satisfied: true });
    await opened(page).getByLabel('body.message').uncheck();
    await opened(page).getByText('2 of the requests that are kept have that.').waitFor();
  });

  test('leads to a form in the Lab that makes the next one fail, whatever the name that one gets', async () => {
    const { page, api, wachat } = await openTraffic(visit, '#/requests');
    await rows(page).filter({ hasText: '/instance/create' }).click();
    await opened(page).getByRole('link', { name: 'Turn into a fault' }).press('Enter');
    await expect.poll(() => page.evaluate("document.activeElement.closest('form') !== null"), patience).toBe(true);
    await page.getByRole('button', { name: 'Add the fault' }).click();
    await page.getByText('0 calls seen, fired 0×').waitFor();
    expect(wachat.faults()).toMatchObject([{ operation: 'createInstance', status: 503 }]);
    expect((await api.create({ instanceName: 'next' })).status).toBe(503);
  });

  test('of a name that nothing has, or of nobody, leads to no fault that could never be met', async () => {
    const { page, api, origin } = await openTraffic(visit, '#/requests');
    await api.get('/instance/state?instanceName=nobody');
    await rows(page).filter({ hasText: '404' }).click();
    const link = opened(page).getByRole('link', { name: 'Turn into a fault' });
    expect(await link.getAttribute('href')).toBe('#/lab/faults?operation=getState&status=503');
    await client(`${origin}/api/v1`, undefined).get('/instance/list');
    await goTo(page, '#/requests?unclaimed=true');
    await rows(page).filter({ hasText: '401' }).click();
    await opened(page).locator('.detail-head .status', { hasText: '401' }).waitFor();
    expect(await link.count()).toBe(0);
    await opened(page)
      .getByRole('button', { name: /^Copy as waitFor/ })
      .click();
    await expect.poll(() => clipboard(page), patience).toContain('unclaimed: true');
    await opened(page).getByRole('button', { name: 'Conditions…' }).click();
    await opened(page).getByText('1 of the requests that are kept has that.').waitFor();
  });

  test('leads to a form in the Lab that has what the next one would have', async () => {
    const { page, text, api, name } = await openTraffic(visit, '#/requests');
    await text('Hello');
    await api.get('/nowhere');
    await rows(page).filter({ hasText: '/send/text' }).click();
    const link = opened(page).getByRole('link', { name: 'Turn into a fault' });
    expect(await link.getAttribute('href')).toBe(`#/lab/faults?operation=sendText&instanceName=${name}&status=503`);
    await rows(page).filter({ hasText: '/nowhere' }).click();
    await expect
      .poll(() => link.getAttribute('href'), patience)
      .toBe('#/lab/faults?method=GET&path=%2Fnowhere&status=503');
  });

  test('is walked with the keys, and what is opened follows', async () => {
    const { page, text } = await openTraffic(visit, '#/requests');
    for (const message of ['one', 'two', 'three']) await text(message);
    await expect.poll(() => rows(page).count(), patience).toBe(4);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => hashOf(page), patience).toBe('#/requests/3');
    await page.keyboard.press('End');
    await expect.poll(() => hashOf(page), patience).toBe('#/requests/1');
    await opened(page).getByText('createInstance', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => hashOf(page), patience).toBe('#/requests');
    await expect.poll(() => focused(page), patience).toBe('Requests, newest first');
  });

  test('is walked from what has the focus, however much comes meanwhile', async () => {
    const { page, api } = await openTraffic(visit, '#/requests?text=/w/');
    const many = (from: number, to: number) =>
      Promise.all(Array.from({ length: to - from }, (_, index) => api.get(`/w/${String(from + index)}`)));
    for (let index = 0; index < 4; index++) await api.get(`/w/${String(index)}`);
    await expect.poll(() => rows(page).count(), patience).toBe(4);
    const active = page.locator('.row.active');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active.innerText(), patience).toContain('/w/3\n');
    await many(4, 300);
    await page.getByRole('heading', { name: 'Requests 300 found' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active.innerText(), patience).toContain('/w/2\n');
    await many(300, 305);
    await page.getByRole('button', { name: '5 new' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active.innerText(), patience).toContain('/w/1\n');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => active.innerText(), patience).toContain('/w/2\n');
    await page.keyboard.press('Home');
    await page.getByRole('heading', { name: 'Requests 305 found' }).waitFor();

    // More than is read at once: the nearest that is there is the oldest.
    await page.route('**/_emulator/requests*', (route) => route.abort());
    await many(305, 1_400);
    await page.unroute('**/_emulator/requests*');
    await api.get('/w/last');
    await page.getByRole('heading', { name: 'Requests 1,401 found' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active.getAttribute('aria-posinset'), patience).toBe('1000');
  });

  test('is where one left it when one comes back', async () => {
    const { page, api } = await openTraffic(visit, '#/requests');
    await Promise.all(Array.from({ length: 300 }, (_, index) => api.get(`/many/${String(index)}`)));
    await page.getByRole('heading', { name: 'Requests 301' }).waitFor();
    /** The first row that is seen, and where. */
    const seen = (): Promise<unknown> =>
      page.evaluate(`(() => {
        const { top } = document.querySelector('.virtual').getBoundingClientRect();
        const row = [...document.querySelectorAll('.row')].find((one) => one.getBoundingClientRect().bottom > top);
        return [row?.id, row?.getBoundingClientRect().top - top];
      })()`);
    await expect
      .poll(async () => {
        await page.evaluate("document.querySelector('.virtual').scrollTo({ top: 7_010 })");
        return page.evaluate("document.querySelector('.virtual').scrollTop");
      }, patience)
      .toBe(7_010);
    await rows(page).nth(8).click();
    await opened(page).getByText('Query').waitFor();
    const before = await seen();
    await page.getByRole('link', { name: 'Lab' }).click();
    await page.getByRole('heading', { name: 'Faults' }).first().waitFor();
    await Promise.all([api.get('/new/1'), api.get('/new/2')]);
    await page.goBack();
    await page.getByRole('button', { name: '2 new' }).waitFor();
    expect(await seen()).toEqual(before);
    // By a link, one comes to what is new.
    await page.getByRole('link', { name: 'Lab' }).click();
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByRole('heading', { name: 'Requests 303' }).waitFor();
    expect(await first(page)).toContain('/new/');
  });

  test('has the date of what is not of today, by a clock that stands still', async () => {
    const { page, api, wachat } = await openTraffic(visit, '#/requests');
    await wachat.clock.freeze();
    await api.get('/one');
    const times = (): Promise<readonly string[]> => page.locator('.row-time').allTextContents();
    await expect.poll(times, patience).toEqual(['00:00:00', '00:00:00']);
    await wachat.clock.advance('1d');
    await expect.poll(times, patience).toEqual(['2026-01-01 00:00:00', '2026-01-01 00:00:00']);
    await api.get('/two');
    await expect.poll(times, patience).toEqual(['00:00:00', '2026-01-01 00:00:00', '2026-01-01 00:00:00']);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.row-time')].every((one) => one.scrollWidth <= one.clientWidth)",
      ),
    ).toBe(true);
  });

  test('follows in two tabs, each with its own filter', async () => {
    const { page, api, origin, text, wachat } = await openTraffic(visit, '#/requests');
    const other = await openBeside(page, `${origin}/#/requests?operation=sendText`, wachat.apiKey);
    await other.getByText('Nothing is like that.').waitFor();
    await api.get('/nowhere');
    await text('Hello');
    await expect.poll(() => rows(page).count(), patience).toBe(3);
    await expect.poll(() => texts(other), patience).toEqual(['POST /send/text 200']);
    wachat.reset();
    await page.getByText('Nothing was asked with this key yet.').waitFor();
    await other.getByText('Nothing is like that.').waitFor();
  });

  test('goes on with an emulator that was restarted, whose requests begin anew', async () => {
    const { page, text, wachat } = await openTraffic(visit, '#/requests');
    await text('one');
    await rows(page).filter({ hasText: '/send/text' }).click();
    await item(page, 'Body', 'message: "one"').waitFor();
    await wachat.close();
    await page.getByText('No answer; trying again…').waitFor();
    expect(await rows(page).count()).toBe(2);
    const next = await build({ port: Number(new URL(wachat.url).port), apiKeys: [wachat.apiKey] });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('Nothing was asked with this key yet.').waitFor();
    await opened(page).getByText('This request is not there, or no longer kept').waitFor();
    await next.api.get('/nowhere');
    await expect.poll(() => texts(page), patience).toEqual(['GET /nowhere 404']);
  });

  test('keeps what one reads where it is, and only what is seen in the document', async () => {
    const { page, api } = await openTraffic(visit, '#/requests');
    await Promise.all(Array.from({ length: 300 }, (_, index) => api.get(`/many/${String(index)}`)));
    await page.getByRole('heading', { name: 'Requests 301' }).waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    const list = page.getByRole('listbox');
    await list.focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate("document.querySelector('.virtual').scrollTop > 2000"), patience).toBe(true);
    const before = await page.evaluate("document.querySelector('.virtual').scrollTop");
    await Promise.all([api.get('/new/1'), api.get('/new/2')]);
    await page.getByRole('button', { name: '2 new' }).click();
    await expect.poll(() => first(page), patience).toContain('/new/');
    expect(before).toBeGreaterThan(2_000);
    // To the very end, page after page.
    await expect
      .poll(async () => {
        await toEnd(page);
        return (await texts(page)).at(-1);
      }, patience)
      .toBe('POST /instance/create 201');
  });

  test('begins anew with the account', async () => {
    const { page, api, text, wachat } = await openTraffic(visit, '#/requests');
    for (const message of ['one', 'two']) await text(message);
    await expect.poll(() => rows(page).count(), patience).toBe(3);
    await rows(page).first().click();
    await item(page, 'Body', 'message: "two"').waitFor();
    wachat.reset();
    await page.getByText('Nothing was asked with this key yet.').waitFor();
    await opened(page).getByText('This request is not there, or no longer kept').waitFor();
    await api.get('/nowhere');
    await expect.poll(() => texts(page), patience).toEqual(['GET /nowhere 404']);
  });

  test.for(['light', 'dark'] as const)('keeps hostile texts as text, for everybody, in %s', async (colorScheme) => {
    const { page, api, text, complaints } = await openTraffic(visit, '#/requests', { context: { colorScheme } });
    const hostile = '<script>alert(1)</script>\u202egnp.exe\ud800 ' + 'Z\u0351\u036b\u0343\u036a'.repeat(200);
    await api.get(`/${encodeURIComponent('<img src=x onerror=alert(1)>').repeat(20)}?a=${encodeURIComponent('<b>')}`);
    await text(hostile, { '<b>__proto__</b>': hostile, '\u2067\u061c': 1 });
    await rows(page).filter({ hasText: '/send/text' }).click();
    await tree(page, 'Body').getByText('<script>alert(1)').first().waitFor();
    // What turns the direction of other signs is written out, in names too.
    await item(page, 'Body', String.raw`<script>alert(1)</script>\u202egnp.exe`)
      .first()
      .waitFor();
    await item(page, 'Body', String.raw`\u2067\u061c: `).waitFor();
    const shown = String(await opened(page).textContent());
    await opened(page).getByRole('button', { name: 'Body as text' }).click();
    expect(shown + String(await opened(page).textContent())).not.toMatch(/\p{Bidi_Control}/u);
    await opened(page).getByRole('button', { name: 'Conditions…' }).click();
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await rows(page).filter({ hasText: '%3Cimg' }).click();
    await item(page, 'Query', 'a: "<b>"').waitFor();
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
  });
});

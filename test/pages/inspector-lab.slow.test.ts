import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/index.js';
import { manualClock } from '../../src/domain/time-source.js';
import { goTo } from '../support/inspector.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { create, nameOf, numberOf } from '../support/phases.js';

const patience = { timeout: 30_000, interval: 50 };
const roomy = { viewport: { width: 1_200, height: 900 } };
const phone = { viewport: { width: 390, height: 844 } };

const open = async (
  visit: Visitor,
  hash: string,
  options: Parameters<typeof build>[0] = {},
  context: object = roomy,
) => {
  const built = await build({ clock: 'manual', seed: 'lab', ...options });
  const visited = await visit(context);
  const { page } = visited;
  await page.addInitScript(`sessionStorage.setItem('wachat-emulator-key', '${built.wachat.apiKey}')`);
  await page.goto(`${built.origin}/#/lab/${hash}`);
  await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' });
  return { ...built, ...visited, built };
};

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const strip = (page: Page) =>
  page.getByRole('complementary', { name: 'The same with curl' }).locator('code').textContent();
const focused = (page: Page) => page.evaluate('document.activeElement.id');
/** To another address on the page that is there. */
const lead = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate(`location.hash = '#/lab/${hash}'`);
};
const faultTexts = (page: Page, title: string) =>
  page.getByRole('region', { name: title }).getByRole('listitem').allTextContents();

const breaksThings = (visit: Visitor): void => {
  test('lists faults in sentences, with how often each fired, and removes them', async () => {
    const { api, wachat, control, page, complaints } = await open(visit, 'faults');
    await page.getByText('No call is broken on purpose.').waitFor();
    await control.post('/faults', {
      name: 'busy',
      operation: 'createInstance',
      every: 2,
      status: 503,
      retryAfter: '30s',
    });
    await control.post('/faults', { path: '/send/*', hang: true });
    await control.post('/delivery-faults', { event: 'connection.update', nth: 2, duplicate: true });
    await expect
      .poll(() => faultTexts(page, 'Faults of calls'), patience)
      .toEqual([
        'busy createInstance answers 503 with Retry-After 30 s, every 2nd time.0 calls seen, fired 0×Remove',
        '/send/* never answers, every time.0 calls seen, fired 0×Remove',
      ]);
    await create(api);
    await api.create({ instanceName: 'second' });
    await page.getByText('2 calls seen, fired 1×').waitFor();
    expect(await faultTexts(page, 'Faults of deliveries')).toEqual([
      'connection.update comes twice, only the 2nd time.0 deliveries seen, fired 0×Remove',
    ]);

    await button(page, 'Remove busy').focus();
    expect(await strip(page)).toMatch(/^curl -X DELETE 'http:.*\/_emulator\/faults\/1' /);
    await page.keyboard.press('Enter');
    await expect.poll(() => wachat.faults().map(({ hang }) => hang), patience).toEqual([true]);
    await expect.poll(async () => (await faultTexts(page, 'Faults of calls')).length, patience).toBe(1);
    expect(await focused(page)).toBe('faults-title');
    await button(page, 'Remove all: Faults of calls').click();
    await button(page, /^Really remove all\?/).click();
    await page.getByText('No call is broken on purpose.').waitFor();
    expect(wachat.faults()).toEqual([]);
    expect(wachat.deliveryFaults()).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test('adds a fault from a form, and shows the JSON and the command while one types', async () => {
    const { api, wachat, page, complaints } = await open(visit, 'faults');
    await page.getByLabel('It hits').selectOption('every');
    await page.getByLabel('Every how many').fill('2');
    await page.getByLabel('Status', { exact: true }).fill('429');
    await page.getByLabel('Retry-After').fill('30s');
    await page.getByText('With a body, headers or a delay of its own').click();
    await page.getByLabel('Body').fill('{"error": "It\'s slow."}');
    await page.getByLabel('Name').fill('busy');
    await page.getByText('createInstance answers 429 with its own body and Retry-After 30 s').waitFor();
    expect(JSON.parse((await page.getByLabel('The fault as JSON').first().textContent()) ?? '')).toEqual({
      name: 'busy',
      operation: 'createInstance',
      every: 2,
      status: 429,
      retryAfter: '30s',
      body: { error: "It's slow." },
    });
    const curl = await page.locator('pre[aria-label="The same with curl"]').textContent();
    expect(curl).toContain(String.raw`"body":{"error":"It'\''s slow."}`);
    expect(await strip(page)).toBe(curl);
    await button(page, 'Add the fault').click();
    await page.getByText('0 calls seen, fired 0×').waitFor();
    expect(wachat.faults()).toMatchObject([{ name: 'busy', every: 2, status: 429 }]);
    await create(api);
    const { status, body, headers } = await api.create({ instanceName: 'second' });
    expect([status, body, headers.get('retry-after')]).toEqual([429, { error: "It's slow." }, '30']);
    expect(complaints).toEqual([]);
  });

  test('says what is wrong at the field, by its label, and keeps what was typed', async () => {
    const { wachat, page } = await open(visit, 'faults');
    await page.getByLabel('Status', { exact: true }).fill('99');
    await page.getByLabel('Of the instance').fill('jakarta_store');
    await button(page, 'Add the fault').click();
    await page.getByText('Status must be a whole number from 200 to 599.').waitFor();
    expect(await focused(page)).toBe('fault-status');
    expect(await page.getByLabel('Status', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Status', { exact: true }).fill('500');
    expect(await page.getByText('Status must be').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByText('Of the instance must be a technical name').waitFor();
    expect(await focused(page)).toBe('fault-instanceName');
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    await page.getByLabel('Of the instance').fill('');
    await page.keyboard.press('Enter');
    await page.getByText('0 calls seen, fired 0×').waitFor();
    expect(wachat.faults()).toMatchObject([{ operation: 'createInstance', status: 500 }]);
  });

  test('adds one fault for a key that is held, and is filled in by a link as often as one follows it', async () => {
    const { wachat, page } = await open(visit, 'faults');
    const link = '#/lab/faults?operation=getContacts&status=503';
    await goTo(page, link);
    await page.getByLabel('Status', { exact: true }).fill('500');
    for (let held = 0; held < 5; held++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.getByText('0 calls seen, fired 0×').waitFor();
    await goTo(page, '#/lab/faults');
    expect(await page.getByLabel('Status', { exact: true }).inputValue()).toBe('500');
    await goTo(page, link);
    await expect.poll(() => page.getByLabel('Status', { exact: true }).inputValue(), patience).toBe('503');
    expect(wachat.faults().map(({ status }) => status)).toEqual([500]);
  });

  test('adds a fault of deliveries, and says what does nothing', async () => {
    const { wachat, page } = await open(visit, 'faults?kind=deliveries');
    await page.getByLabel('When there is').selectOption('connection.update');
    await page.getByLabel('Then the delivery').selectOption('usual');
    await button(page, 'Add the fault').click();
    await page
      .getByRole('alert')
      .getByText(/^The fault does nothing; it must have one of /)
      .waitFor();
    await page.getByLabel('Its signature').selectOption('stale');
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    await page.getByLabel('Then the delivery').selectOption('drop');
    expect(await page.getByLabel('Its signature').count()).toBe(0);
    await button(page, 'Add the fault').click();
    await expect
      .poll(() => wachat.deliveryFaults(), patience)
      .toMatchObject([{ event: 'connection.update', drop: true }]);
  });

  test('is filled in by a link, and offers only what makes sense together', async () => {
    const link = 'faults?operation=getQrImage&method=GET&path=%2Fx&instanceName=t1_a_b&status=404';
    const { page } = await open(visit, link);
    expect(await page.getByLabel('Operation').inputValue()).toBe('getQrImage');
    expect(await page.getByLabel('Of the instance').inputValue()).toBe('t1_a_b');
    expect(await page.getByLabel('Status', { exact: true }).inputValue()).toBe('404');
    expect(await focused(page)).toBe('fault-which');
    const effects = () => page.getByLabel('Then the call').locator('option').allTextContents();
    expect(await effects()).toContain('shows an old QR picture');
    await page.getByLabel('Operation').selectOption('getQr');
    expect(await effects()).not.toContain('shows an old QR picture');
    await page.getByLabel('Then the call').selectOption('hang');
    expect(await page.getByLabel('Status', { exact: true }).count()).toBe(0);
    // Another link fills it in anew, and back leads to the first.
    await lead(page, 'faults?path=%2Fsend%2F*&method=POST');
    await expect.poll(() => page.getByLabel('Path').inputValue(), patience).toBe('/send/*');
    expect(await page.getByLabel('Method').inputValue()).toBe('POST');
  });
};

const typesFaults = (visit: Visitor): void => {
  test('says at the headers which line has no colon, and asks nobody', async () => {
    const { wachat, page } = await open(visit, 'faults');
    await page.getByText('With a body, headers or a delay of its own').click();
    await page.getByLabel('Headers').fill('X-Request-Id: 1\nX-Bare\n');
    await page.getByText('With a body, headers or a delay of its own').click();
    await button(page, 'Add the fault').click();
    await page.getByText('Headers must have a colon in each line, but “X-Bare” has none.').waitFor();
    expect(await focused(page)).toBe('fault-headers');
    expect(wachat.faults()).toEqual([]);
    await page.getByLabel('Headers').fill('X-Request-Id: 1');
    expect(await page.getByText('Headers must have').count()).toBe(0);
    expect(await page.getByLabel('Headers').getAttribute('aria-invalid')).toBe('false');
    await button(page, 'Add the fault').click();
    await expect.poll(() => wachat.faults(), patience).toMatchObject([{ headers: { 'X-Request-Id': '1' } }]);
  });

  test('leaves open in the sentence what is not typed yet', async () => {
    const { page } = await open(visit, 'faults');
    const said = () => page.locator('.lab-said').textContent();
    await page.getByLabel('It hits').selectOption('share');
    await page.getByLabel('Share').fill('0.');
    expect(await said()).toBe('createInstance answers 503, … % of the time.');
    await page.getByLabel('Share').fill('0.25');
    expect(await said()).toBe('createInstance answers 503, 25 % of the time.');
    await page.getByLabel('It hits').selectOption('nth');
    await page.getByLabel('Which one').fill('');
    expect(await said()).toBe('createInstance answers 503, only the … time.');
    await page.getByLabel('Status', { exact: true }).fill('');
    expect(await said()).toBe('createInstance answers …, only the … time.');
    await page.getByLabel('Deliveries to webhooks').check();
    await page.getByLabel('Copies').fill('');
    expect(await said()).toBe('Any event comes … times, only the … time.');
  });

  test('keeps what is typed while one looks elsewhere, and shows all of it on a phone', async () => {
    const { page } = await open(visit, 'faults', {}, phone);
    await page.getByText('With a body, headers or a delay of its own').click();
    await page.getByLabel('Body').click();
    await page.getByLabel('Body').pressSequentially('Slow down.');
    await page.getByText('Carry the request out first').click();
    await lead(page, 'clock');
    await page.getByRole('heading', { name: "The account's clock" }).waitFor();
    await lead(page, 'faults');
    expect(await page.getByLabel('Body').inputValue()).toBe('Slow down.');
    expect(await page.getByLabel('Carry the request out first').isChecked()).toBe(true);
  });
};

const stages = (visit: Visitor): void => {
  test('shows the course of each scenario, and creates an instance that takes it', async () => {
    const { wachat, page, complaints } = await open(visit, 'scenarios');
    const scenarios = page.getByRole('list', { name: 'Scenarios' }).locator('> li');
    await expect.poll(() => scenarios.count(), patience).toBe(wachat.scenarios().length);
    const slow = scenarios.filter({ hasText: '999000000002' });
    expect(await slow.locator('ol li').allTextContents()).toEqual([
      '0 s connecting',
      '0 s to 90 s 3 QRs',
      '100 s connecting',
      '100 s open',
    ]);
    await button(page, 'Create an instance: happy-very-slow').click();
    await slow.getByText('Created:').waitFor();
    const [instance] = wachat.instances();
    expect([instance?.number, instance?.displayName]).toEqual(['999000000002', 'happy-very-slow']);
    const link = await slow.getByRole('link', { name: instance?.apiInstanceName ?? '' }).getAttribute('href');
    expect(link).toBe(`#/instances/${instance?.apiInstanceName ?? ''}`);

    await page.getByLabel('Find a scenario').fill('signature of nothing');
    await page.getByText('No scenario is like that.').waitFor();
    await page.getByLabel('Find a scenario').fill('echoes');
    await page.getByText('Reads each message at once and answers with its text.').waitFor();
    expect(await scenarios.count()).toBe(0);
    expect(new URL(page.url()).hash).toBe('#/lab/scenarios?contains=echoes');
    expect(complaints).toEqual([]);
  });

  test('says why an instance was not created, where one looked for it', async () => {
    const { control, page } = await open(visit, 'scenarios');
    await control.post('/faults', { name: 'closed', operation: 'createInstance', status: 503 });
    await button(page, 'Create an instance: happy-slow').click();
    await page.getByRole('listitem').getByText('Your fault "closed" answered:').waitFor();
    expect(await page.locator('.refusal .message').count()).toBe(0);
  });
};

const now = (page: Page) => page.locator('.lab-now').getAttribute('datetime');

const movesTime = (visit: Visitor): void => {
  test('moves a frozen clock by steps, by typing and to what falls due next', async () => {
    const { api, wachat, page, complaints } = await open(visit, 'clock');
    await page.getByText('frozen', { exact: true }).first().waitFor();
    await page.getByText('Nothing. Pairing, messages').waitFor();
    const name = nameOf(await create(api));
    const start = Date.parse(wachat.clock.read().now);
    const at = (seconds: number): string => new Date(start + seconds * 1_000).toISOString();
    const due = page.getByRole('region', { name: /^Falls due next/ }).getByRole('listitem');
    await expect.poll(() => due.count(), patience).toBe(2);
    expect(await due.first().textContent()).toContain('in 45 sThe QR ends, and the next one comes');
    expect(await due.first().getByRole('link').getAttribute('href')).toBe(`#/instances/${name}`);
    await due.first().getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.getByText('On the way, 1 thing happened.').waitFor();
    expect(wachat.clock.read().now).toBe(at(45));
    await expect.poll(() => now(page), patience).toBe(at(45));
    // Its button is gone with it; the next one is at hand.
    const next = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await expect.poll(next, patience).toContain(`${at(90).slice(11, 19)}: The QR ends`);

    await button(page, '+1 min').hover();
    expect(await strip(page)).toContain(`-d '{"advance":"1m"}'`);
    await button(page, '+1 min').click();
    await expect.poll(() => now(page), patience).toBe(at(105));
    await page.getByLabel('Advance by').last().fill('1 h and a bit');
    await page.keyboard.press('Enter');
    await page.getByText('Advance by must be a duration from 0ms to 3660d').waitFor();
    expect(await focused(page)).toBe('clock-advance');
    await page.getByLabel('Advance by').last().fill('1 h 30 min');
    await page.keyboard.press('Enter');
    await expect.poll(() => now(page), patience).toBe(at(5_505));
    expect(wachat.instances()[0]?.phase).toBe('expired');
    await page.getByLabel('Advance by').last().fill('1 hour');
    await page.keyboard.press('Enter');
    await expect.poll(() => now(page), patience).toBe(at(9_105));
    await page.getByLabel('Set to', { exact: true }).fill('2030-02-30T00:00:00Z');
    await button(page, 'Set').click();
    await page.getByText('Set to must be an ISO 8601 time').waitFor();
    await page.getByLabel('Set to, from a calendar (UTC)').fill('2030-01-02T03:04:05');
    expect(await page.getByLabel('Set to', { exact: true }).inputValue()).toBe('2030-01-02T03:04:05Z');
    await button(page, 'Set').click();
    await page.getByText('Nothing was due on the way.').waitFor();
    expect(wachat.clock.read().now).toBe('2030-01-02T03:04:05.000Z');
    await page.getByLabel('After each thing, wait').check();
    await button(page, '+1 d').hover();
    expect(await strip(page)).toContain(`-d '{"advance":"1d","settle":true}'`);
    await page.getByLabel('After each thing, wait').uncheck();
    expect(complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
  });

  test('moves a running clock as well, and shows how far it is from real time', async () => {
    const { wachat, page } = await open(visit, 'clock', { clock: 'system' });
    await page.getByText('running', { exact: true }).waitFor();
    await button(page, '+30 min').click();
    await page.getByText('+30 min from real time').waitFor();
    expect(wachat.clock.read().frozen).toBe(false);
    expect(await page.getByTitle("The account's clock: move it in the Lab").textContent()).toContain('+30 min');
    await button(page, 'Freeze').click();
    await page.getByText('It stands still: only you move it now.').waitFor();
    expect(wachat.clock.read().frozen).toBe(true);
    await button(page, 'Let it run').click();
    await page.getByText('It runs.').waitFor();
    const isReal = async () => {
      await button(page, 'To real time').click();
      return page.getByText('real time', { exact: true }).count();
    };
    // On a busy machine, more than the two seconds may pass that are taken for none.
    await expect.poll(isReal, patience).toBe(1);
    expect(wachat.clock.read().frozen).toBe(false);
  });

  test('says what came of the last move until the clock is moved elsewhere, or another move is refused', async () => {
    const { wachat, page } = await open(visit, 'clock');
    const outcome = page.locator('.lab-outcome');
    await button(page, '+1 min').click();
    await outcome.getByText('Nothing was due on the way.').waitFor();
    await page.getByLabel('Set to', { exact: true }).fill('tomorrow');
    await page.keyboard.press('Enter');
    await page.getByText('Set to must be an ISO 8601 time').waitFor();
    expect(await outcome.count()).toBe(0);
    await page.getByLabel('Advance by').last().fill('2 minutes');
    await page.keyboard.press('Enter');
    await outcome.getByText('Nothing was due on the way.').waitFor();
    // The typed one was the last; a button that is refused takes its outcome back as well.
    await page.route('**/_emulator/clock', (route) =>
      route.request().method() === 'GET' ? route.continue() : route.abort(),
    );
    await button(page, '+1 h').click();
    await page.getByRole('alert').getByText('The connection broke').waitFor();
    expect(await outcome.count()).toBe(0);
    await page.unroute('**/_emulator/clock');
    await button(page, '+1 s').click();
    await outcome.waitFor();
    const moved = (await wachat.clock.advance('1h')).now;
    await expect.poll(() => now(page), patience).toBe(moved);
    await expect.poll(() => outcome.count(), patience).toBe(0);
  });

  test('takes the outcome of a running clock back when that is moved elsewhere', async () => {
    const { wachat, page } = await open(visit, 'clock', { clock: 'system' });
    await button(page, '+1 min').click();
    await page.locator('.lab-outcome').waitFor();
    await wachat.clock.advance('30m');
    await page.getByText(/^\+31 min.* from real time$/).waitFor();
    await expect.poll(() => page.locator('.lab-outcome').count(), patience).toBe(0);
  });

  test('says that a clock belongs to the program, that it stopped short, and which deliveries got no answer', async () => {
    const { page } = await open(visit, 'clock', { clock: manualClock() });
    await button(page, 'Let it run').click();
    await page.getByText('This clock belongs to the program').waitFor();

    const bodies: unknown[] = [];
    await page.route('**/_emulator/clock', async (route) => {
      if (route.request().method() === 'GET') return route.continue();
      bodies.push(route.request().postDataJSON());
      const clock = {
        now: '2026-06-11T17:00:00.000Z',
        frozen: true,
        happened: 10_000,
        stoppedShort: bodies.length === 1,
        unsettled: ['1-1', '1-2'],
      };
      return route.fulfill({ json: { success: true, clock } });
    });
    await page.getByLabel('Set to', { exact: true }).fill('2026-07-01T00:00:00Z');
    await page.keyboard.press('Enter');
    await page.getByText('It stopped short of where it was to go').waitFor();
    await page.getByText('On the way, 10,000 things happened.').waitFor();
    await page.getByText('2 deliveries had no answer within 10 s: 1-1, 1-2.').waitFor();
    await button(page, 'Go on to 2026-07-01 00:00:00').click();
    await expect.poll(() => page.getByText('It stopped short').count(), patience).toBe(0);
    expect(bodies).toEqual([{ set: '2026-07-01T00:00:00Z' }, { set: '2026-07-01T00:00:00Z' }]);
  });
};

const heads = (page: Page) => page.locator('.lab-event-head');
const wordsIn = (page: Page) => page.locator('.lab-event-words').allTextContents();

const looksBack = (visit: Visitor): void => {
  test('lists events, newest first and as they come, and filters and opens them by address and keyboard', async () => {
    const { api, wachat, page, complaints } = await open(visit, 'events');
    await page.getByText('Nothing has happened yet.').waitFor();
    const name = nameOf(await create(api));
    await expect.poll(() => wordsIn(page), patience).toEqual(['QR 1', 'connecting']);
    wachat.scan({ instanceName: name });
    await expect.poll(() => wordsIn(page), patience).toEqual(['open', 'connecting', 'QR 1', 'connecting']);

    await page.getByLabel('Event', { exact: true }).selectOption('qrcode.updated');
    await expect.poll(() => wordsIn(page), patience).toEqual(['QR 1']);
    expect(new URL(page.url()).hash).toBe('#/lab/events?event=qrcode.updated');
    await page.getByLabel('Instance', { exact: true }).fill('t9_a_b');
    await page.getByText('No event is like that.').waitFor();
    await page.getByLabel('Instance', { exact: true }).fill('jakarta_store');
    await expect.poll(() => wordsIn(page), patience).toEqual(['QR 1']);
    expect(await page.getByRole('alert').filter({ visible: true, hasText: /./ }).count()).toBe(0);
    await page.getByLabel('Instance', { exact: true }).fill(name);
    await page.getByLabel('Event', { exact: true }).selectOption('');
    await expect.poll(() => heads(page).count(), patience).toBe(4);

    await heads(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByLabel('The event as JSON').first().waitFor();
    expect(await heads(page).nth(1).getAttribute('aria-expanded')).toBe('true');
    expect(new URL(page.url()).hash).toContain('open=3');
    expect(JSON.parse((await page.locator('.lab-event pre').textContent()) ?? '')).toMatchObject({
      id: 3,
      state: 'connecting',
    });
    await page.goBack();
    await expect.poll(() => page.locator('.lab-event pre').count(), patience).toBe(0);
    await page.goForward();
    await page.locator('.lab-event pre').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.lab-event pre').count(), patience).toBe(0);
    expect(await page.evaluate(`document.activeElement.closest('[data-index]').dataset.index`)).toBe('1');
    expect(complaints).toEqual([]);
  });

  test('has only what is seen of many events, and keeps it in place while others come', async () => {
    const { api, built, control, page } = await open(visit, 'events');
    await create(api, { number: numberOf(built, 'webhook-storm') });
    await control.post('/clock', { advance: '2m' });
    const { count: length } = (await control.get('/events?limit=1')).body;
    expect(length).toBeGreaterThan(300);
    await page.getByText(`${String(length)} events`).waitFor();
    expect(await heads(page).count()).toBeLessThan(60);
    const list = page.getByRole('list', { name: 'Events' });
    const bottom = () =>
      list.evaluate((element) => {
        element.scrollTop = element.scrollHeight;
      });
    const last = () => page.getByRole('listitem').last().getAttribute('aria-posinset');
    await expect
      .poll(async () => {
        await bottom();
        return last();
      }, patience)
      .toBe(String(length));
    await list.evaluate((element) => {
      element.scrollTop = 2_000;
    });
    const seen = () => page.locator('[data-index="50"]').textContent();
    const before = await seen();
    await create(api, { instanceName: 'meanwhile' });
    await button(page, '2 new').waitFor();
    expect(await seen()).toBe(before);
    await button(page, '2 new').click();
    await expect.poll(async () => (await wordsIn(page))[0], patience).toBe('QR 1');
    expect(before).toContain('connecting');
    expect(await list.evaluate((element) => element.scrollTop)).toBe(0);
  });
};

const startsOver = (visit: Visitor): void => {
  test('saves the account to a file and restores it, and says what is no snapshot', async () => {
    const { api, wachat, page, complaints } = await open(visit, 'snapshot');
    await create(api);
    const saving = page.waitForEvent('download');
    await button(page, 'Save a snapshot').click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe('wachat-snapshot.json');
    expect(await strip(page)).toContain(`-o 'wachat-snapshot.json'`);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toEqual(await wachat.snapshot());

    const choose = (name: string, content: string) =>
      page
        .getByLabel('Snapshot file')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
    await choose('notes.txt', 'no JSON');
    await page.getByText('notes.txt could not be read as JSON.').waitFor();
    await choose('package.json', '{"name": "x"}');
    await page.getByText('package.json is JSON, but not a snapshot').waitFor();
    await choose('newer.json', '{"wachatEmulatorSnapshot": 2}');
    await button(page, 'Restore the account').click();
    await button(page, /^Really replace all it has\?/).click();
    await page.getByText('"wachatEmulatorSnapshot" must be 1').waitFor();
    expect(wachat.instances()).toHaveLength(1);

    await create(api, { instanceName: 'too much' });
    await page.evaluate(
      `{
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify('TEXT')}], 'dropped.json', { type: 'application/json' }));
      const dropped = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector('.lab-drop').dispatchEvent(dropped);
    }`.replace('"TEXT"', () => JSON.stringify(text)),
    );
    await page.getByText('1 instance, 0 webhooks, its clock at').waitFor();
    await button(page, 'Restore the account').focus();
    expect(await strip(page)).toContain(`--data-binary '@dropped.json'`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('Restored from dropped.json.').waitFor();
    expect(wachat.instances().map(({ displayName }) => displayName)).toEqual(['jakarta_store']);
    expect(complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
  });

  test('resets and deletes the account with a second press, and says what that drops', async () => {
    const { api, wachat, page } = await open(visit, 'snapshot');
    await create(api);
    const had = (what: string) => page.getByText(`A reset drops all that the account has, with ${what}.`).waitFor();
    await had('1 instance');
    await button(page, 'Reset the account').click();
    await page.keyboard.press('Escape');
    await button(page, 'Reset the account').click();
    expect(wachat.instances()).toHaveLength(1);
    await button(page, /^Really drop all of it\?/).click();
    await expect.poll(() => wachat.instances(), patience).toEqual([]);
    await had('0 instances');
    await button(page, 'Delete the account').click();
    await button(page, /^Really delete it/).click();
    await expect.poll(() => page.locator('#news').textContent(), patience).toBe('Account deleted');
  });
};

const follows = (visit: Visitor): void => {
  test('shows in each section what another tab does', async () => {
    const { api, wachat, page, built, complaints } = await open(visit, 'faults');
    const other = await page.context().newPage();
    await other.addInitScript(`sessionStorage.setItem('wachat-emulator-key', '${wachat.apiKey}')`);
    await other.goto(`${built.origin}/#/lab/faults`);
    await other.getByLabel('Name').fill('by the other');
    await button(other, 'Add the fault').click();
    await expect
      .poll(() => faultTexts(page, 'Faults of calls'), patience)
      .toEqual(['by the other createInstance answers 503, every time.0 calls seen, fired 0×Remove']);
    // What is typed is of one tab.
    expect(await page.getByLabel('Name').inputValue()).toBe('');
    await button(page, 'Remove by the other').click();
    await other.getByText('No call is broken on purpose.').waitFor();

    await lead(page, 'clock');
    await lead(other, 'clock');
    await button(other, '+1 d').click();
    await expect.poll(() => now(page), patience).toBe(wachat.clock.read().now);
    await create(api);
    await page.getByText('in 45 s', { exact: true }).waitFor();

    await lead(page, 'events');
    await expect.poll(() => wordsIn(page), patience).toEqual(['QR 1', 'connecting']);
    await lead(other, 'snapshot');
    await button(other, 'Reset the account').click();
    await button(other, /^Really drop all of it\?/).click();
    await page.getByText('Nothing has happened yet.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('shows the new state when the server has been restarted, and keeps what is typed', async () => {
    const { api, wachat, control, page, built } = await open(visit, 'faults');
    const number = numberOf(built, 'happy-slow');
    await create(api, { number });
    await control.post('/faults', { name: 'before', status: 500 });
    await page.getByText('before', { exact: true }).waitFor();
    await page.getByLabel('Name').fill('typed');
    const again = async (faults: readonly Fault[]) => {
      await running.wachat.close();
      await page.getByText('No answer; trying again…').waitFor({ state: 'attached' });
      running = await build({ clock: 'manual', apiKeys: [wachat.apiKey], port: Number(new URL(built.origin).port) });
      running.wachat.setFaults([...faults]);
      await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' });
    };
    let running: Pick<typeof built, 'wachat' | 'api'> = built;
    await again([{ name: 'after', operation: 'sendText', status: 502 }]);
    await expect
      .poll(() => faultTexts(page, 'Faults of calls'), patience)
      .toEqual(['after sendText answers 502, every time.0 calls seen, fired 0×Remove']);
    expect(await page.getByLabel('Name').inputValue()).toBe('typed');

    await lead(page, 'clock');
    await create(running.api);
    await page.getByText('in 45 s', { exact: true }).waitFor();
    await button(page, '+1 h').click();
    await page.locator('.lab-outcome').waitFor();
    await again([]);
    await page.getByText('Nothing. Pairing, messages').waitFor();
    await expect.poll(() => page.locator('.lab-outcome').count(), patience).toBe(0);
    await expect.poll(() => now(page), patience).toBe(running.wachat.clock.read().now);

    await lead(page, 'events');
    await page.getByText('Nothing has happened yet.').waitFor();
    await create(running.api);
    await expect.poll(() => wordsIn(page), patience).toEqual(['QR 1', 'connecting']);
    await again([]);
    await page.getByText('Nothing has happened yet.').waitFor();

    await lead(page, 'snapshot');
    await page.getByText('with 0 instances').waitFor();
    await create(running.api);
    await page.getByText('with 1 instance.').waitFor();
    await again([]);
    await page.getByText('with 0 instances.').waitFor();
  });

  test('stands still with a frozen clock, in each section', async () => {
    const { api, wachat, page, built } = await open(visit, 'scenarios');
    await button(page, 'Create an instance: happy-slow').click();
    await page.getByText('Created:').waitFor();
    const start = Date.parse(wachat.clock.read().now);
    await lead(page, 'events');
    await expect.poll(() => wordsIn(page), patience).toEqual(['QR 1', 'connecting']);
    await wachat.clock.advance('20s');
    await expect.poll(() => wordsIn(page), patience).toEqual(['open', 'connecting', 'QR 1', 'connecting']);
    const times = await page.locator('.lab-event-head time').allTextContents();
    expect(times[0]).toBe(new Date(start + 20_000).toISOString().slice(11, 19));

    await lead(page, 'clock');
    await create(api, { number: numberOf(built, 'happy-very-slow') });
    const due = page.getByRole('region', { name: /^Falls due next/ }).getByRole('listitem');
    await due.first().getByText('in 45 s', { exact: true }).waitFor();
    await page.reload();
    await due.first().getByText('in 45 s', { exact: true }).waitFor();
    expect(await now(page)).toBe(wachat.clock.read().now);
  });
};

const sections = ['faults', 'scenarios', 'clock', 'events', 'snapshot'] as const;
/** What is there once a section shows what it has read. */
const ready = {
  faults: '.lab-counts',
  scenarios: '.lab-course',
  clock: '.lab-due li',
  events: '.lab-event-head',
  snapshot: '.lab-had',
} as const;
const HOSTILE = '<img src=x onerror=alert(1)>\u202egnp.exe';

const isForEverybody = (visit: Visitor): void => {
  test.for(['light', 'dark'] as const)('has no barriers that axe finds, in %s', async (colorScheme) => {
    const { api, built, control, page, complaints } = await open(visit, 'faults', {}, { ...roomy, colorScheme });
    const name = nameOf(await create(api));
    await create(api, { number: numberOf(built, 'happy-slow') });
    await control.post('/clock', { advance: '30s' });
    await control.post('/faults', { name: 'busy', instanceName: name, status: 500 });
    await control.post('/delivery-faults', { drop: true });
    await page.evaluate(axe.source);
    for (const section of sections) {
      await lead(page, section);
      await page.locator(`.lab-sections [aria-current][href='#/lab/${section}']`).waitFor();
      await page.locator(ready[section]).first().waitFor();
      if (section === 'events') await heads(page).first().click();
      const violations: unknown = await page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).join(' ')))`,
      );
      expect([section, violations]).toEqual([section, []]);
    }
    expect(complaints).toEqual([]);
  });

  test('keeps hostile texts text, and a phone as wide as it is', async () => {
    const { api, control, page, complaints } = await open(visit, 'faults', {}, phone);
    await create(api, { instanceName: HOSTILE });
    await control.post('/faults', {
      name: HOSTILE + 'x'.repeat(60),
      path: `/${'ꙮ'.repeat(150)}`,
      status: 500,
      headers: { 'X-Long': 'y'.repeat(3_000) },
    });
    await control.post('/faults', { status: 500, body: { text: 'z'.repeat(10_000) } });
    await page.getByText('Any call', { exact: true }).waitFor();
    expect(await page.locator('.lab-name').first().textContent()).toContain(HOSTILE);
    for (const section of sections) {
      await lead(page, section);
      await page.locator(ready[section]).first().waitFor();
      const widths: unknown = await page.evaluate(
        `[document.documentElement, document.querySelector('#content')].map(({ scrollWidth }) => scrollWidth)`,
      );
      expect([section, widths]).toEqual([section, [390, 390]]);
    }
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('has an address for each section, and goes back and forward between them', async () => {
    const { page } = await open(visit, '');
    const current = () => page.locator('.lab-sections [aria-current]').textContent();
    expect(await current()).toBe('Faults');
    await page.getByRole('link', { name: 'Clock', exact: true }).click();
    await expect.poll(current, patience).toBe('Clock');
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await expect.poll(current, patience).toBe('Events');
    await page.goBack();
    await expect.poll(current, patience).toBe('Clock');
    expect(new URL(page.url()).hash).toBe('#/lab/clock');
    await page.reload();
    await page.getByRole('heading', { name: "The account's clock" }).waitFor();
  });
};

describeInBrowser('the Lab of the inspector', (visit) => {
  breaksThings(visit);
  typesFaults(visit);
  stages(visit);
  movesTime(visit);
  looksBack(visit);
  startsOver(visit);
  follows(visit);
  isForEverybody(visit);
});

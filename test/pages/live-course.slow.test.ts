import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { states, type State } from '../../src/domain/lifecycle.js';
import { describeInBrowser, type Visitor } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { readQr } from '../support/picture.js';
import { advance, create, liveUrlOf, nameOf, numberOf, reach } from '../support/phases.js';

const patience = { timeout: 30_000, interval: 50 };
const headings: Readonly<Record<State, string>> = {
  starting: 'Preparing your code…',
  pairing: 'Connect WhatsApp',
  expired: 'The code has expired',
  linking: 'Linking…',
  open: 'WhatsApp is connected',
  dead: 'WhatsApp is connected',
  lost: 'Reconnecting to WhatsApp…',
  replaced: 'WhatsApp is in use elsewhere',
  closed: 'WhatsApp is disconnected',
};
const buttons: Readonly<Partial<Record<State, string>>> = {
  expired: 'Get a new code',
  replaced: 'Connect again',
  closed: 'Get a new code',
};
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const sees = (page: Page, state: State) => heading(page, headings[state]).waitFor();
const shownBy = async (page: Page): Promise<string | undefined> => readQr(await page.screenshot());

/** The live page of an instance in this phase, as a visitor has it open. */
const openAt = async (visit: Visitor, state: State, options: Parameters<Visitor>[0] = {}, more: object = {}) => {
  const built = await build();
  const name = await reach[state](built, more);
  const visited = await visit(options);
  await visited.page.goto(liveUrlOf(built, name));
  return { built, name, ...built, ...visited };
};

/** The live page of an instance that goes the way of a scenario. */
const play = async (visit: Visitor, scenario: string) => {
  const built = await build();
  const name = nameOf(await create(built.api, { number: numberOf(built, scenario) }));
  const visited = await visit();
  await visited.page.goto(liveUrlOf(built, name));
  const current = () => built.wachat.instances()[0]?.qrcode?.code;
  return { built, name, current, pass: (duration: string) => advance(built, duration), ...built, ...visited };
};

const scenes = (visit: Visitor): void => {
  test.for(states)('has words for a %s instance, with script and without', async (state) => {
    const { page, built, name, origin, complaints, requests } = await openAt(visit, state);
    await sees(page, state);
    expect(await page.getByRole('button').allTextContents()).toEqual([buttons[state] ?? []].flat());
    expect(await page.getByRole('img').count()).toBe(state === 'pairing' ? 1 : 0);
    expect(await page.locator('#timer').textContent()).toBe('');
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);

    const plain = (await visit({ javaScriptEnabled: false })).page;
    await plain.goto(liveUrlOf(built, name));
    await sees(plain, state);
    expect(await plain.getByRole('heading').allTextContents()).toEqual([headings[state]]);
    expect(await plain.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('5');
    expect(await plain.getByRole('button').allTextContents()).toEqual([buttons[state] ?? []].flat());
  });

  test.for(['light', 'dark'] as const)('has no scroll bars in any of them, in %s', async (colorScheme) => {
    const built = await build();
    const { page } = await visit({ colorScheme });
    for (const state of states) {
      const name = await reach[state](built, { instanceName: 'x'.repeat(100) });
      await page.goto(liveUrlOf(built, name));
      for (const [width, height] of [
        [420, 460],
        [320, 460],
      ] as const) {
        await page.setViewportSize({ width, height });
        await sees(page, state);
        const fits = `(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
          scrollHeight <= clientHeight && scrollWidth <= clientWidth)(document.documentElement)`;
        expect(await page.evaluate(fits), `${state} at ${String(width)}`).toBe(true);
      }
    }
  });

  test.for([
    ['no-preference', 1],
    ['reduce', 0],
  ] as const)('what waits turns only where motion is welcome: %s', async ([reducedMotion, count]) => {
    const { page } = await openAt(visit, 'linking', { reducedMotion });
    await sees(page, 'linking');
    const moving = `document.getAnimations().filter(({ playState }) => playState === 'running').length`;
    expect(await page.evaluate(moving)).toBe(count);
  });

  test.for(states)('keeps a hostile name as text when %s', async (state) => {
    const instanceName = '"><img src=x onerror=alert(1)>';
    const { page, complaints } = await openAt(visit, state, {}, { instanceName });
    await sees(page, state);
    expect(await page.locator('bdi').filter({ visible: true }).textContent()).toBe(instanceName);
    expect(complaints).toEqual([]);
  });
};

const courses = (visit: Visitor): void => {
  test('a QR that comes late: preparing, the QR, connected', async () => {
    const { page, pass, current, complaints } = await play(visit, 'qr-late');
    await sees(page, 'starting');
    await pass('5s');
    await expect.poll(() => shownBy(page), patience).toBe(current());
    expect(current()).toBeDefined();
    await pass('15s');
    await sees(page, 'open');
    expect(complaints).toEqual([]);
  });

  test('dropped at once: connected, then the words for that, and a new code by the button alone', async () => {
    const { page, pass, current, wachat, complaints } = await play(visit, 'dropped-at-once');
    const first = current();
    await expect.poll(() => shownBy(page), patience).toBe(first);
    await pass('5s');
    await sees(page, 'open');
    await pass('1s');
    await sees(page, 'closed');
    expect(await page.locator('#news').textContent()).toContain(headings.closed);
    await page.reload();
    await sees(page, 'closed');
    expect(wachat.instances()[0]?.phase).toBe('closed');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await sees(page, 'pairing');
    await expect.poll(() => shownBy(page), patience).toBe(current());
    expect(current()).not.toBe(first);
    expect(await page.evaluate('document.activeElement.textContent')).toBe(headings.pairing);
    expect(complaints).toEqual([]);
  });

  test('QRs too fast: each is shown, and in the end it has expired', async () => {
    const { page, pass, current, api, name } = await play(visit, 'qr-too-fast');
    for (let turn = 0; turn < 3; turn++) {
      await expect.poll(() => shownBy(page), patience).toBe(current());
      await pass('1s');
    }
    const view = await api.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'application/json' });
    expect(view.body).toMatchObject({ phase: 'pairing', count: 4, lifetime: 1_000 });
    await pass('27s');
    await sees(page, 'expired');
  });

  test('stuck: linking, for ever', async () => {
    const { page, pass, wachat, name } = await play(visit, 'stuck-connecting');
    await sees(page, 'pairing');
    await pass('5s');
    await sees(page, 'linking');
    await pass('1d');
    await sees(page, 'linking');
    wachat.unlink(name);
    await sees(page, 'closed');
  });

  test('replaced in a loop: in use elsewhere, and back again', async () => {
    const { page, pass } = await play(visit, 'replaced-in-a-loop');
    await pass('5s');
    await sees(page, 'open');
    for (let round = 0; round < 3; round++) {
      await pass(round === 0 ? '10s' : '5s');
      await sees(page, 'replaced');
      await pass('5s');
      await sees(page, 'open');
    }
  });

  test('a storm of events: preparing, without a word more', async () => {
    const { page, pass } = await play(visit, 'webhook-storm');
    await sees(page, 'starting');
    await pass('59s');
    expect(await page.locator('#news').textContent()).toBe('');
    await pass('1s');
    await sees(page, 'pairing');
    await pass('5s');
    await sees(page, 'open');
  });

  test('dead but open: nobody is told', async () => {
    const { page, pass, name, api, wachat } = await play(visit, 'dead-but-open');
    await pass('60s');
    expect(wachat.instances()[0]?.phase).toBe('dead');
    await sees(page, 'open');
    const view = await api.get(`/instance/qr/live?instanceName=${name}`, { Accept: 'application/json' });
    expect(view.body).toMatchObject({ state: 'open', phase: 'open' });
  });

  test('listed but not found: the link does not work', async () => {
    const { page } = await play(visit, 'listed-but-not-found');
    await heading(page, 'This link does not work').waitFor();
  });
};

const acts = (visit: Visitor): void => {
  test('lost and found again', async () => {
    const { page, wachat, name } = await openAt(visit, 'open');
    await sees(page, 'open');
    wachat.drop(name);
    await sees(page, 'lost');
    wachat.reconnect(name);
    await sees(page, 'open');
  });

  test('taken over, and brought back by the button, also without script', async () => {
    const { page, built, wachat, name } = await openAt(visit, 'open');
    const plain = (await visit({ javaScriptEnabled: false })).page;
    wachat.replace(name);
    await sees(page, 'replaced');
    await page.getByRole('button', { name: 'Connect again' }).click();
    await sees(page, 'open');
    wachat.replace(name);
    await plain.goto(liveUrlOf(built, name));
    await plain.getByRole('button', { name: 'Connect again' }).click();
    await sees(plain, 'open');
    await sees(page, 'open');
  });

  test('logged out by the client, and deleted: every page that is open says so', async () => {
    const { page, built, api, name, complaints } = await openAt(visit, 'open');
    const other = (await visit()).page;
    await other.goto(liveUrlOf(built, name));
    for (const one of [page, other]) await sees(one, 'open');
    const query = `?instanceName=${name}`;
    expect((await api.call('DELETE', `/instance/logout${query}`)).status).toBe(200);
    for (const one of [page, other]) await sees(one, 'closed');
    expect((await api.call('DELETE', `/instance/delete${query}`)).status).toBe(200);
    for (const one of [page, other]) await heading(one, 'This connection was removed').waitFor();
    await other.reload();
    await heading(other, 'This link does not work').waitFor();
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  test.for(states.filter((state) => !['open', 'dead'].includes(state)))('deleted while %s: removed', async (state) => {
    const { page, api, name } = await openAt(visit, state);
    await sees(page, state);
    expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
    await heading(page, 'This connection was removed').waitFor();
  });

  test('the button on a page whose instance is gone says that it is', async () => {
    const { page, wachat } = await openAt(visit, 'expired');
    await sees(page, 'expired');
    await page.route(/live/, async (route) => {
      wachat.reset();
      await route.continue();
    });
    await page.getByRole('button', { name: 'Get a new code' }).click();
    await heading(page, 'This connection was removed').waitFor();
  });
};

const time = (visit: Visitor): void => {
  test('counts down while the clock runs, and not while it stands still', async () => {
    const built = await build({ clock: 'system' });
    const name = await reach.pairing(built);
    const { page } = await visit();
    await page.goto(liveUrlOf(built, name));
    const timer = () => page.locator('#timer').textContent();
    const track = page.locator('.track');
    await expect.poll(timer, patience).toMatch(/^New code in 0:\d\d$/);
    expect(await track.isVisible()).toBe(true);
    await built.control.post('/clock', { freeze: true });
    await expect.poll(timer, patience).toBe('');
    expect(await track.isVisible()).toBe(false);
    await advance(built, '45s');
    await expect.poll(() => shownBy(page), patience).toBe(built.wachat.instances()[0]?.qrcode?.code);
    expect(built.wachat.instances()[0]?.qrcode?.count).toBe(2);
    expect(await timer()).toBe('');
    await built.control.post('/clock', { run: true });
    await expect.poll(timer, patience).toMatch(/^New code in 0:\d\d$/);
  });

  test('is told when a running clock is moved', async () => {
    const built = await build({ clock: 'system' });
    const name = await reach.pairing(built);
    const { page } = await visit();
    await page.goto(liveUrlOf(built, name));
    await sees(page, 'pairing');
    await advance(built, '30m');
    await sees(page, 'expired');
    expect(await page.locator('#timer').textContent()).toBe('');
  });
};

describeInBrowser('the live page over the life of an instance', (visit) => {
  scenes(visit);
  courses(visit);
  acts(visit);
  time(visit);
});

// What does the inspector cost, and how fast is it with as much as a suite makes? It shows 10,000 requests, 5,000 instances
// and a chat of 1,000 messages in a real Chromium, at CHROMIUM_PATH or where Debian has it; then 500 requests a second
// go through, without the page and with it. The emulator runs in this process: node bench/inspector.mjs
import { existsSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { startWachat } from '../dist/index.mjs';
import { median, report, runScript } from './measure.mjs';

const INSTANCES = 5_000;
const REQUESTS = 10_000;
const MESSAGES = 1_000;
const LOADS = 5;
const STEPS = 90;
const RATE = 500;
const SECONDS = 4;
const ROUNDS = 3;
/** The account of bench/follow.mjs. */
const KEY = 'followed';

const executablePath =
  process.env.CHROMIUM_PATH ??
  ['chromium-headless-shell', 'chromium', 'google-chrome'].map((name) => `/usr/bin/${name}`).find(existsSync);
if (executablePath === undefined) throw new Error('There is no Chromium; CHROMIUM_PATH may name one.');

const wachat = await startWachat({ maxInstances: INSTANCES });
const { origin } = new URL(wachat.url);
const full = wachat.account(KEY);
const call = (method, path, body) =>
  fetch(`${wachat.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).then((reply) => reply.json());

const {
  instance: { apiInstanceName: busy },
} = await call('POST', '/instance/create', { instanceName: 'busy' });
full.scan({ instanceName: busy });
for (let sent = 0; sent < MESSAGES; sent++)
  full.receive(busy, {
    from: '628111222333',
    type: 'text',
    text: `Message ${sent}, as long as people write them on a phone.`,
  });
for (let made = 1; made < INSTANCES; made++) await call('POST', '/instance/create', { instanceName: `shop ${made}` });
for (let asked = INSTANCES; asked < REQUESTS; asked++) await call('GET', `/instance/state?instanceName=${busy}`);

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const open = async (key, address) => {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  await context.addInitScript((value) => sessionStorage.setItem('wachat-emulator-key', value), key);
  const page = await context.newPage();
  await page.goto(`${origin}/#/${address}`);
  return { page, close: () => context.close() };
};

/** Milliseconds from the navigation to the first picture, and how many elements there are once it has items. */
const load = async (key, address) => {
  const { page, close } = await open(key, address);
  const paint = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') resolve(startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await page.getByText('Live', { exact: true }).waitFor();
  if (key === KEY) await page.locator('.virtual-item').first().waitFor();
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  await close();
  return { paint, elements };
};

/** Scrolls a list to its end and on, a view at a time; resolves to the milliseconds between frames. */
const scroll = async (address) => {
  const { page, close } = await open(KEY, address);
  await page.locator('.virtual-item').first().waitFor();
  const gaps = await page.evaluate(
    (steps) =>
      new Promise((resolve) => {
        const list = document.querySelector('.virtual');
        const times = [];
        let before = performance.now();
        const step = (now) => {
          times.push(now - before);
          before = now;
          if (times.length > steps) resolve(times.slice(1));
          else {
            list.scrollBy(0, list.scrollTop > list.scrollHeight / 2 ? -300 : 300);
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
      }),
    STEPS,
  );
  await close();
  return gaps;
};

const views = {
  instances: 'instances',
  requests: 'requests',
  'a chat': `chats/${busy}/628111222333@s.whatsapp.net`,
};
const rows = {};
const budgets = [];
for (const [name, address] of Object.entries(views)) {
  const [empty, filled] = [[], []];
  for (let round = 0; round <= LOADS; round++) {
    const one = await load('nobody', name === 'a chat' ? 'chats' : address);
    const other = await load(KEY, address);
    // The first round warms up.
    if (round === 0) continue;
    empty.push(one);
    filled.push(other);
  }
  const frames = await scroll(address);
  const paints = (all) => median(all.map(({ paint }) => paint));
  rows[name] = {
    'first paint, empty, ms': Math.round(paints(empty)),
    'first paint, full, ms': Math.round(paints(filled)),
    'elements, full': median(filled.map(({ elements }) => elements)),
    'median frame of scrolling, ms': Math.round(median(frames)),
    'frames over 50 ms': `${frames.filter((gap) => gap > 50).length} of ${frames.length}`,
  };
  budgets.push({ what: `first paint of ${name}`, value: paints(filled), atMost: 200, unit: ' ms' });
  budgets.push({
    what: `the same against an empty account`,
    value: paints(filled) / paints(empty),
    atMost: 1.5,
    unit: ' times',
  });
  budgets.push({ what: `elements of ${name}`, value: rows[name]['elements, full'], atMost: 1_500 });
}

const script = new URL('follow.mjs', import.meta.url);
/** The share of a core that the emulator takes, in percent, while calls go through. */
const shareOf = async () => {
  const begin = process.cpuUsage();
  const { seconds } = await runScript(script, [origin, 'state', String(RATE), String(SECONDS)]);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 10_000 / seconds;
};
const [without, beside] = [[], []];
for (let round = 0; round <= ROUNDS; round++) {
  wachat.account(KEY).reset();
  const alone = await shareOf();
  wachat.account(KEY).reset();
  const { page, close } = await open(KEY, 'requests');
  await page.getByText('Live', { exact: true }).waitFor();
  const followed = await shareOf();
  await close();
  if (round === 0) continue;
  without.push(alone);
  beside.push(followed);
}
const costs = beside.map((share, index) => share - without[index]);
rows[`${RATE} requests a second`] = {
  'without the page, % of a core': Number(median(without).toFixed(1)),
  'with it': Number(median(beside).toFixed(1)),
};
budgets.push({ what: 'an open page beside them', value: median(costs), atMost: 5, unit: ' % of a core' });

const html = Buffer.from(await (await fetch(`${origin}/`)).arrayBuffer());
rows['the page'] = {
  'KB, by brotli': brotliCompressSync(html).length / 1_024,
  'KB, by gzip': gzipSync(html).length / 1_024,
};
budgets.push({ what: 'the page, by brotli', value: brotliCompressSync(html).length / 1_024, atMost: 60, unit: ' KB' });
await browser.close();
await wachat.close();
report(rows, budgets);
process.exit();

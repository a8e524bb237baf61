import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Page, Request } from 'playwright-core';
import type { Fault, Options } from '../src/index.js';
import { describeInBrowser, type Visitor } from './support/browser.js';
import { client, type Json } from './support/client.js';
import { build } from './support/emulator.js';
import { enter, goTo, opened } from './support/inspector.js';
import { create, liveUrlOf, nameOf } from './support/phases.js';
import { isLong } from './support/random.js';
import { receive } from './support/receiver.js';
import { root } from './support/repository.js';
import { business } from './support/shop.js';

const patience = { timeout: 30_000, interval: 50 };

/** Every public name leads to this machine, as a stranger's does after DNS rebinding. */
const FLAGS = ['--host-resolver-rules=MAP *.example 127.0.0.1'];

const script = await readFile(join(root, 'test/fixtures/attacks.js'), 'utf8');

/** The stranger's own server. */
const strangerAt = async (): Promise<number> => {
  const server = createServer((request, response) => {
    // A sandbox takes a page its origin.
    if (request.url === '/sandboxed')
      response.setHeader('Content-Security-Policy', 'sandbox allow-scripts allow-forms allow-popups');
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><link rel="icon" href="data:,"><p>Hello!');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Where a hostile page comes from, and how it reaches the emulator. */
type Stranger = {
  readonly title: string;
  readonly page: (port: number, ours: string) => string;
  readonly target: (ours: string) => string;
  /** Whether the browser takes the emulator for the page's own server. */
  readonly isRebound?: true;
};

const strangers: readonly Stranger[] = [
  {
    title: 'another site',
    page: (port) => `http://stranger.example:${String(port)}/`,
    target: (ours) => `http://localhost:${ours}`,
  },
  {
    title: 'another port of localhost',
    page: (port) => `http://localhost:${String(port)}/`,
    target: (ours) => `http://localhost:${ours}`,
  },
  {
    title: 'a sandbox, without an origin',
    page: (port) => `http://localhost:${String(port)}/sandboxed`,
    target: (ours) => `http://127.0.0.1:${ours}`,
  },
  {
    title: 'a public name that leads here',
    // What is there is a refusal, but it is a page of that name.
    page: (_port, ours) => `http://rebind.example:${ours}/`,
    target: (ours) => `http://rebind.example:${ours}`,
    isRebound: true,
  },
  {
    title: 'another site, by a public name that leads here',
    page: (port) => `http://stranger.example:${String(port)}/`,
    target: (ours) => `http://rebind.example:${ours}`,
  },
];

/** A call as it is documented. */
type Target = {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly bodies: readonly Json[];
};

/** Every documented call, of an instance that is there. */
const targetsFor = async (name: string, hook: string): Promise<readonly Target[]> => {
  const targets: Target[] = [];
  for (const [file, prefix] of [
    ['wachat', '/api/v1'],
    ...(isLong ? [['wachat', ''] as const] : []),
    ['emulator', '/_emulator'],
  ] as const) {
    const document: Json = JSON.parse(await readFile(join(root, `openapi/${file}.json`), 'utf8'));
    for (const [path, methods] of Object.entries<Json>(document.paths)) {
      for (const [method, operation] of Object.entries<Json>(methods)) {
        const query = new URLSearchParams();
        for (const { in: place, name: field, schema } of operation.parameters ?? []) {
          if (place !== 'query') continue;
          const isName = field === 'instanceName';
          // Nothing is going to come, and nobody waits for that.
          query.set(field, isName ? name : field === 'wait' ? '0ms' : String(schema.example));
        }
        const examples: Json = operation.requestBody?.content['application/json'].examples ?? {};
        const bodies: readonly Json[] = [
          ...(operation.operationId === 'setWebhook' ? [{ url: hook }] : []),
          ...Object.values<Json>(examples).map(({ value }) => value),
        ];
        targets.push({
          id: operation.operationId,
          method: method.toUpperCase(),
          url: `${prefix}${path.replace('{name}', name)}?${query.toString()}`,
          // To a browser one body is as good as another.
          bodies: bodies.length === 0 ? [undefined] : bodies.slice(0, isLong ? undefined : 1),
        });
      }
    }
  }
  return targets;
};

/** What is shown to every page that knows the key, or the name of media: these, pictures, the live page, and health. */
const forPages = ['getQrImage', 'getProfilePicture', 'getQrLive', 'health', 'getMedia', 'getContactPicture'];

type Attempt = { readonly way: string; readonly url: string; readonly [more: string]: unknown };

const TEXT = 'text/plain';
const FORMS = [TEXT, 'application/x-www-form-urlencoded', 'multipart/form-data'];

/** Every way to make a call, by a page that knows the key. */
const attemptsAt = ({ id, method, url: path, bodies }: Target, origin: string, key: string): readonly Attempt[] => {
  const [plain, withKey] = [origin + path, `${origin + path}&apiKey=${key}`];
  const reads = method === 'GET';
  const header = { Authorization: `Bearer ${key}` };
  const asked = bodies.flatMap((given): readonly Attempt[] => {
    const body = reads || given === undefined ? undefined : JSON.stringify(given);
    const json = body === undefined ? {} : { body };
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const simple = reads ? 'GET' : 'POST';
    return [
      { way: 'fetch', url: plain, method, headers: { ...header, ...type }, ...json },
      { way: 'fetch', url: withKey, method, ...json },
      { way: 'fetch', url: withKey, method: simple, mode: 'no-cors', headers: header, ...json },
      { way: 'fetch', url: withKey, method: simple, mode: 'no-cors', keepalive: true, ...json },
      { way: 'fetch', url: plain, method: simple, headers: { ...header, 'X-HTTP-Method-Override': method }, ...json },
      { way: 'request', url: plain, method, headers: { ...header, ...type }, ...json },
      { way: 'request', url: withKey, method: simple, ...json },
    ];
  });
  const elements = reads ? ['frame', 'picture', 'script', 'module', 'style', 'video', 'font', 'worker', 'events'] : [];
  const [given] = bodies;
  const text = JSON.stringify(given ?? {});
  const sent = FORMS.flatMap((type): readonly Attempt[] => [
    // As plain text, a field and its value can be made to be JSON.
    { way: 'form', url: `${withKey}&_method=${method}`, type, fields: { [`${text.slice(0, -1)},"x":"`]: '"}' } },
    { way: 'beacon', url: withKey, type, body: text },
  ]);
  return [
    ...asked,
    ...elements.map((way) => ({ way, url: withKey })),
    ...(reads ? [] : [...sent, { way: 'beacon', url: withKey, type: 'application/json', body: text }]),
    // Chromium slows sockets down that fail, so only where a socket would be most useful.
    ...(['getQrLive', 'getEvents'].includes(id) ? [{ way: 'socket', url: withKey }] : []),
  ];
};

/** Whether a page may learn this from that attempt. */
const isHarmless = (learnt: string, { way }: Attempt, { id }: Target, { isRebound }: Stranger): boolean => {
  if (learnt === 'nothing') return true;
  // Our own refusal, and the preflight that is none under a name of its own.
  if (/Calls (under \/_emulator|of a web page) are refused (under a public host name|when a web page)/.test(learnt))
    return isRebound === true;
  if (!forPages.includes(id)) return false;
  if (way === 'picture') return id === 'getQrImage' || id === 'getContactPicture';
  return isRebound === true && !['script', 'module', 'worker', 'style'].includes(way);
};

const tried = new Map<string, number>();
const count = (where: string, more = 1): void => {
  tried.set(where, (tried.get(where) ?? 0) + more);
};
afterAll(() => {
  const total = [...tried.values()].reduce((sum, one) => sum + one, 0);
  const each = [...tried].map(([where, number]) => `${String(number)} from ${where}`);
  console.log(`Attacks tried: ${String(total)} (${each.join(', ')}).`);
});

/** An emulator with all that may be stolen, and what it has. */
const victim = async (options: Options = {}) => {
  const built = await build({ apiKeys: ['known-key', 'quiet-key'], seed: 'victim', ...options });
  const { api, control, wachat } = built;
  const receiver = await receive();
  const name = nameOf(await create(api, { instanceName: 'Toko Rahasia', number: '628111222333' }));
  await create(api, { instanceName: 'Toko Bisnis', ...business });
  expect((await api.post('/webhooks', { url: receiver.url, enabled: false })).status).toBe(201);
  wachat.setFaults([{ operation: 'logout', status: 503 }]);
  const state = async (): Promise<Json> => ({
    accounts: (await control.get('/accounts')).body,
    snapshot: (await control.get('/snapshot')).body,
    faults: (await control.get('/faults')).body,
    clock: (await control.get('/clock')).body,
    events: (await control.get('/events')).body,
    deliveries: (await control.get('/deliveries')).body,
  });
  return { ...built, receiver, name, state, port: new URL(built.origin).port };
};

/** Opens the stranger's page, armed. */
const arm = async (visit: Visitor, stranger: Stranger, ours: string): Promise<Page> => {
  const { page } = await visit();
  await page.goto(stranger.page(await strangerAt(), ours));
  await page.evaluate(script);
  return page;
};

const assault = async (
  visit: Visitor,
  stranger: Stranger,
  options: Options = {},
  isMeant: (target: Target) => boolean = () => true,
): Promise<void> => {
  const { wachat, receiver, name, state, port } = await victim(options);
  const page = await arm(visit, stranger, port);
  const beacons = { sent: 0, ended: 0 };
  const isBeacon = (request: Request): boolean => request.resourceType() === 'ping';
  page.on('request', (request) => (beacons.sent += Number(isBeacon(request))));
  const end = (request: Request) => (beacons.ended += Number(isBeacon(request)));
  page.on('requestfinished', end).on('requestfailed', end);
  const before = await state();
  for (const target of (await targetsFor(name, receiver.url)).filter(isMeant)) {
    const attempts = attemptsAt(target, stranger.target(port), wachat.apiKey);
    const learnt: Json = await page.evaluate(`attack(${JSON.stringify(attempts)})`);
    const harm = attempts.flatMap((attempt, index) =>
      isHarmless(learnt[index], attempt, target, stranger) ? [] : [[target.id, attempt, learnt[index]]],
    );
    expect(harm).toEqual([]);
    expect(await state(), target.id).toEqual(before);
    count(stranger.title, attempts.length);
  }
  // What was sent without waiting for an answer.
  expect(beacons.sent).toBeGreaterThan(0);
  await expect.poll(() => beacons.sent - beacons.ended, patience).toBe(0);
  expect(await state()).toEqual(before);
  expect(receiver.received).toEqual([]);
};

/** What may be HTML, script or a link where it should be text. */
const texts = [
  '"><img src=x onerror=globalThis.ran=1>',
  "'><svg onload=globalThis.ran=1>",
  '</script><script>globalThis.ran=1</script>',
  '</title></style></textarea><script>globalThis.ran=1</script>',
  '--><script>globalThis.ran=1</script>',
  'javascript:globalThis.ran=1',
  "';globalThis.ran=1;//",
  '`${globalThis.ran=1}`',
  '&lt;script&gt;globalThis.ran=1&lt;/script&gt;',
  '\u202e<b onclick=globalThis.ran=1>\u2028',
];

/** That a page shows texts as texts: nothing ran, nothing tried to, and nothing was made of them. */
const expectCalm = async (page: Page, complaints: readonly string[], requests: readonly string[], origin: string) => {
  const found: Json = await page.evaluate(`({
    ran: typeof globalThis.ran,
    made: document.querySelectorAll(
      '[onerror], [onload], [onclick], [src="x"], [href^="javascript:"], [action^="javascript:"]',
    ).length,
    scripts: document.scripts.length,
  })`);
  expect(found).toEqual({ ran: 'undefined', made: 0, scripts: 1 });
  expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
  expect(requests.filter((url) => new URL(url).pathname.endsWith('/x'))).toEqual([]);
};

describeInBrowser('A hostile text', (visit) => {
  test('is a text on the page at the root, in every field', async () => {
    const key = '"><img/src=x/onerror=globalThis.ran=1>';
    const { wachat, origin } = await build();
    const api = client(wachat.url, key);
    for (const text of texts) {
      const name = nameOf((await api.create({ instanceName: text })).body);
      const profileName = text;
      const scanned = await client(`${origin}/_emulator`, key).post(`/instances/${name}/scan`, { profileName });
      expect(scanned.status).toBe(200);
      wachat.account(key).drop(name);
      wachat.account(key).reconnect(name);
      count('hostile texts');
    }
    const { page, complaints, requests } = await visit({ viewport: { width: 1_000, height: 800 } });
    await page.goto(
      `${origin}/?key=${encodeURIComponent(key)}&x=${encodeURIComponent(texts.join(''))}#${texts[0] ?? ''}`,
    );
    await enter(page, key);
    for (const text of texts) await page.getByText(text, { exact: true }).first().waitFor();
    // An address of each, and one that is only such a text.
    for (const { apiInstanceName, instanceName } of wachat.account(key).instances()) {
      await goTo(page, `#/instances/${apiInstanceName}?name=&state=`);
      await expect.poll(() => opened(page).locator('h2').textContent(), patience).toBe(instanceName);
    }
    for (const text of texts) {
      await goTo(
        page,
        `#/instances/${encodeURIComponent(text)}?name=${encodeURIComponent(text)}&state=${encodeURIComponent(text)}`,
      );
      await expect.poll(() => opened(page).locator('h2').textContent(), patience).toBe(text);
      await goTo(page, `#/${text}`);
    }
    await goTo(page, '#/instances');
    await page.keyboard.press('Control+k');
    for (const text of texts) {
      await page.getByLabel('Search for a view, an instance or an action').fill(text);
      await page
        .getByRole('option')
        .filter({ has: page.getByText(text, { exact: true }) })
        .first()
        .waitFor();
    }
    await page.keyboard.press('Escape');
    // What the emulator, or something in between, says went wrong.
    await page.getByRole('button', { name: 'New instance' }).click();
    for (const text of texts) {
      wachat.account(key).setFaults([{ operation: 'createInstance', name: text, status: 400, body: { error: text } }]);
      await page.getByLabel('Display name').fill(text);
      await page.getByRole('button', { name: 'Create instance' }).click();
      await expect
        .poll(() => page.locator('#create-problem').textContent(), patience)
        .toBe(`Your fault "${text}" answered: ${text}`);
      count('hostile texts');
    }
    await expectCalm(page, complaints, requests, origin);
  });

  test('is a text on the live page, in every field of the instance and of the address', async () => {
    const { api, wachat, origin } = await build();
    const { page, complaints, requests } = await visit();
    for (const text of texts) {
      const name = nameOf((await api.create({ instanceName: text })).body);
      for (const [address, heading] of [
        [{ instanceName: name, apiKey: wachat.apiKey }, 'Connect WhatsApp'],
        [{ instanceName: name, apiKey: wachat.apiKey, renew: text }, undefined],
        [{ instanceName: text, apiKey: wachat.apiKey }, undefined],
        [{ instanceName: text, apiKey: text, renew: 'true' }, undefined],
        [{ instanceName: name, apiKey: text, [text]: text }, undefined],
        [{ instanceName: name, apiKey: wachat.apiKey, renew: 'true' }, 'Connect WhatsApp'],
      ] as const) {
        await page.goto(`${wachat.url}/instance/qr/live?${new URLSearchParams(address).toString()}#${text}`);
        if (heading !== undefined) await page.getByRole('heading', { name: heading }).waitFor();
        await expectCalm(page, complaints, requests, origin);
        count('hostile texts');
      }
      wachat.scan({ instanceName: name, profileName: text });
      await page.getByRole('heading', { name: 'Connected' }).waitFor();
      await expectCalm(page, complaints, requests, origin);
    }
  });

  const page = `<title>calm</title><style>p { color: rgb(1, 2, 3) }</style><p>Bad gateway!</p>
    <script>document.title = 'ran'; parent.postMessage(sessionStorage.length, '*')</script>
    <img src=x onerror="document.title = 'ran'"><a id=link href="javascript:document.title='ran'">go</a>
    <form id=form action=/instance/create method=post></form>`;
  test.for<Fault>([
    { status: 502, body: page, contentType: 'text/html' },
    {
      status: 500,
      body: page,
      contentType: 'text/html; charset=utf-8',
      headers: {
        'Content-Security-Policy': "sandbox allow-scripts allow-same-origin allow-forms; default-src * 'unsafe-inline'",
      },
    },
    { status: 404, body: page, contentType: 'application/xhtml+xml' },
    {
      status: 500,
      body: `<svg xmlns="http://www.w3.org/2000/svg"><script>document.title='ran'</script></svg>`,
      contentType: 'image/svg+xml',
    },
    { status: 500, body: page, contentType: 'text/plain' },
    { status: 500, body: page, contentType: 'unknown/type' },
  ])('of a fault shows, but runs nothing and reads nothing: %j', async (fault) => {
    const built = await build();
    const { wachat, origin, api } = built;
    const live = liveUrlOf(built, nameOf(await create(api)));
    const { page: tab } = await visit();
    await tab.goto(`${origin}/`);
    await enter(tab, wachat.apiKey);
    wachat.setFaults([fault]);
    await tab.goto(live).catch(() => undefined);
    const isPage = fault.contentType?.startsWith('text/html') === true;
    if (isPage) {
      expect(await tab.evaluate('self.origin')).toBe('null');
      expect(await tab.evaluate('getComputedStyle(document.querySelector("p")).color')).toBe('rgb(1, 2, 3)');
      await tab.locator('#link').click();
      await tab.evaluate('document.getElementById("form").submit()');
      expect(await tab.title()).toBe('calm');
    }
    // What cannot be shown is a download, or the browser's own page.
    await expect.poll(() => tab.title().catch(() => 'ran'), patience).not.toBe('ran');
    const asked = new Set(wachat.requests().map(({ method, path }) => `${method} ${path}`));
    expect([...asked].sort()).toEqual(['GET /api/v1/instance/qr/live', 'POST /api/v1/instance/create']);
    expect(wachat.instances()).toHaveLength(1);
    count('hostile texts');
  });
});

describeInBrowser(
  'A page of another site',
  (visit) => {
    test('may show the picture and frame the live page, but not the page at the root', async () => {
      const { api, wachat, origin } = await build();
      const created = await create(api);
      const { qrcode } = created;
      const { page } = await visit({ viewport: { width: 900, height: 900 } });
      await page.goto(`http://stranger.example:${String(await strangerAt())}/`);
      await page.setContent(
        [
          `<img id="picture" src="${String(qrcode.imageUrl).replaceAll('&', '&amp;')}">`,
          `<iframe name="live" src="${String(qrcode.liveUrl).replaceAll('&', '&amp;')}"></iframe>`,
          `<iframe name="home" src="${origin}/"></iframe>`,
        ].join(''),
      );
      await expect.poll(() => page.evaluate('document.getElementById("picture").naturalWidth'), patience).toBe(276);
      await page.frameLocator('[name=live]').getByRole('heading', { name: 'Connect WhatsApp' }).waitFor();
      wachat.scan({ code: qrcode.code });
      await page.frameLocator('[name=live]').getByRole('heading', { name: 'Connected' }).waitFor();
      await expect.poll(() => page.frame('home')?.url(), patience).toBe('chrome-error://chromewebdata/');
    });
  },
  FLAGS,
);

describeInBrowser(
  'A hostile page',
  (visit) => {
    test.for(strangers)('from $title learns nothing and changes nothing', { timeout: 240_000 }, async (stranger) => {
      await assault(visit, stranger);
    });

    test('of any origin may call the imitated API with --cors, but still not the control API', async () => {
      const [stranger] = strangers;
      if (stranger === undefined) throw new Error('There is no stranger.');
      await assault(visit, stranger, { cors: true }, ({ url }) => url.startsWith('/_emulator'));
      const { api, wachat, port } = await victim({ cors: true });
      const page = await arm(visit, stranger, port);
      const call = {
        way: 'fetch',
        url: `${stranger.target(port)}/instance/create`,
        method: 'POST',
        headers: { Authorization: `Bearer ${wachat.apiKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ instanceName: 'by a page' }),
      };
      expect(await page.evaluate(`attack([${JSON.stringify(call)}])`)).toEqual([expect.stringMatching(/^201 /)]);
      expect((await api.get('/instance/list')).body.count).toBe(3);
    });
  },
  FLAGS,
);

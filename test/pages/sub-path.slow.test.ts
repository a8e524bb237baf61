import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { build } from '../support/emulator.js';
import { enter, opened } from '../support/inspector.js';
import { reverseProxyTo } from '../support/reverse-proxy.js';

const roomy = { viewport: { width: 1_000, height: 800 } };

const ways = [
  { strips: true, tells: true },
  { strips: false, tells: true },
  // The page still finds its way, as it goes by its own address.
  { strips: true, tells: false },
] as const;

describeInBrowser('The pages below a path of a proxy', (visit) => {
  test.for(ways.flatMap((way) => ['/wachat/', '/wachat?x'].map((path) => ({ ...way, path }))))(
    'create, scan and follow: %j',
    async ({ path, ...way }) => {
      const { origin, wachat } = await build();
      const proxy = await reverseProxyTo(origin, { prefix: '/wachat', ...way });
      const { page, complaints, requests } = await visit(roomy);
      await page.goto(proxy.origin + path);
      await enter(page, wachat.apiKey);
      await page.getByText('Live', { exact: true }).waitFor();
      const links: unknown = await page.evaluate(
        'Array.from(document.querySelectorAll(".instances-documents a"), (link) => link.href)',
      );
      expect(links).toEqual(
        ['wachat', 'emulator'].map((name) => `${proxy.origin}/wachat/_emulator/openapi/${name}.json`),
      );
      await page.getByRole('button', { name: 'New instance' }).click();
      await page.getByLabel('Scenario').waitFor();
      await page.getByLabel('Display name').fill('toko');
      await page.getByRole('button', { name: 'Create instance' }).click();
      const toko = opened(page);
      await toko.getByText('connecting').waitFor();
      // The command in the strip goes where the page came from.
      await page
        .getByRole('complementary', { name: 'The same with curl' })
        .getByText(`curl '${proxy.origin}/wachat/api/v1/instance/create'`)
        .waitFor();

      const opening = page.context().waitForEvent('page');
      await toko.getByRole('link', { name: 'Live page: toko' }).click();
      const live = await opening;
      const streams = new Set<string>();
      live.on('response', (reply) => {
        if (reply.headers()['content-type']?.startsWith('text/event-stream') === true) streams.add(reply.url());
      });
      // The first stream may have begun before anybody listened.
      await live.reload();
      await live.getByRole('heading', { name: 'Connect WhatsApp' }).waitFor();
      await expect.poll(() => streams.size).toBe(1);
      await toko.getByRole('button', { name: 'Scan' }).click();
      await live.getByRole('heading', { name: 'WhatsApp is connected' }).waitFor();
      await toko.getByText('open', { exact: true }).waitFor();
      expect([...streams]).toEqual([live.url()]);
      expect(live.url()).toContain(`${proxy.origin}/wachat/api/v1/instance/qr/live?`);

      await toko.getByRole('button', { name: 'Log out' }).click();
      await toko.getByText('close', { exact: true }).waitFor();
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !url.startsWith(`${proxy.origin}/wachat`) && !url.startsWith('data:'))).toEqual(
        [],
      );
    },
  );
});

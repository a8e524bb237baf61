import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';

/** First the one without windows: pages are the same in it, and tests take half the time. */
const usual = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
);
const executable = process.env.CHROMIUM_PATH ?? usual.find((path) => existsSync(path));
const missing =
  executable === undefined
    ? `no Chromium at ${usual.join(', ')}; CHROMIUM_PATH may name one`
    : existsSync(executable)
      ? undefined
      : `CHROMIUM_PATH names ${executable}, which does not exist`;
const isRequired = (process.env.WACHAT_TEST_REQUIRE ?? '').includes('chromium');

/** A page and all that it did that a good page does not. */
type Visit = {
  readonly page: Page;
  /** What it complained about on the console, broken policies among it, and what it threw. */
  readonly complaints: string[];
  /** Where its requests went. */
  readonly requests: string[];
};

export type Visitor = (options?: BrowserContextOptions) => Promise<Visit>;

/** Tests that start the Chromium at a path. Without one they are skipped, saying so, unless WACHAT_TEST_REQUIRE names it. */
export const describeWithChromium = (title: string, tests: (executable: string) => void): void => {
  if (executable !== undefined && missing === undefined) {
    describe(title, () => {
      tests(executable);
    });
  } else if (isRequired) {
    describe(title, () => {
      test('has a browser', () => {
        throw new Error(missing);
      });
    });
  } else {
    console.warn(`Skipped: ${title}: ${missing ?? ''}.`);
    describe.skip(`${title} (${missing ?? ''})`, () => {
      tests('');
    });
  }
};

/**
 * Tests in a real Chromium.
 * @param flags more of its own flags
 */
export const describeInBrowser = (
  title: string,
  tests: (visit: Visitor) => void,
  flags: readonly string[] = [],
): void => {
  describeWithChromium(title, (executablePath) => {
    let browser: Browser;
    beforeAll(async () => {
      // Playwright gives each browser a user data directory of its own, and removes it.
      browser = await chromium.launch({
        executablePath,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          ...flags,
        ],
      });
    });
    afterAll(async () => {
      await browser.close();
    });

    tests(async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 420, height: 460 }, ...options });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => requests.push(request.url()));
      return { page, complaints, requests };
    });
  });
};

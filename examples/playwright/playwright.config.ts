import { defineConfig } from '@playwright/test';

const { CHROMIUM_PATH } = process.env;

export default defineConfig({
  reporter: 'list',
  // For a machine that already has a Chromium; otherwise Playwright's own.
  use: CHROMIUM_PATH === undefined ? {} : { launchOptions: { executablePath: CHROMIUM_PATH } },
});

import { describe, expect, test } from 'vitest';
import { describeWithChromium } from '../support/browser.js';
import { exampleProject } from '../support/example-project.js';

/** Milliseconds: long enough for a runner that compiles, and for a browser, on a busy machine. */
const patience = 180_000;

type Example = {
  readonly name: string;
  /** What its runner says when all is well. */
  readonly summary: RegExp;
  /** A mistake in the app, and what the runner says of it. */
  readonly mistake: { readonly file: string; readonly from: string; readonly to: string; readonly summary: RegExp };
};

/** Asks for the state by the name that was typed. */
const wrongName = { from: 'instance.apiInstanceName', to: 'instance.instanceName' };

const examples: readonly Example[] = [
  {
    name: 'vitest',
    summary: /Tests +3 passed \(3\)/,
    mistake: { file: 'whatsapp.ts', ...wrongName, summary: /Tests +2 failed \| 1 passed \(3\)/ },
  },
  {
    name: 'order-vitest',
    summary: /Tests +4 passed \(4\)/,
    mistake: { file: 'shop.ts', from: "!== 'yes'", to: "!== 'no'", summary: /Tests +1 failed \| 3 passed \(4\)/ },
  },
  {
    name: 'jest',
    summary: /^Tests: +2 passed, 2 total$/m,
    mistake: { file: 'whatsapp.js', ...wrongName, summary: /^Tests: +2 failed, 2 total$/m },
  },
  {
    name: 'node-test',
    summary: /^(#|ℹ) tests 2\n(#|ℹ) suites 0\n(#|ℹ) pass 2$/m,
    mistake: { file: 'whatsapp.js', ...wrongName, summary: /^(#|ℹ) fail 2$/m },
  },
];

const passesAndFails = ({ name, summary, mistake }: Example, env: Readonly<Record<string, string>> = {}): void => {
  test(`examples/${name} passes with the commands of its README`, { timeout: patience }, async () => {
    const project = await exampleProject(name);
    expect(await project.play(env)).toEqual({ code: 0, output: expect.stringMatching(summary) });
  });

  test(`examples/${name} fails when its app makes a mistake`, { timeout: patience }, async () => {
    const project = await exampleProject(name);
    await project.edit(mistake.file, mistake.from, mistake.to);
    expect(await project.play(env)).toEqual({ code: 1, output: expect.stringMatching(mistake.summary) });
  });
};

for (const example of examples) passesAndFails(example);

describe('examples/jest, as its README says', () => {
  test('needs no more than the flag for a test that is an ES module', { timeout: patience }, async () => {
    const project = await exampleProject('jest');
    await project.edit('package.json', '"jest"\n', '"node --experimental-vm-modules node_modules/jest/bin/jest.js"\n');
    const lines = [
      "import { startWachat } from 'wachat-emulator';",
      "test('starts', async () => { await (await startWachat()).close(); });",
    ];
    await project.write('module.test.mjs', lines.join('\n'));
    expect(await project.play()).toEqual({ code: 0, output: expect.stringMatching(/^Tests: +3 passed, 3 total$/m) });
  });
});

describeWithChromium('with a browser', (executable) => {
  passesAndFails(
    {
      name: 'playwright',
      summary: /^ +1 passed /m,
      // The picture in place of the page: it can be scanned, but it never turns.
      mistake: {
        file: 'app.ts',
        from: 'qrcode.liveUrl',
        to: 'qrcode.imageUrl',
        summary: /Locator: .*getByRole\('heading'[^]*^ +1 failed$/m,
      },
    },
    { CHROMIUM_PATH: executable },
  );
});

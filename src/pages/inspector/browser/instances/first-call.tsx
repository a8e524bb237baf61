import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Copy } from '../copy.js';
import { quoted } from '../curl.js';
import { apiKey } from '../key.js';
import { Opener } from '../opener.js';
import { base, placeholderKey } from '../settings.js';

const firstCall = (): string => `curl -X POST ${quoted(`${base}/instance/create`)} \\
  -H ${quoted(`Authorization: Bearer ${apiKey.value || placeholderKey}`)} -H 'Content-Type: application/json' \\
  -d '{"instanceName": "jakarta_store", "number": "628123456789"}'`;

/** How a client calls the emulator: where, and with what. */
export const FirstCall = (): JSX.Element => {
  const command = firstCall();
  return (
    <section class="instances-first" aria-label="How to call it">
      <p class="instances-base">
        <span class="quiet">Base URL</span> <code>{base}</code> <Copy text={base} what="the base URL" label="Copy" />
      </p>
      <pre tabIndex={0} aria-label="A first call">
        <code>{command}</code>
      </pre>
      <p class="instances-base">
        <span class="hint">Creates an instance, and answers with its QR as a text, a picture and a page.</span>
        <Copy text={command} what="the curl command" label="Copy" />
      </p>
      <p class="hint instances-documents">
        OpenAPI: <a href="_emulator/openapi/wachat.json">Wachat API</a>,{' '}
        <a href="_emulator/openapi/emulator.json">control API</a>
      </p>
    </section>
  );
};

/** The same where it is no longer the first thing that one needs. */
export const HowToCall = (): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  return (
    <Opener label="How to call it" class="instances-how" isOpen={isOpen} onToggle={setOpen} button="How to call it">
      <FirstCall />
    </Opener>
  );
};

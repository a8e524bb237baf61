import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { showCurl } from '../act.js';
import type { DeliveryDetail as Inspected } from '../../../../shapes.js';
import { has } from '../call.js';
import { Copy } from '../copy.js';
import { useResource } from '../following.js';
import { Part } from '../json/sections.js';

type Signature = NonNullable<Inspected['signature']>;

const Compare = ({ id, mistakes }: { readonly id: string; readonly mistakes: Signature['mistakes'] }): JSX.Element => {
  const [received, setReceived] = useState('');
  const pathFor = (text: string): string => `deliveries/${id}?received=${encodeURIComponent(text)}`;
  const text = received.trim();
  const answer = useResource(text === '' ? `deliveries/${id}` : pathFor(text), has<Inspected>('verdict'), []);
  const verdict = text === '' ? null : answer.value.value?.verdict;
  const sentence = verdict?.sentence ?? (text === '' ? '' : answer.problem.value);
  return (
    <>
      <div class="compare">
        <label for="received">What your own code computed</label>
        <input
          id="received"
          class="mono"
          autocomplete="off"
          spellcheck={false}
          placeholder="Paste it here"
          value={received}
          aria-invalid={sentence !== '' && verdict?.matches !== true}
          aria-describedby="verdict"
          onInput={({ currentTarget: { value } }) => {
            setReceived(value);
            showCurl('Compares', { method: 'GET', path: `_emulator/${pathFor(value.trim())}` });
          }}
        />
        <p
          id="verdict"
          class={sentence === '' ? 'hint' : `notice ${verdict?.matches === true ? 'good' : 'bad'}`}
          role="status"
        >
          {sentence || (mistakes.length > 0 && 'You are told which mistake it looks like.')}
        </p>
      </div>
      {mistakes.length > 0 && (
        <details class="mistakes" open={typeof verdict?.mistake === 'string'}>
          <summary>What common mistakes give instead</summary>
          <dl>
            {mistakes.map(({ name, about, value }) => (
              <div key={name} class={name === verdict?.mistake ? 'mistake current' : 'mistake'}>
                <dt>{about}</dt>
                <dd class="mono">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
};

/** How the signature came about, step by step, and what is wrong with another one. */
export const Verify = ({ id, signature }: { readonly id: string; readonly signature: Signature }): JSX.Element => {
  const { header, value, expected, algorithm, signed, steps, mistakes } = signature;
  const [isOpen, setOpen] = useState(false);
  return (
    <Part
      title="Verify the signature"
      about={algorithm}
      isOpen={isOpen}
      onFold={setOpen}
      tools={<Copy text={value} what="the signature" />}
    >
      <div class="verify-body">
        <p class="hint">
          <code>{header}</code> is the {algorithm} of <code>{signed}</code> with the secret of the webhook.
        </p>
        {value !== expected && (
          <p class="notice bad">
            A fault signs this one wrong: the header says <code>{value}</code>, so your code must refuse it.
          </p>
        )}
        <ol class="steps">
          {steps.map((step, index) => (
            <li key={index} class="step">
              <p class="step-title">{step.title}</p>
              <p class="hint">{step.detail}</p>
              <pre tabIndex={0} aria-label={step.title}>
                <bdi>{step.value}</bdi>
              </pre>
            </li>
          ))}
        </ol>
        <Compare id={id} mistakes={mistakes} />
      </div>
    </Part>
  );
};

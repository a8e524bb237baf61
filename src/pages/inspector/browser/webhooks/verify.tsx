import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { showCurl } from '../act.js';
import type { DeliveryDetail as Inspected } from '../../../../shapes.js';
import { has, watch } from '../call.js';
import { Copy } from '../copy.js';
import { Part } from '../json/sections.js';

/** Milliseconds after which somebody has typed or pasted. */
const PAUSE = 150;

type Signature = NonNullable<Inspected['signature']>;
type Verdict = NonNullable<Inspected['verdict']>;

const Compare = ({
  id,
  mistakes,
  onMistake,
}: {
  readonly id: string;
  readonly mistakes: Signature['mistakes'];
  readonly onMistake: (name: string | null) => void;
}): JSX.Element => {
  const [received, setReceived] = useState('');
  const [said, setSaid] = useState<Verdict | string | undefined>(undefined);
  const text = received.trim();
  useEffect(() => {
    setSaid(undefined);
    onMistake(null);
    if (text === '') return undefined;
    let isOver = false;
    const path = `deliveries/${encodeURIComponent(id)}?received=${encodeURIComponent(text)}`;
    const timer = setTimeout(() => {
      showCurl('Compares', { method: 'GET', path: `_emulator/${path}` });
      watch(path, has<Inspected>('verdict')).then(
        ({ verdict }) => {
          if (isOver) return;
          setSaid(verdict ?? undefined);
          onMistake(verdict?.mistake ?? null);
        },
        (error: unknown) => {
          if (!isOver) setSaid(error instanceof Error ? error.message : String(error));
        },
      );
    }, PAUSE);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [id, text]);
  const isRight = typeof said === 'object' && said.matches;
  return (
    <div class="compare">
      <label for="received">What your own code computed</label>
      <input
        id="received"
        class="mono"
        autocomplete="off"
        spellcheck={false}
        placeholder="Paste it here"
        value={received}
        aria-invalid={said !== undefined && !isRight}
        aria-describedby="verdict"
        onInput={({ currentTarget: { value } }) => {
          setReceived(value);
        }}
      />
      <p id="verdict" class={said === undefined ? 'hint' : `notice ${isRight ? 'good' : 'bad'}`} role="status">
        {said === undefined
          ? mistakes.length === 0
            ? ''
            : 'If it is not the same, you are told which mistake it looks like.'
          : typeof said === 'string'
            ? said
            : said.sentence}
      </p>
    </div>
  );
};

/** How the signature came about, step by step, and what is wrong with another one. */
export const Verify = ({ id, signature }: { readonly id: string; readonly signature: Signature }): JSX.Element => {
  const { header, value, expected, algorithm, signed, steps, mistakes } = signature;
  const [isOpen, setOpen] = useState(false);
  const [mistake, setMistake] = useState<string | null>(null);
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
        <Compare id={id} mistakes={mistakes} onMistake={setMistake} />
        {mistakes.length > 0 && (
          <details class="mistakes" open={mistake !== null}>
            <summary>What common mistakes give instead</summary>
            <dl>
              {mistakes.map(({ name, about, value: wrong }) => (
                <div key={name} class={name === mistake ? 'mistake current' : 'mistake'}>
                  <dt>{about}</dt>
                  <dd class="mono">{wrong}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </Part>
  );
};

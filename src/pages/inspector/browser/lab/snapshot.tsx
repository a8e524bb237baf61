import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { accounts, countOf, useAccounts } from '../accounts.js';
import { ActButton } from '../button.js';
import { sizeWords } from '../chats/words.js';
import { isObject } from '../call.js';
import { Problem } from '../forms/problem.js';
import { Icon } from '../icons.js';
import { things } from '../times.js';

const FILE = 'wachat-snapshot.json';
/** Milliseconds: an account may have 64 MiB. */
const PATIENCE = 60_000;

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const save = (answer: object): void => {
  const url = URL.createObjectURL(new Blob([JSON.stringify(answer)], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: FILE }).click();
  // The browser reads it after this.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
};

type Chosen = { readonly file: File; readonly snapshot: Readonly<Record<string, unknown>> };

/** What a snapshot holds, as far as it can be seen without knowing its format. */
const aboutOf = ({ file, snapshot }: Chosen): string => {
  const { instances, webhooks, clock } = snapshot;
  const hooks = isObject(webhooks) ? lengthOf(webhooks.list) : 0;
  const now = isObject(clock) && typeof clock.now === 'string' ? `, its clock at ${clock.now}` : '';
  return `${sizeWords(file.size)}: ${things(lengthOf(instances), 'instance')}, ${things(hooks, 'webhook')}${now}.`;
};

const Restore = (): JSX.Element => {
  const chosen = useSignal<Chosen | undefined>(undefined);
  const problem = useSignal('');
  const done = useSignal('');
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    chosen.value = undefined;
    done.value = '';
    problem.value = '';
    try {
      const snapshot: unknown = JSON.parse(await file.text());
      if (!isObject(snapshot) || !('wachatEmulatorSnapshot' in snapshot))
        problem.value = `${file.name} is JSON, but not a snapshot: it has no wachatEmulatorSnapshot.`;
      else chosen.value = { file, snapshot };
    } catch {
      problem.value = `${file.name} could not be read as JSON.`;
    }
  };
  const one = chosen.value;
  return (
    <section
      class={`card lab-clock lab-drop${isOver ? ' over' : ''}`}
      aria-labelledby="restore-title"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void choose(event.dataTransfer?.files[0]);
      }}
    >
      <h2 id="restore-title">Back from a file</h2>
      <p class="hint">What the account has is replaced by what the file holds. Choose one, or drop it here.</p>
      <label for="snapshot-file" class="unseen">
        Snapshot file
      </label>
      <input
        ref={input}
        id="snapshot-file"
        type="file"
        accept=".json,application/json"
        aria-invalid={problem.value !== ''}
        aria-describedby="snapshot-problem"
        onChange={({ currentTarget }) => {
          void choose(currentTarget.files?.[0]);
        }}
      />
      {one !== undefined && (
        <>
          <p class="lab-chosen">
            <strong>
              <bdi>{one.file.name}</bdi>
            </strong>{' '}
            {aboutOf(one)}
          </p>
          <ActButton
            call={{
              method: 'PUT',
              path: '_emulator/snapshot',
              body: one.snapshot,
              file: one.file.name,
              patience: PATIENCE,
            }}
            words="Account restored"
            about="Restore the account from this file"
            asks="Really replace all it has?"
            class="primary"
            say={(sentence) => {
              problem.value = sentence;
            }}
            onDone={() => {
              done.value = `Restored from ${one.file.name}.`;
              chosen.value = undefined;
              if (input.current !== null) input.current.value = '';
              input.current?.focus();
            }}
          >
            Restore the account
          </ActButton>
        </>
      )}
      {done.value !== '' && <p class="lab-made">{done.value}</p>}
      <Problem id="snapshot-problem" text={problem.value} />
    </section>
  );
};

const Had = (): JSX.Element => {
  useAccounts(true);
  const own = accounts.value.find((one) => one.own);
  return (
    <p class="hint lab-had">
      A reset drops all that the account has{own === undefined ? '' : `, with ${countOf(own)}`}. Its number and its key
      stay; what a seed gave it comes back.
    </p>
  );
};

/** The account in a file, back from it, and as new. */
export const SnapshotSection = (): JSX.Element => (
  <div class="lab-page lab-two">
    <section class="card lab-clock" aria-labelledby="save-title">
      <h2 id="save-title">To a file</h2>
      <p class="hint">
        All but requests, events and deliveries that are done. It holds the secrets of webhooks, but not the key.
      </p>
      <div>
        <ActButton
          call={{ method: 'GET', path: '_emulator/snapshot', file: FILE, patience: PATIENCE }}
          words="Snapshot saved"
          about="Save the account to a file"
          class="primary"
          onDone={save}
        >
          <Icon name="webhooks" /> Save a snapshot
        </ActButton>
      </div>
    </section>
    <Restore />
    <section class="card lab-clock" aria-labelledby="reset-title">
      <h2 id="reset-title">As new</h2>
      <Had />
      <div class="lab-row">
        <ActButton
          call={{ method: 'POST', path: '_emulator/reset' }}
          words="Account reset"
          about="Reset the account"
          asks="Really drop all of it?"
        >
          Reset the account
        </ActButton>
        <ActButton
          call={{ method: 'DELETE', path: '_emulator/account' }}
          words="Account deleted"
          about="Delete the account"
          asks="Really delete it, number and all?"
        >
          Delete the account
        </ActButton>
      </div>
      <p class="hint">Deleting drops its number as well, unless the emulator was started with its key.</p>
    </section>
  </div>
);

import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { act, showCurl } from '../act.js';
import type { Call } from '../call.js';
import { Icon, type IconName } from '../icons.js';
import { apiKey } from '../key.js';
import { refine } from '../route.js';
import { attachmentOf, contentOf } from './attachment.js';
import { EmojiPicker } from './emoji.js';
import { LocationForm } from './location-form.js';
import { writing } from './room.js';
import type { Talk } from './talk.js';
import { cut, previewOf, sizeWords } from './words.js';

/** What the fields are called, by the names that the API has for them. */
const labels = { from: 'Write as', pushName: 'Name', text: 'Message', caption: 'Message' } as const;
type Field = keyof typeof labels;
const isField = (name: string): name is Field => name in labels;
const quoted = (field: Field): string => `“${labels[field]}”`;

/** What goes out with the message, until it is taken away. */
const Pending = (props: {
  readonly children: ComponentChildren;
  readonly label: string;
  readonly onDrop: () => void;
}): JSX.Element => (
  <div class="chats-pending">
    {props.children}
    <button type="button" class="bare" aria-label={props.label} onClick={props.onDrop}>
      <Icon name="close" />
    </button>
  </div>
);

/** Where one writes as the customer. */
export const Composer = ({ talk, disabled }: { readonly talk: Talk; readonly disabled: boolean }): JSX.Element => {
  const { room, answered } = talk;
  const text = talk.text.value;
  const file = talk.file.value;
  const [problem, setProblem] = useState('');
  const [open, setOpen] = useState<{ readonly what: 'emoji' | 'location'; readonly at: Element }>();
  const box = useRef<HTMLTextAreaElement>(null);
  const sending = useRef(Promise.resolve());
  const answer = answered.value;
  const isStatus = room.kind === 'status';
  const about = isStatus ? 'Post a status update' : 'Write as the customer';

  useLayoutEffect(() => {
    if (answer !== undefined) box.current?.focus();
  }, [answer]);

  const callFor = (written: string): Call =>
    writing(room, talk.author(), {
      quoted: isStatus ? undefined : answer?.id,
      ...(file === undefined ? { type: 'text', text: written } : contentOf(file, written)),
    });
  const say = (sentence: string): void => {
    setProblem(sentence.replace(/"(\w+)"/g, (member, field: string) => (isField(field) ? quoted(field) : member)));
  };
  const isWrong = (field: Field): boolean => problem.includes(quoted(field));
  /** Empties the box at once, so that one can write on; what is refused comes back to it. One goes out after the other. */
  const send = (): void => {
    if (text === '' && file === undefined) return;
    const call = callFor(text);
    const key = apiKey.peek();
    refine({ message: undefined });
    // What an audio message cannot say stays to be sent by itself.
    const written = file?.type === 'audio' ? '' : text;
    if (written !== '') talk.text.value = '';
    talk.file.value = undefined;
    answered.value = undefined;
    box.current?.focus();
    sending.current = sending.current.then(async () => {
      // With another key, it would go to another account.
      const answers: unknown[] = [];
      if (key === apiKey.peek()) await act({ call, words: 'Sent', say, onAnswer: (one) => answers.push(one) });
      if (answers.length > 0) return;
      talk.text.value = [written, talk.text.value].filter((part) => part !== '').join('\n');
      talk.file.value ??= file;
      answered.value ??= answer;
    });
  };
  const attach = (files: FileList | null | undefined): boolean => {
    const [first] = files ?? [];
    if (first === undefined || isStatus) return false;
    attachmentOf(first).then(
      (read) => {
        setProblem('');
        talk.file.value = read;
        box.current?.focus();
      },
      (reason: unknown) => {
        setProblem(reason instanceof Error ? reason.message : String(reason));
      },
    );
    return true;
  };
  const insert = (emoji: string): void => {
    const area = box.current;
    if (area === null) return;
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, 'end');
    area.focus();
    talk.text.value = area.value;
  };

  const opener = (what: 'emoji' | 'location', title: string, icon: IconName): JSX.Element => (
    <button
      type="button"
      class="bare"
      title={title}
      aria-haspopup="dialog"
      disabled={disabled}
      onClick={({ currentTarget }) => {
        setOpen({ what, at: currentTarget });
      }}
    >
      <Icon name={icon} />
    </button>
  );
  const close = (): void => {
    setOpen(undefined);
  };

  return (
    <form
      class="chats-composer"
      aria-label={about}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {room.kind !== 'person' && (
        <div class="chats-as">
          {(['from', 'pushName'] as const).map((field) => (
            <label key={field}>
              {labels[field]}
              <input
                autocomplete="off"
                inputMode={field === 'from' ? 'numeric' : 'text'}
                placeholder={field === 'from' ? 'Number' : 'If it is a new one'}
                aria-invalid={isWrong(field)}
                value={talk[field].value}
                onInput={({ currentTarget }) => {
                  talk[field].value = currentTarget.value;
                }}
              />
            </label>
          ))}
        </div>
      )}
      {answer !== undefined && (
        <Pending
          label="Do not reply to this message"
          onDrop={() => {
            answered.value = undefined;
            box.current?.focus();
          }}
        >
          <Icon name="reply" />
          <span class="chats-cut" dir="auto">
            {cut(previewOf(answer), 200)}
          </span>
        </Pending>
      )}
      {file !== undefined && (
        <Pending
          label={`Do not send ${file.name}`}
          onDrop={() => {
            talk.file.value = undefined;
            box.current?.focus();
          }}
        >
          {file.type === 'image' ? <img src={file.url} alt="" /> : <Icon name="file" />}
          <bdi class="chats-cut">{file.name}</bdi>
          <span class="quiet">{sizeWords(file.size)}</span>
        </Pending>
      )}
      {problem !== '' && (
        <p class="message" role="alert">
          {problem}
        </p>
      )}
      <div class="chats-write">
        {opener('emoji', 'Emoji', 'smile')}
        {!isStatus && (
          <>
            <label class="chats-file" title="A picture or another file">
              <input
                type="file"
                class="unseen"
                aria-label="A picture or another file"
                disabled={disabled}
                onChange={({ currentTarget }) => {
                  attach(currentTarget.files);
                  // The same file may be chosen again.
                  currentTarget.value = '';
                }}
              />
              <Icon name="clip" />
            </label>
            {opener('location', 'A location', 'pin')}
          </>
        )}
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          aria-label={isStatus ? 'Status update' : 'Message as the customer'}
          placeholder={about}
          aria-invalid={isWrong('text')}
          disabled={disabled}
          value={text}
          onInput={({ currentTarget }) => {
            talk.text.value = currentTarget.value;
            if (currentTarget.value !== '') showCurl(about, callFor(currentTarget.value));
          }}
          onPaste={(event) => {
            if (attach(event.clipboardData?.files)) event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            } else if (event.key === 'Escape' && answer !== undefined) answered.value = undefined;
          }}
        />
        <button
          type="submit"
          class="primary chats-send"
          aria-label={isStatus ? 'Post' : 'Send'}
          title="Enter"
          disabled={disabled || (text === '' && file === undefined)}
        >
          <Icon name="send" />
        </button>
      </div>
      {open?.what === 'emoji' && <EmojiPicker at={open.at} onChoose={insert} onClose={close} />}
      {open?.what === 'location' && <LocationForm at={open.at} talk={talk} onClose={close} />}
    </form>
  );
};

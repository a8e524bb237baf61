import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Message, MessageContent } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { Icon, type IconName } from '../icons.js';
import { LongText } from './long-text.js';
import { hasArrived, mediaHref, writing } from './room.js';
import type { Talk } from './talk.js';
import { previewOf, sizeWords, typeWords } from './words.js';

type Of<Type extends MessageContent['type']> = Extract<MessageContent, { readonly type: Type }>;
type Media = Of<'image'> | Of<'video'> | Of<'audio'> | Of<'document'>;

const Card = (props: {
  readonly glyph: IconName;
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <div class="chats-card">
    <Icon name={props.glyph} />
    <div>
      <bdi class="chats-card-title">{props.title}</bdi>
      <span class="quiet">{props.children}</span>
    </div>
  </div>
);

const MediaFile = ({ message, content }: { readonly message: Message; readonly content: Media }): JSX.Element => {
  const { type, fileName, url, mimetype } = content;
  const { mediaSize } = message;
  const href = mediaHref(message);
  // Tests send what only has the beginning of a picture.
  const [isBroken, setBroken] = useState(false);
  const name = fileName ?? typeWords(type);
  const about = [mimetype, mediaSize !== null && sizeWords(mediaSize)].filter(Boolean).join(' · ');
  const save = href !== null && { href, download: fileName ?? '' };
  const shown = href !== null &&
    !isBroken && {
      src: href,
      onError: () => {
        setBroken(true);
      },
    };
  if (save && shown && type === 'image')
    return (
      <a {...save} class="chats-picture" title={`Save ${name} (${about})`}>
        <img {...shown} alt={`Picture: ${name}`} loading="lazy" />
      </a>
    );
  if (shown && type === 'video')
    return <video {...shown} class="chats-film" controls preload="metadata" aria-label={name} />;
  return (
    <>
      <Card glyph={type === 'audio' ? 'sound' : type === 'video' ? type : 'file'} title={name}>
        {about}{' '}
        {save ? (
          <a {...save}>Save</a>
        ) : (
          url !== null &&
          /^https?:\/\//i.test(url) && (
            <a href={url} target="_blank" rel="noreferrer" title={`${url} (the emulator has not fetched it)`}>
              at {new URL(url).host}
            </a>
          )
        )}
      </Card>
      {shown && type === 'audio' && <audio {...shown} controls preload="none" aria-label={name} />}
    </>
  );
};

/** @param signs the letters for positive and negative */
const degrees = (value: number, signs: string): string =>
  `${Math.abs(value).toFixed(4)}° ${signs.charAt(value < 0 ? 1 : 0)}`;

/** What a customer answers with a press. */
const Tap = ({
  message,
  talk,
  what,
  ...more
}: {
  readonly message: Message;
  readonly talk: Talk;
  readonly what: object;
  readonly class: string;
  readonly words: string;
  readonly children: ComponentChildren;
  readonly onDone?: () => void;
}): JSX.Element => (
  <ActButton
    {...more}
    call={writing(talk.room, talk.author(), { ...what, messageId: message.id })}
    about="Choose this as the customer"
    disabled={!hasArrived(message)}
  />
);

/** What can be chosen in a list; it opens like on a phone. */
const ListChoice = ({
  message,
  content,
  talk,
}: {
  readonly message: Message;
  readonly content: Of<'list'>;
  readonly talk: Talk;
}): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={toggle}
        type="button"
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        <Icon name="list" />
        <bdi>{content.buttonText}</bdi>
      </button>
      {isOpen &&
        content.sections.map(({ title, rows }, index) => (
          <section key={index} aria-label={title}>
            <bdi class="chats-choice-title">{title}</bdi>
            {rows.map(({ rowId, title: row, description }) => (
              <Tap
                key={rowId}
                class="chats-row"
                message={message}
                talk={talk}
                what={{ type: 'listReply', rowId }}
                words={`Chose ${row}`}
                onDone={() => {
                  // The row goes, and the focus with it.
                  toggle.current?.focus();
                  setOpen(false);
                }}
              >
                <bdi>{row}</bdi>
                {description !== null && <bdi class="quiet">{description}</bdi>}
              </Tap>
            ))}
          </section>
        ))}
    </>
  );
};

const Footer = ({ text }: { readonly text: string | null }): JSX.Element | null =>
  text === null ? null : <bdi class="chats-footer">{text}</bdi>;

/** What a message says, in the form that it has on a phone. */
export const Content = ({ message, talk }: { readonly message: Message; readonly talk: Talk }): JSX.Element => {
  const { content } = message;
  switch (content.type) {
    case 'text':
    case 'buttonReply':
      return <LongText text={content.text} />;
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
      return (
        <>
          <MediaFile message={message} content={content} />
          {content.caption !== null && <LongText text={content.caption} />}
        </>
      );
    case 'location':
      return (
        <Card glyph="pin" title={content.name ?? 'Location'}>
          {content.address !== null && <bdi>{content.address}</bdi>}
          <span class="chats-line">
            {degrees(content.latitude, 'NS')}, {degrees(content.longitude, 'EW')}
          </span>
        </Card>
      );
    case 'contact':
      return (
        <Card glyph="person" title={content.name}>
          +{content.number}
        </Card>
      );
    case 'list':
    case 'buttons':
      return (
        <>
          {content.title !== null && <bdi class="chats-title">{content.title}</bdi>}
          <LongText text={content.text} />
          <Footer text={content.footerText} />
          <div class="chats-choice">
            {content.type === 'list' ? (
              <ListChoice message={message} content={content} talk={talk} />
            ) : (
              content.buttons.map(({ id, text }) => (
                <Tap
                  key={id}
                  class="chats-tap"
                  message={message}
                  talk={talk}
                  what={{ type: 'buttonReply', buttonId: id }}
                  words={`Tapped ${text}`}
                >
                  <bdi>{text}</bdi>
                </Tap>
              ))
            )}
          </div>
        </>
      );
    case 'listReply':
      return (
        <>
          <LongText text={content.title} />
          <Footer text={content.description} />
        </>
      );
    case 'reaction':
      return <LongText text={previewOf(message)} />;
    case 'call':
      return (
        <Card glyph={content.video ? 'video' : 'phone'} title={content.video ? 'Video call' : 'Voice call'}>
          {content.rejected ? 'The gateway rejected it.' : 'It rang, and nobody answered.'}
        </Card>
      );
  }
};

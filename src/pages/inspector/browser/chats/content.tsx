import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Message, MessageContent } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { Icon, type IconName } from '../icons.js';
import { LongText } from './long-text.js';
import { hasArrived, mediaHref, writing } from './room.js';
import type { Talk } from './talk.js';
import { sizeWords, typeWords } from './words.js';

type Of<Type extends MessageContent['type']> = Extract<MessageContent, { readonly type: Type }>;
type Media = Of<'image'> | Of<'video'> | Of<'audio'> | Of<'document'>;

const Card = (props: {
  readonly glyph: IconName;
  readonly title: string;
  readonly about: ComponentChildren;
}): JSX.Element => (
  <div class="chats-card">
    <Icon name={props.glyph} />
    <div>
      <bdi class="chats-card-title">{props.title}</bdi>
      <span class="quiet">{props.about}</span>
    </div>
  </div>
);

const mediaGlyphs = { image: 'file', video: 'video', audio: 'sound', document: 'file' } as const;

const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

const MediaFile = ({ message, content }: { readonly message: Message; readonly content: Media }): JSX.Element => {
  const { type, fileName, url, mimetype } = content;
  const href = mediaHref(message);
  // Tests send what only has the beginning of a picture.
  const [isBroken, setBroken] = useState(false);
  const fail = (): void => {
    setBroken(true);
  };
  const name = fileName ?? typeWords[type];
  const about = [mimetype, message.mediaSize === null ? null : sizeWords(message.mediaSize)]
    .filter(Boolean)
    .join(' · ');
  if (href !== null && type === 'image' && !isBroken) {
    return (
      <a class="chats-picture" href={href} download={fileName ?? ''} title={`Save ${name}${about && ` (${about})`}`}>
        <img src={href} alt={`Picture: ${name}`} loading="lazy" onError={fail} />
      </a>
    );
  }
  if (href !== null && type === 'video' && !isBroken)
    return <video class="chats-film" src={href} controls preload="metadata" aria-label={name} onError={fail} />;
  return (
    <>
      <Card
        glyph={mediaGlyphs[type]}
        title={name}
        about={
          <>
            {about}
            {about !== '' && ' '}
            {href === null ? (
              url !== null && isWeb(url) ? (
                <a href={url} target="_blank" rel="noreferrer" title={`${url} (the emulator has not fetched it)`}>
                  at {new URL(url).host}
                </a>
              ) : null
            ) : (
              <a href={href} download={fileName ?? ''}>
                Save
              </a>
            )}
          </>
        }
      />
      {href !== null && type === 'audio' && !isBroken && (
        <audio src={href} controls preload="none" aria-label={name} onError={fail} />
      )}
    </>
  );
};

const degrees = (value: number, [plus, minus]: readonly [string, string]): string =>
  `${Math.abs(value).toFixed(4)}° ${value < 0 ? minus : plus}`;

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
    <div class="chats-choice">
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
              <ActButton
                key={rowId}
                class="chats-row"
                call={writing(talk.room, talk.author(), { type: 'listReply', rowId, messageId: message.id })}
                words={`Chose ${row}`}
                about="Choose this row as the customer"
                disabled={!hasArrived(message)}
                onDone={() => {
                  // The row goes, and the focus with it.
                  toggle.current?.focus();
                  setOpen(false);
                }}
              >
                <bdi>{row}</bdi>
                {description !== null && <bdi class="quiet">{description}</bdi>}
              </ActButton>
            ))}
          </section>
        ))}
    </div>
  );
};

const Footer = ({ text }: { readonly text: string | null }): JSX.Element | null =>
  text === null ? null : <bdi class="chats-footer">{text}</bdi>;

/** What a message says, in the form that it has on a phone. */
export const Content = ({ message, talk }: { readonly message: Message; readonly talk: Talk }): JSX.Element => {
  const { content } = message;
  switch (content.type) {
    case 'text':
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
        <Card
          glyph="pin"
          title={content.name ?? 'Location'}
          about={
            <>
              {content.address !== null && <bdi class="chats-line">{content.address}</bdi>}
              <span class="chats-line">
                {degrees(content.latitude, ['N', 'S'])}, {degrees(content.longitude, ['E', 'W'])}
              </span>
            </>
          }
        />
      );
    case 'contact':
      return <Card glyph="person" title={content.name} about={`+${content.number}`} />;
    case 'list':
      return (
        <>
          <bdi class="chats-title">{content.title}</bdi>
          <LongText text={content.text} />
          <Footer text={content.footerText} />
          <ListChoice message={message} content={content} talk={talk} />
        </>
      );
    case 'buttons':
      return (
        <>
          {content.title !== null && <bdi class="chats-title">{content.title}</bdi>}
          <LongText text={content.text} />
          <Footer text={content.footerText} />
          <div class="chats-choice">
            {content.buttons.map(({ id, text }) => (
              <ActButton
                key={id}
                class="chats-tap"
                call={writing(talk.room, talk.author(), { type: 'buttonReply', buttonId: id, messageId: message.id })}
                words={`Tapped ${text}`}
                about="Tap this button as the customer"
                disabled={!hasArrived(message)}
              >
                <bdi>{text}</bdi>
              </ActButton>
            ))}
          </div>
        </>
      );
    case 'listReply':
      return (
        <>
          <LongText text={content.title} />
          {content.description !== null && <Footer text={content.description} />}
        </>
      );
    case 'buttonReply':
      return <LongText text={content.text} />;
    case 'reaction':
      return <LongText text={content.emoji === '' ? 'Took a reaction back' : `Reacted with ${content.emoji}`} />;
    case 'call':
      return (
        <Card
          glyph={content.video ? 'video' : 'phone'}
          title={content.video ? 'Video call' : 'Voice call'}
          about={content.rejected ? 'The gateway rejected it.' : 'It rang, and nobody answered.'}
        />
      );
  }
};

import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import type { Media } from '../domain/mailbox.js';
import type { Content, MediaType } from '../domain/message.js';
import type { Emulator } from '../emulator.js';
import { keyFrom } from '../http/caller.js';
import { HttpError } from '../http/errors.js';
import { leaveUnrecorded } from '../http/recording.js';
import { mimetype as Mimetype } from '../messages/content.js';
import { registry } from '../schema/registry.js';
import { fetchMedia } from './fetching.js';
import { plainUrl } from './fields.js';
import { addressOf, sentReply } from './message.js';

const URL_RULE = 'an absolute http:// or https:// URL of at most 2,048 characters';

/** Where media are. It is kept as it is sent, and fetched only if the emulator was told to. */
export const mediaUrl = plainUrl(URL_RULE)
  .check((context) => {
    const { username, password } = new URL(context.value);
    const problem =
      username !== '' || password !== ''
        ? 'must not contain a user name or password'
        : // By the text, not by what is read into it: `https:example.com` can be read as a URL, too.
          /^https?:\/\/[^/]/i.test(context.value)
          ? undefined
          : 'must begin with http:// or https:// and a host';
    if (problem !== undefined) context.issues.push({ code: 'custom', input: context.value, message: problem });
  })
  .register(registry, {
    description: 'Where the file is. It is fetched only with --fetch-media.',
    example: 'https://example.com/invoice.pdf',
    maxLength: 2_048,
  });

const NO_CAPTION = 'must be left out: an audio message has no caption';
/** Refuses what an audio message cannot have. */
export const checkCaption = (
  { issues, value }: z.core.ParsePayload,
  type: string,
  name: string,
  caption: string | undefined,
): void => {
  if (type === 'audio' && caption !== undefined)
    issues.push({ code: 'custom', input: value, path: [name], message: NO_CAPTION });
};

/** The name in a URL: its last segment. */
const nameIn = (url: string): string | null => {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return /^[^\p{Cc}/\\]{1,255}$/u.exec(decodeURIComponent(last))?.[0] ?? null;
  } catch {
    return null;
  }
};

/** The name of a file for which none is given. [upstream] */
const fileNameFor = (type: MediaType, url: string): string | null => {
  switch (type) {
    case 'image':
      return 'image.jpg';
    case 'video':
      return 'video.mp4';
    case 'document':
      return nameIn(url);
    case 'audio':
      return null;
  }
};

/** Media, as a client asks for them to be sent. */
type Sending = {
  readonly instanceName: string;
  readonly number: string;
  readonly type: MediaType;
  readonly mediaUrl: string;
  readonly message?: string | undefined;
  readonly fileName?: string | undefined;
  readonly mimetype?: string | undefined;
  readonly delay?: number | undefined;
};

/** Aborted as soon as a client has left. */
const leavingOf = (reply: FastifyReply): AbortSignal => {
  const leaving = new AbortController();
  if (reply.raw.destroyed) leaving.abort();
  reply.raw.once('close', () => {
    leaving.abort();
  });
  return leaving.signal;
};

/**
 * Hands media over, once they are fetched if they are to be.
 * @throws {Refusal} as `Messages.send`
 * @throws {HttpError} 400 if they cannot be fetched, 404 if the account is reset meanwhile
 */
export const sendMediaFor = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { accounts, config, fetches, messages }: Emulator,
  { instanceName, number, type, mediaUrl: url, message, delay, ...given }: Sending,
) => {
  const key = keyFrom(request);
  const jid = addressOf(number);
  const fileName = given.fileName ?? fileNameFor(type, url);
  const handOver = (media?: Media, mimetype = given.mimetype ?? null) => {
    const content: Content = { type, url, mimetype, fileName, caption: message ?? null };
    return sentReply(messages.send(key, instanceName, { jid, content, delay, media }));
  };
  if (!config.fetchMedia) return handOver();
  const account = messages.checkSending(key, instanceName, jid);
  const leaving = leavingOf(reply);
  const { bytes, mimetype: said } = await fetchMedia(url, config.webhookHttp, fetches, leaving);
  if (!accounts.isCurrent(account)) {
    leaveUnrecorded(request);
    throw new HttpError(404, 'The account was reset while its media was fetched, so the instance is gone.');
  }
  // What a server says may be anything.
  const mimetype = given.mimetype ?? Mimetype.safeParse(said).data ?? null;
  return handOver({ bytes, mimetype, fileName }, mimetype);
};

import * as z from 'zod';
import { create, customer, sample, scanIt } from '../api/samples.js';
import { jidOf } from '../domain/events.js';
import { HttpError } from '../http/errors.js';
import { operation, Png, type Call } from '../http/operation.js';
import { CONTROL_PATH } from '../http/paths.js';
import { drawAvatar } from '../qr/avatar.js';
import { registry } from '../schema/registry.js';

const Bytes = z
  .custom<Buffer>((value) => Buffer.isBuffer(value))
  .register(registry, { type: 'string', format: 'binary' });

const UNKNOWN = 'application/octet-stream';
/**
 * What a browser takes for a script, whatever else the headers say, or for several files with types of their own. All
 * other types stay as they were given: none of them runs as an attachment in a sandbox.
 */
const RUNS = /script|^multipart\//i;

/** A name as RFC 8187 writes it: in ASCII, and with nothing in it that could end the header. */
const extended = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const TokenParams = z.object({
  token: z
    .string()
    .register(registry, { description: 'The name of the bytes.', example: 'eRNHHKIlkOEpgiRH2Cv3_M1AxOeeq2cT' }),
});

const receiveIt: Call = {
  method: 'POST',
  path: `${CONTROL_PATH}/instances/${sample.technicalName}/receive`,
  body: { from: customer, type: 'image', base64: 'R0lGODlhAQABAAAAACw=', mimetype: 'image/gif', fileName: 'dot.gif' },
};

export const getMedia = operation({
  id: 'getMedia',
  summary: 'Get the bytes of a message',
  description:
    'What was received or fetched, for as long as its message is kept. Needs no key: nobody can guess where it is. It is never something that a browser runs.',
  key: 'none',
  underAnyName: true,
  inAnyPage: true,
  input: { params: TokenParams },
  replies: {
    200: {
      description: 'The bytes, with the type and the name that they were given.',
      content: { '*/*': { schema: Bytes } },
    },
  },
  errors: { 404: 'There are no such bytes, or no longer.' },
  handle(request, reply, { mediaOf }) {
    const media = mediaOf(request.params.token);
    if (media === undefined) {
      throw new HttpError(404, 'There is no such media; it goes with its message, when that is no longer kept.');
    }
    const { bytes, mimetype, fileName } = media;
    return reply
      .headers({
        'Content-Disposition': `attachment${fileName === null ? '' : `; filename*=UTF-8''${extended(fileName)}`}`,
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'Cache-Control': 'no-store',
      })
      .type(mimetype === null || RUNS.test(mimetype) ? UNKNOWN : mimetype)
      .send(bytes);
  },
  examples: () => [{ name: 'image', summary: 'A picture', before: [create, scanIt, receiveIt] }],
});

const JidParams = z.object({
  jid: z.string().register(registry, { description: 'The address of a person or a group.', example: jidOf(customer) }),
});

export const getContactPicture = operation({
  id: 'getContactPicture',
  summary: 'Get the picture of a contact',
  description: 'An invented picture, the same for the same address. Needs no key.',
  key: 'none',
  underAnyName: true,
  inAnyPage: true,
  input: { params: JidParams },
  replies: { 200: { description: 'The picture.', content: { 'image/png': { schema: Png } } } },
  handle(request, reply) {
    return reply.header('Cache-Control', 'no-store').type('image/png').send(drawAvatar(request.params.jid));
  },
  examples: () => [{ name: 'picture', summary: 'A person' }],
});

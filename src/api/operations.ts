import * as z from 'zod';
import type { FastifySchema } from 'fastify';
import type {} from '@fastify/swagger';
import { registry } from '../http/schema.js';
import { CreateReply, InstanceQrReply, LiveReply } from './reply-schemas.js';
import { ErrorReply } from '../http/replies.js';
import { CreateBody, CreateQuery, InstanceAndKeyQuery, InstanceQuery, LiveQuery, sample } from './schemas.js';

/** A reply of JSON. */
export const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The error replies that an operation may give, by status. */
export const errors = (statuses: Readonly<Record<number, string>>) =>
  Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema: ErrorReply } } },
    ]),
  );

export const badInput = 'The input is wrong; details lists each problem.';
export const badKey = 'No API key, or not one that is let in.';
export const notFound = 'This account has no instance with that technical name.';
export const bodyErrors = { 413: 'The body is larger than 1 MiB.', 415: 'The body is not JSON.' };

export const Png = z
  .custom<Buffer>((value) => Buffer.isBuffer(value))
  .register(registry, { type: 'string', format: 'binary' });
export const withHeader = [{ bearer: [] }];
export const withHeaderOrQuery = [{ bearer: [] }, { apiKey: [] }];

export const createInstance = {
  operationId: 'createInstance',
  tags: ['instances'],
  summary: 'Create an instance',
  description:
    'Creates an instance and starts pairing. A WHATSAPP-BAILEYS instance answers with its first QR; a WHATSAPP-BUSINESS instance is open at once and has none. Each call creates another instance, also under a display name that is taken.',
  security: withHeader,
  querystring: CreateQuery,
  body: CreateBody,
  response: {
    201: {
      description: 'Created. With response=image, the QR itself, and both names in headers.',
      headers: {
        'X-Instance-Name': {
          type: 'string',
          description:
            'Display name, percent-encoded unless it is printable ASCII without a %; only with response=image.',
          example: sample.displayName,
        },
        'X-Api-Instance-Name': {
          type: 'string',
          description: 'Technical name; only with response=image.',
          example: sample.technicalName,
        },
      },
      content: { 'application/json': { schema: CreateReply }, 'image/png': { schema: Png } },
    },
    ...errors({ 400: badInput, 401: badKey, ...bodyErrors, 429: 'The emulator holds as many instances as it may.' }),
  },
} satisfies FastifySchema;

export const getQr = {
  operationId: 'getQr',
  tags: ['qr'],
  summary: 'Get the current QR',
  description:
    'The current QR as JSON. Starts pairing anew when it had given up. An open instance answers without qrcode.',
  security: withHeader,
  querystring: InstanceQuery,
  response: {
    200: {
      description: 'The instance, and its current QR unless it is open.',
      content: { 'application/json': { schema: InstanceQrReply } },
    },
    ...errors({ 400: badInput, 401: badKey, 404: notFound }),
  },
} satisfies FastifySchema;

export const getQrImage = {
  operationId: 'getQrImage',
  tags: ['qr'],
  summary: 'Get the current QR as a picture',
  description: 'The current QR as a PNG, for the src of an img element. Starts pairing anew when it had given up.',
  security: withHeaderOrQuery,
  querystring: InstanceAndKeyQuery,
  response: {
    200: { description: 'The QR: 1 bit a pixel, 4 pixels a module.', content: { 'image/png': { schema: Png } } },
    ...errors({
      400: `${badInput} Also for a WHATSAPP-BUSINESS instance, which has no QR.`,
      401: badKey,
      404: notFound,
      409: 'The instance is open: there is no QR to show.',
    }),
  },
} satisfies FastifySchema;

const Vary = { type: 'string', description: 'The header Accept decides which of them is sent.', example: 'Accept' };

export const getQrLive = {
  operationId: 'getQrLive',
  tags: ['qr'],
  summary: 'A page that follows pairing',
  description:
    "A page for an iframe of 420 by 460: it renews the QR by itself and changes to a success message after the scan. By Accept it answers in place of the page with what it shows as JSON, or with a stream of that at each change; both are the emulator's own.",
  security: withHeaderOrQuery,
  querystring: LiveQuery,
  response: {
    200: {
      description: 'The page, what it shows as JSON, or the events that it lives on.',
      headers: { Vary },
      content: {
        'text/html': { schema: z.string() },
        'application/json': { schema: LiveReply },
        'text/event-stream': {
          schema: z.string().register(registry, { example: `data: {"state":"connecting",…}\n\n` }),
        },
      },
    },
    ...Object.fromEntries(
      Object.entries({ 400: badInput, 401: badKey, 404: notFound }).map(([status, description]) => [
        status,
        {
          description: `${description} A browser gets a page that says so.`,
          headers: { Vary },
          content: { 'application/json': { schema: ErrorReply }, 'text/html': { schema: z.string() } },
        },
      ]),
    ),
  },
} satisfies FastifySchema;

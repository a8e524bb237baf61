import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  onRequestHookHandler,
  RouteShorthandOptions,
} from 'fastify';
import type {} from '@fastify/swagger';
import * as z from 'zod';
import type { Emulator } from '../emulator.js';
import type { Immutable } from '../schema/immutable.js';
import { registry } from '../schema/registry.js';
import { requireKey, type KeyPlace } from './caller.js';
import { BODY_LIMIT } from './errors.js';
import type { Guard, GuardedBy } from './guard.js';
import { ErrorReply } from './replies.js';
import { serverErrors } from './server.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request as it is sent. The path starts at the origin. */
export type Call = { readonly method: Method; readonly path: string; readonly body?: unknown };

/** An example of an operation. Its reply is not written here: building a document really makes the call. */
export type Example = {
  readonly name: string;
  readonly summary: string;
  /** Calls that are made first; the account is empty otherwise. */
  readonly before?: readonly Call[];
  /** The query string, without the question mark. */
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What examples cannot know in advance: the text and the pairing code of the first QR that an account shows. */
export type ExampleFacts = { readonly code: string; readonly pairingCode: string };

type Content = Readonly<Record<string, { readonly schema: z.ZodType }>>;
type Reply = {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Content;
};
type Replies = Readonly<Record<number, Reply>>;

/** Distributes over a union of bodies, as `Omit` alone does not. */
type WithoutSuccess<Sent> = Sent extends unknown ? Omit<Sent, 'success'> : never;

/** What a handler returns: the body of one of its JSON replies, without the member `success`, which is always true. */
type Body<R extends Replies> = {
  [Status in keyof R]: R[Status] extends {
    readonly content: { readonly 'application/json': { readonly schema: infer Json extends z.ZodType } };
  }
    ? Immutable<WithoutSuccess<z.input<Json>>>
    : never;
}[keyof R];

/** What a handler returns that has sent the reply itself. */
export const sent = Object.freeze({ sent: true } as const);

/** A JSON reply. */
export const json = <Json extends z.ZodType>(description: string, schema: Json) => ({
  description,
  content: { 'application/json': { schema } },
});

export const Png = z
  .custom<Buffer>((value) => Buffer.isBuffer(value))
  .register(registry, { type: 'string', format: 'binary' });

/** The schemas of query, body and path parameters, under Fastify's names. */
type Input = { readonly querystring?: z.ZodObject; readonly body?: z.ZodType; readonly params?: z.ZodObject };

type Checked<Schema> = Schema extends z.ZodType ? z.output<Schema> : unknown;

/** The types of a route, as Fastify expects them. */
type Typed<Sent extends Input> = {
  readonly Querystring: Checked<Sent['querystring']>;
  readonly Body: Checked<Sent['body']>;
  readonly Params: Checked<Sent['params']>;
  readonly Reply: unknown;
};

type Definition<Id extends string, Sent extends Input, R extends Replies> = {
  /** Its operationId in the document; also its name in faults and in the journal. */
  readonly id: Id;
  readonly summary: string;
  readonly description: string;
  /** Where the API key may be sent; by default only in the header. */
  readonly key?: KeyPlace;
  /** It may be called under any host name: by a probe, or as a picture or frame in a page. */
  readonly underAnyName?: true;
  /** Pages of any origin may show it, although it is part of the control API. */
  readonly inAnyPage?: true;
  /** The `instanceName` in its body is that of a new instance, and not the technical name of one that is there. */
  readonly namesNew?: true;
  readonly input: Sent;
  readonly replies: R;
  /** Descriptions of its own errors; they override those that are derived from key and input. */
  readonly errors?: Readonly<Record<number, string>>;
  /** How it documents an error, if not as plain JSON. */
  readonly errorReply?: (description: string) => Reply;
  /** Called before the key is checked. */
  readonly onRequest?: onRequestHookHandler;
  /** However large its body may be, it has no more values in it than that of any other operation. */
  readonly hasFewValues?: true;
  readonly options?: Pick<RouteShorthandOptions, 'bodyLimit' | 'errorHandler' | 'logLevel' | 'validatorCompiler'>;
  /** Returns the body of the reply, or, if it sends the reply itself, that or `sent`. */
  readonly handle: (
    request: FastifyRequest<Typed<Sent>>,
    reply: FastifyReply,
    emulator: Emulator,
  ) => Body<R> | FastifyReply | typeof sent | Promise<Body<R> | typeof sent>;
  /** The examples of its common errors are variations of the first one. */
  readonly examples: (facts: ExampleFacts) => readonly Example[];
};

/** What a route tells those that stand before it. */
export type RouteFacts = GuardedBy & {
  /** Whether its body may name an instance. */
  readonly namesInBody: boolean;
  /** Whether its body holds few values, however large it may be. */
  readonly hasFewValues: boolean;
};

/** Where an operation is mounted. */
type Place = {
  readonly app: FastifyInstance;
  readonly method: Method;
  readonly url: string;
  readonly tag: string;
  readonly emulator: Emulator;
  readonly guard: Guard;
};

/** One call that a client can make. Everything about it except its URL is in its file. */
export type Operation<Id extends string = string> = {
  readonly id: Id;
  readonly summary: string;
  /** Values for its path parameters in examples, by name. */
  readonly sampleParams: () => ReadonlyMap<string, string>;
  readonly examples: (facts: ExampleFacts) => readonly Example[];
  /** Largest body, in bytes. */
  readonly bodyLimit: number;
  readonly mount: (place: Place) => void;
};

const security = {
  header: [{ bearer: [] }],
  headerOrQuery: [{ bearer: [] }, { apiKey: [] }],
  none: [],
} as const satisfies Record<KeyPlace, readonly unknown[]>;

export const badInput = 'The input is wrong; details lists each problem.';
const unreadable = 'The request cannot be read; the error says why.';
export const noRoom = 'The emulator holds as many accounts as it may.';
export const notFound = 'This account has no instance with that technical name.';

/** Whether its JSON replies have the member `success`, as all of the original's do. [doc] */
const haveSuccess = (replies: Replies): boolean =>
  Object.values(replies).some(({ content }) => {
    const schema = content['application/json']?.schema;
    return schema instanceof z.ZodObject && 'success' in schema.shape;
  });

const jsonError = (description: string): Reply => json(description, ErrorReply);

const repliesTo = (errors: Readonly<Record<number, string>>, replyTo: (text: string) => Reply): Replies =>
  Object.fromEntries(Object.entries(errors).map(([status, text]) => [status, replyTo(text)]));

/** Defines an operation: what it is for, who may call it, what comes in, what goes out, what it does. */
export const operation = <const Id extends string, Sent extends Input, R extends Replies>(
  definition: Definition<Id, Sent, R>,
): Operation<Id> => {
  const { id, summary, description, key = 'header', input, replies, options, handle } = definition;
  const { querystring, body, params }: Input = input;
  const openness = { underAnyName: definition.underAnyName === true, inAnyPage: definition.inAnyPage === true };
  const takesQuery = querystring !== undefined && Object.keys(querystring.shape).length > 0;
  const bodyLimit = options?.bodyLimit ?? BODY_LIMIT;

  const errors = (method: Method, { textFor }: Guard): Readonly<Record<number, Reply>> => {
    const refused = textFor(openness);
    return {
      ...repliesTo(serverErrors, jsonError),
      ...repliesTo(
        {
          400: takesQuery || body !== undefined ? badInput : unreadable,
          ...(key !== 'none' && { 401: 'No API key, or one that is not accepted.' }),
          ...(refused !== undefined && { 403: refused }),
          ...(params && { 414: 'The name in the path is too long.' }),
          // Any body is read, wanted or not, except that of a GET.
          ...(method !== 'GET' && {
            413: `The body is larger than ${String(bodyLimit / 1_048_576)} MiB.`,
            415: 'The body is not JSON.',
          }),
          ...definition.errors,
        },
        definition.errorReply ?? jsonError,
      ),
    };
  };

  const isMarked = haveSuccess(replies);
  const send = (reply: FastifyReply, body: Body<R> | FastifyReply | typeof sent): void => {
    if (body !== sent && body !== reply) void reply.send(isMarked ? Object.assign({ success: true }, body) : body);
  };

  return {
    id,
    summary,
    examples: definition.examples,
    bodyLimit,
    sampleParams: () =>
      new Map(
        Object.entries(params?.shape ?? {}).map(([name, schema]) => [
          name,
          schema instanceof z.ZodType ? String(registry.get(schema)?.example) : '',
        ]),
      ),
    mount({ app, method, url, tag, emulator, guard }) {
      const schema: FastifySchema = {
        ...input,
        operationId: id,
        tags: [tag],
        summary,
        description,
        security: security[key],
        response: { ...replies, ...errors(method, guard) },
      };
      app.route<Typed<Sent>, RouteFacts>({
        ...options,
        method,
        url,
        schema,
        config: {
          openness,
          hasFewValues: definition.hasFewValues === true,
          namesInBody: body !== undefined && definition.namesNew !== true,
        },
        onRequest: [
          ...(definition.onRequest === undefined ? [] : [definition.onRequest]),
          ...(key === 'none' ? [] : [requireKey(emulator, key)]),
        ],
        handler: (request, reply) => {
          const answer = handle(request, reply, emulator);
          if (!(answer instanceof Promise)) {
            send(reply, answer);
            return;
          }
          answer
            .then((body) => {
              send(reply, body);
            })
            .catch((error: unknown) => reply.send(error instanceof Error ? error : new Error(String(error))));
        },
      });
    },
  };
};

/** A URL below the prefix of its API, and its operation. */
export type Route<Id extends string = string> = {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation<Id>;
};

/** Routes that belong together, under one tag of the document. */
export type Group = { readonly tag: string; readonly about: string; readonly routes: readonly Route[] };

const route =
  (method: Method) =>
  <const Id extends string>(path: string, answer: Operation<Id>): Route<Id> => ({
    method,
    path,
    operation: answer,
  });
export const get = route('GET');
export const post = route('POST');
export const put = route('PUT');
export const del = route('DELETE');

/**
 * Mounts all routes of an API below the prefix of the scope.
 * @param guard the one that is set on the scope or around it
 */
export const mount = (app: FastifyInstance, groups: readonly Group[], emulator: Emulator, guard: Guard): void => {
  for (const { tag, routes } of groups) {
    for (const { method, path, operation: one } of routes) one.mount({ app, method, url: path, tag, emulator, guard });
  }
};

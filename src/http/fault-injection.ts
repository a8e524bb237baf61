import type { FastifyInstance, FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';
import { FAULT_HEADER, headerText } from '../net/header-text.js';
import type { Account } from '../domain/account.js';
import { systemTime } from '../domain/time-source.js';
import type { Emulator } from '../emulator.js';
import { bearerOf } from './caller.js';
import { BASE_PATH } from './paths.js';
import { keyFrom } from './caller.js';
import { breakReply, type Breakage } from './cuts.js';
import { planOf, type FaultPlan } from './fault-plan.js';
import { writeStatus } from './fault-replies.js';
import type { RouteFacts } from './operation.js';
import { instanceOf, leaveUnrecorded, recordFault, recordInstanceInBody } from './recording.js';

const FAULT = 'fault';
const IS_UNMET = 'isYetToMeetFaults';

/** How the headers begin that say what the emulator made of a request; no fault replaces them. */
const OWN_HEADERS = 'x-wachat-emulator';

/** What becomes of the reply to a request. */
type Mark = {
  readonly plan: FaultPlan;
  readonly account: Account;
  /** The headers that the reply had before the request was carried out. */
  readonly headers: ReturnType<FastifyReply['getHeaders']>;
};

const markOf = (request: FastifyRequest): Mark | null => request.getDecorator<Mark | null>(FAULT);

/** How the reply to this request is cut or truncated, if it is. */
export const breakageOf = (request: FastifyRequest): Breakage | undefined => {
  const { cut, truncate } = markOf(request)?.plan.last ?? {};
  return cut ?? (truncate === true ? 'truncate' : undefined);
};

/** Whether a picture of a QR shows the first one of its pairing instead of the current one. */
export const isImageStale = (request: FastifyRequest): boolean => markOf(request)?.plan.last.staleImage === true;

/** The mark of a request, unless the account was reset since, and its faults with it. */
const currentMarkOf = (request: FastifyRequest, { accounts }: Emulator): Mark | undefined => {
  const mark = markOf(request);
  return mark !== null && accounts.isCurrent(mark.account) ? mark : undefined;
};

/** Drops the headers that a reply was given since a fault met its request. */
const dropHeaders = (reply: FastifyReply, before: Mark['headers']): void => {
  for (const name of Object.keys(reply.getHeaders())) if (!name.startsWith(OWN_HEADERS)) reply.removeHeader(name);
  for (const [name, value] of Object.entries(before)) if (value !== undefined) reply.header(name, value);
};

/**
 * Holds the replies of requests that were carried out, and writes those that are a fault's. Must come before all else
 * that looks at replies, so that the journal has what the client gets.
 */
export const withholdReplies = (app: FastifyInstance, emulator: Emulator): void => {
  app.decorateRequest(FAULT, null);
  app.addHook('onSend', (request, reply, payload, done) => {
    const mark = currentMarkOf(request, emulator);
    if (mark === undefined) {
      done(null, payload);
      return;
    }
    const { plan, account, headers } = mark;
    const { status, hang } = plan.last;
    wait(request, reply, account, hang === true ? undefined : plan.after, () => {
      if (status === undefined) {
        done(null, payload);
        return;
      }
      dropHeaders(reply, headers);
      done(null, writeStatus(reply, plan.last, status));
    });
  });
};

/**
 * The same for a stream of events, which bypasses Fastify; `begin` is called when it is due, unless a fault answers.
 * @param event the newest event
 * @param begin gets the event that was the newest when the stream was asked for, if that is longer ago
 */
export const withholdStream = (
  request: FastifyRequest,
  reply: FastifyReply,
  emulator: Emulator,
  event: () => string,
  begin: (stale?: string) => void,
): void => {
  const mark = currentMarkOf(request, emulator);
  const { last, after = 0 } = mark?.plan ?? {};
  // The hook does the rest.
  if (last?.status !== undefined || last?.hang === true) void reply.send('');
  else if (mark === undefined || after === 0) begin();
  else {
    const stale = event();
    wait(request, reply, mark.account, after, () => {
      begin(stale);
    });
  }
};

/**
 * Meets the faults of requests whose body names the instance, and breaks the replies that a fault applies to. Must come
 * before all else that looks at a body: what is wrong with that matters only if no fault answers.
 */
export const breakReplies = (app: FastifyInstance, emulator: Emulator): void => {
  app.decorateRequest(IS_UNMET, false);
  app.addHook('preValidation', (request, reply, done) => {
    if (!request.getDecorator<boolean>(IS_UNMET)) {
      done();
      return;
    }
    recordInstanceInBody(request);
    meet(request, reply, emulator.accounts.find(keyFrom(request)), done);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const breakage = breakageOf(request);
    if (breakage === undefined) {
      done(null, payload);
      return;
    }
    const broken = breakReply(request, reply, breakage, payload);
    if (broken !== undefined) done(null, broken.payload);
  });
};

const askedOf = (request: FastifyRequest) => {
  const { method } = request;
  const [path = ''] = request.url.split('?');
  return {
    operation: request.is404 ? undefined : request.routeOptions.schema?.operationId,
    path: path.startsWith(`${BASE_PATH}/`) ? path.slice(BASE_PATH.length) : path,
    method,
    instanceName: instanceOf(request) ?? undefined,
  };
};

/**
 * Waits so many real milliseconds, or forever without a number, and then calls `proceed` unless the client has
 * disconnected. A reset of the account cuts the connection: a delayed request must not see what comes after the reset.
 */
const wait = (
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  milliseconds: number | undefined,
  proceed: () => void,
): void => {
  if (milliseconds === 0) {
    proceed();
    return;
  }
  // A connection that is closed already emits no second close.
  if (reply.raw.destroyed) return;
  const stop = (): void => {
    cancel?.();
    release();
    reply.raw.off('close', stop);
  };
  const cancel =
    milliseconds === undefined
      ? undefined
      : systemTime.after(milliseconds, () => {
          stop();
          proceed();
        });
  const release = account.faults.hold(() => {
    stop();
    leaveUnrecorded(request);
    request.raw.socket.destroy();
  });
  reply.raw.once('close', stop);
  // A disconnect is only noticed while something reads from the connection.
  if (milliseconds === undefined) request.raw.resume();
};

/** Applies the faults of an account to a request; `proceed` is called when it is to be carried out. */
const meet = (
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account | undefined,
  proceed: () => void,
): void => {
  const met = account?.hasFaults() === true ? account.faults.meet(askedOf(request)) : undefined;
  if (account === undefined || met === undefined) {
    proceed();
    return;
  }
  const { label } = met;
  recordFault(request, label);
  request.log.info({ fault: label }, `a fault fired: ${label}`);
  void reply.header(FAULT_HEADER, headerText(label));
  const plan = planOf(met);
  const { before, isCarriedOut, last } = plan;
  request.setDecorator<Mark>(FAULT, { plan, account, headers: reply.getHeaders() });
  wait(request, reply, account, last.hang === true && !isCarriedOut ? undefined : before, () => {
    if (isCarriedOut) proceed();
    else if (last.status === undefined) request.raw.socket.destroy();
    // What is sent is written when it leaves.
    else void reply.send('');
  });
};

/**
 * Applies its account's faults to every request of this scope with a valid key: before the body is read, or right after
 * it, if it is the body that names the instance.
 */
export const meetFaults = (app: FastifyInstance, emulator: Emulator): void => {
  app.addHook<RouteGenericInterface, RouteFacts | object>('preParsing', (request, reply, payload, done) => {
    const { config } = request.routeOptions;
    if ('namesInBody' in config && config.namesInBody) {
      request.setDecorator(IS_UNMET, true);
      done(null, payload);
      return;
    }
    meet(request, reply, emulator.accounts.find(keyFrom(request)), () => {
      done(null, payload);
    });
  });
};

/** The same for a request to the imitated API that matches no route. */
export const meetFaultsNowhere = (
  request: FastifyRequest,
  reply: FastifyReply,
  { accounts }: Emulator,
  proceed: () => void,
): void => {
  // A key that is not accepted has no account.
  meet(request, reply, accounts.find(bearerOf(request) ?? ''), proceed);
};

import type { FastifyInstance, FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';
import { readDuration } from '../config.js';
import { FAULT_HEADER, headerText } from '../header-text.js';
import type { Account } from '../domain/account.js';
import type { Met } from '../domain/faults.js';
import type { Fault } from '../shapes.js';
import { systemTime } from '../domain/time-source.js';
import type { Emulator } from '../emulator.js';
import { bearerOf } from './caller.js';
import { BASE_PATH } from './paths.js';
import { keyFrom } from './caller.js';
import { breakReply, type Breakage } from './cuts.js';
import { sendStatus } from './fault-replies.js';
import type { RouteFacts } from './operation.js';
import { instanceOf, leaveUnrecorded, recordFault, recordInstanceInBody } from './recording.js';

const FAULT = 'fault';
const IS_UNMET = 'isYetToMeetFaults';

type Mark = { readonly label: string; readonly breakage: Breakage | undefined };

const markOf = (request: FastifyRequest): Mark | null => request.getDecorator<Mark | null>(FAULT);

/** How the reply to this request is cut or truncated, if it is. */
export const breakageOf = (request: FastifyRequest): Breakage | undefined => markOf(request)?.breakage;

/**
 * Declares the fault on every request of this scope, and breaks the replies that a fault applies to. Must come before
 * all else that looks at a body: what is wrong with that matters only if no fault answers.
 */
export const decorateWithFault = (app: FastifyInstance, emulator: Emulator): void => {
  app.decorateRequest(FAULT, null);
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

/** In real milliseconds. */
const delayOf = ({ faults }: Met): number =>
  faults.reduce((sum, { fault: { delay }, spread }) => {
    if (typeof delay !== 'object') return sum + (readDuration(delay) ?? 0);
    const [from = 0, to = 0] = [readDuration(delay.from), readDuration(delay.to)];
    return sum + Math.round(from + (to - from) * spread);
  }, 0);

/**
 * Delays a request by `wait` real milliseconds, or forever without one, and then calls `proceed` unless the client has
 * disconnected. A reset of the account cuts the connection: a delayed request must not see what comes after the reset.
 */
const delay = (
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  wait: number | undefined,
  proceed: () => void,
): void => {
  const stop = (): void => {
    cancel?.();
    release();
    reply.raw.off('close', stop);
  };
  const cancel =
    wait === undefined
      ? undefined
      : systemTime.after(wait, () => {
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
  if (wait === undefined) request.raw.resume();
};

/** Applies the faults of an account to a request; `proceed` is called unless a fault answers it. */
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
  const last: Fault = met.faults.at(-1)?.fault ?? {};
  const { status, cut, truncate, hang } = last;
  const { label } = met;
  const mark: Mark = { label, breakage: cut ?? (truncate === true ? 'truncate' : undefined) };
  request.setDecorator(FAULT, mark);
  recordFault(request, label);
  request.log.info({ fault: label }, `a fault fired: ${label}`);
  void reply.header(FAULT_HEADER, headerText(label));
  const act = (): void => {
    if (status === undefined) proceed();
    else sendStatus(reply, last, status);
  };
  const wait = hang === true ? undefined : delayOf(met);
  if (wait === 0) act();
  else delay(request, reply, account, wait, act);
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

import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { isForeignOrigin, publicUrlIn } from './guard.js';

/** Of so many origins the log tells: anybody can make up any number of them. */
const MOST_ORIGINS = 10;
const LONGEST_ORIGIN = 200;

/** Whether a browser asks whether a page may make a call. What else is an OPTIONS is answered like any unknown method. */
export const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && (headers.origin ?? '') !== '' && (headers['access-control-request-method'] ?? '') !== '';

/** Warns in the log, once for each origin, of pages that may not read our answers: all that they see is "Failed to fetch". */
export const warnOfForeignPages = (config: Config): ((request: FastifyRequest) => void) => {
  const told = new Set<string>();
  const publicOrigin = publicUrlIn(config)?.origin;
  return (request) => {
    const given = request.headers.origin;
    if (given === undefined || told.size >= MOST_ORIGINS || !isForeignOrigin(request, publicOrigin)) return;
    // An opaque origin is "null", in the header as here.
    const origin = (URL.canParse(given) ? new URL(given).origin : 'null').slice(0, LONGEST_ORIGIN);
    if (told.has(origin)) return;
    told.add(origin);
    request.log.warn(
      { origin },
      `a web page of ${origin} calls the API, and its browser lets it read no answer without --cors (WACHAT_CORS)`,
    );
  };
};

import type { FastifyRequest } from 'fastify';

/** The media types that a request accepts, in their order, without those that it excludes by a weight of 0. */
export const acceptedBy = ({ headers }: FastifyRequest): readonly string[] =>
  (headers.accept ?? '')
    .toLowerCase()
    .split(',')
    .filter((range) => !/;\s*q=0(\.0*)?\s*(;|$)/.test(range))
    .map((range) => range.split(';')[0]?.trim() ?? '')
    .filter((type) => type !== '');

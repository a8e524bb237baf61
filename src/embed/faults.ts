/**
 * What is to be broken on purpose: for which requests to the imitated API, on which of those, and how. It must have
 * `delay` or one of `status`, `cut`, `truncate` and `hang`.
 */
export type Fault = {
  /** A label to know it by, in lists and in the header `X-Wachat-Emulator-Fault`. */
  readonly name?: string | undefined;
  /** Only these operations, such as `createInstance`. */
  readonly operation?: string | readonly string[] | undefined;
  /** Only these paths, without the base path; `*` stands for any characters. */
  readonly path?: string | undefined;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | undefined;
  /** Only requests with this technical name in their query. */
  readonly instanceName?: string | undefined;
  /** Only the first so many. At most one of `first`, `nth`, `every`, `from` and `share`. */
  readonly first?: number | undefined;
  /** Only the one that comes at this place, from 1. */
  readonly nth?: number | undefined;
  /** Every so many. */
  readonly every?: number | undefined;
  /** From the one at this place on. */
  readonly from?: number | undefined;
  /** A share of them, 0 to 1; with a seed, the same ones each time. */
  readonly share?: number | undefined;
  /** Waits so long before all else, in real time, at most `1m`; or some time between two. */
  readonly delay?: string | { readonly from: string; readonly to: string } | undefined;
  /** Answers with this status, 400 to 599; nothing is carried out. At most one of `status`, `cut`, `truncate` and `hang`. */
  readonly status?: number | undefined;
  /** With `status`: the body in place of that of an error. A text is sent as it is, all else as JSON. */
  readonly body?: unknown;
  /** With `body`: its media type. */
  readonly contentType?: string | undefined;
  /** With `status`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** With `status`: seconds, or a duration; 1 with a 429. */
  readonly retryAfter?: number | string | undefined;
  /** Carries the request out, then cuts the connection before, in the middle of, or after the reply. */
  readonly cut?: 'before' | 'middle' | 'after' | undefined;
  /** Carries the request out, and sends the first half of the body as if it were all. */
  readonly truncate?: true | undefined;
  /** Never answers. */
  readonly hang?: true | undefined;
};

/** A fault, and what has become of it. */
export type ListedFault = Omit<Fault, 'method'> & {
  readonly method?: string | undefined;
  /** How many requests it was for. */
  readonly seen: number;
  /** On how many of them it fired. */
  readonly fired: number;
};

/** What can be done with faults. */
export type FaultActions = {
  /**
   * Puts these faults in the place of those there are; each request of this account meets those that are for it.
   * @throws {RangeError} when one of them cannot be used, naming its field; nothing is changed then
   * @example wachat.setFaults([{ operation: 'createInstance', nth: 2, status: 429 }]);
   */
  readonly setFaults: (faults: readonly Fault[]) => readonly ListedFault[];
  /** The faults in their order, with how often each fired. */
  readonly faults: () => readonly ListedFault[];
  /** Drops all faults. */
  readonly clearFaults: () => void;
};

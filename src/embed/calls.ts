import { isNativeError } from 'node:util/types';
import { nextTurn } from '../domain/time-source.js';

type Any<Args extends readonly unknown[], Result> = (...args: Args) => Result;

/** How the methods of a handle are called. */
export type Calls = {
  /**
   * A call that ends all that the account has, and so a move of its clock as well.
   * @throws {Error} while it is saved or restored: which of both comes first would be chance
   */
  readonly ending: <Args extends readonly unknown[], Result>(name: string, act: Any<Args, Result>) => Any<Args, Result>;
  /**
   * A call that is over when it returns.
   * @throws {Error} while a move is under way: somebody forgot to await it, and cannot mean what would happen
   */
  readonly atOnce: <Args extends readonly unknown[], Result>(name: string, act: Any<Args, Result>) => Any<Args, Result>;
  /**
   * A call that takes its time and changes what others find: one at a time, under the same condition.
   * @param isShared whether callers of others are part of it, once it has begun: receivers, whose answers it waits for
   */
  readonly move: <Args extends readonly unknown[], Result>(
    name: string,
    act: Any<Args, Promise<Result>>,
    isShared?: Any<Args, boolean>,
  ) => Any<Args, Promise<Result>>;
  /** A call that takes its time and changes nothing: others go on beside it. */
  readonly wait: <Args extends readonly unknown[], Result>(
    name: string,
    act: Any<Args, Promise<Result>>,
  ) => Any<Args, Promise<Result>>;
};

/** The lines of a stack that lead to a call. */
type Place = { readonly stack?: string };

/** Where `method` was called: our own lines help nobody, and after an `await` the caller's are gone. */
const placeOf = (method: (...args: never[]) => unknown): Place => {
  const place: Place = {};
  Error.captureStackTrace(place, method);
  return place;
};

/** An error that says that it comes from there. */
const movedTo = (error: unknown, { stack }: Place): unknown => {
  // Not instanceof, since errors of the system are of another realm in Jest; and a tool may have made the stack a list.
  if (!isNativeError(error) || typeof stack !== 'string') return error;
  const [, ...lines] = stack.split('\n');
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n');
  return error;
};

/** Lets the errors of an asynchronous function say where it was called. */
export const fromCaller = <Args extends readonly unknown[], Result>(
  act: Any<Args, Promise<Result>>,
): Any<Args, Promise<Result>> => {
  const call = async (...args: Args): Promise<Result> => {
    const place = placeOf(call);
    try {
      return await act(...args);
    } catch (error) {
      throw movedTo(error, place);
    }
  };
  return call;
};

/** Lets the errors of a function say where it was called. */
export const fromCallerAtOnce = <Args extends readonly unknown[], Result>(
  act: Any<Args, Result>,
): Any<Args, Result> => {
  const call = (...args: Args): Result => {
    try {
      return act(...args);
    } catch (error) {
      throw movedTo(error, placeOf(call));
    }
  };
  return call;
};

/**
 * How the methods of handles are called, by the key of their account: several handles may have the same.
 * @param hold keeps the process alive until the returned function is called
 */
export const createCalls = (hold: () => () => void) => {
  /** The move of each account that is under way, by key; beside one that is open, others may call. */
  const moves = new Map<string, { readonly name: string; isOpen: boolean }>();
  const check = (name: string, key: string): void => {
    const other = moves.get(key);
    if (other?.isOpen === false)
      throw new Error(`${name} was called while ${other.name} is under way: await ${other.name} first.`);
  };
  const checkEnding = (name: string, keys: Iterable<string>): void => {
    for (const key of keys) if (['snapshot', 'restore'].includes(moves.get(key)?.name ?? '')) check(name, key);
  };
  const held = <Args extends readonly unknown[], Result>(act: Any<Args, Promise<Result>>) =>
    fromCaller(async (...args: Args) => {
      const release = hold();
      try {
        return await act(...args);
      } finally {
        release();
      }
    });
  const of = (key: string): Calls => ({
    ending: (name, act) =>
      fromCallerAtOnce((...args) => {
        checkEnding(name, [key]);
        return act(...args);
      }),
    atOnce: (name, act) =>
      fromCallerAtOnce((...args) => {
        check(name, key);
        return act(...args);
      }),
    move: (name, act, isShared = () => false) =>
      held(async (...args) => {
        check(name, key);
        const other = moves.get(key)?.name;
        if (other !== undefined)
          throw new Error(`${name} was called while ${other} waits for receivers: call it when ${other} is done.`);
        const own = { name, isOpen: false };
        moves.set(key, own);
        try {
          const done = act(...args);
          if (isShared(...args)) {
            // Whoever forgot to await it has come by then.
            await Promise.race([done, nextTurn()]);
            own.isOpen = true;
          }
          return await done;
        } finally {
          moves.delete(key);
        }
      }),
    wait: (name, act) =>
      held(async (...args) => {
        check(name, key);
        return act(...args);
      }),
  });
  return {
    of,
    /** The same as `ending`, of every account. */
    endingAll: <Args extends readonly unknown[], Result>(name: string, act: Any<Args, Result>): Any<Args, Result> =>
      fromCallerAtOnce((...args) => {
        checkEnding(name, moves.keys());
        return act(...args);
      }),
  };
};

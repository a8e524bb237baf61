// In a file of its own, because it is published: the declarations of config.ts refer to zod, which does not ship.

/** An invalid setting: `message` is one sentence that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

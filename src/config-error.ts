/** A setting that cannot be used: `message` is one sentence naming it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

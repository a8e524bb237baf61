/** What is wrong with fields, by their names. */
export type Problems = Readonly<Record<string, string | undefined>>;

type Detail = { readonly path: string; readonly message: string };
const isDetail = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string';

/** What a refusal says of each member of the body. */
const detailsOf = (sentence: string, details: unknown): readonly Detail[] => {
  if (Array.isArray(details)) return details.filter(isDetail);
  // A refusal of the domain has no details, but begins with the member, or is about the instance.
  const [, path = 'instanceName', message] = /^"(\w+)" (.*)\.$/s.exec(sentence) ?? [];
  if (message !== undefined) return [{ path, message }];
  return sentence.startsWith('This account has no instance ') ? [{ path, message: 'is the name of none here' }] : [];
};

type Fields = {
  /** What the whole of it is called. */
  readonly id: string;
  /** By their names. */
  readonly start: object;
  /** The fields that hold what the API calls otherwise. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** What the fields are called, where all is said in one place. */
  readonly labels?: Readonly<Record<string, string>>;
};

/**
 * A refusal, sorted by the fields that it is about; `problem` is what they do not say.
 * @param details as the API gives them
 */
export const sorted = (
  sentence: string,
  details: unknown,
  { id, start, aliases = {}, labels }: Fields,
): { readonly problems: Problems; readonly problem: string } => {
  const all = detailsOf(sentence, details);
  const problems: Record<string, string> = {};
  let isSaid = labels === undefined && all.length > 0;
  for (const { path, message } of all) {
    const field = aliases[path] ?? path.replace(/\..*/, '');
    if (Object.hasOwn(start, field)) problems[field] ??= message;
    else isSaid = false;
  }
  const inLabels = sentence.replace(/"(\w+)"/g, (quoted, member: string) => {
    const label = labels?.[member];
    return label === undefined ? quoted : `“${label}”`;
  });
  return { problems, problem: isSaid ? '' : inLabels.replace(/^The body/, `The ${id}`) };
};

import { AnswerError, isObject } from './call.js';

/** The fields that the emulator found fault with. */
export const wrongFields = (error: Error | undefined): readonly string[] =>
  error instanceof AnswerError && Array.isArray(error.details)
    ? error.details.flatMap((detail: unknown) =>
        isObject(detail) && typeof detail.path === 'string' ? [detail.path] : [],
      )
    : [];

/** What the emulator says of the fields of a form, with the words of their labels in place of the API's. */
export const inLabels = (sentence: string, labels: Readonly<Record<string, string>>): string => {
  let said = sentence;
  for (const [field, label] of Object.entries(labels)) said = said.replaceAll(`"${field}"`, `“${label}”`);
  return said;
};

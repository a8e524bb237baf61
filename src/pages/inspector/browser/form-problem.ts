import { useState } from 'preact/hooks';
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

/** What was wrong with a form, by its labels, and with which fields; `say` is for its action. */
export const useFormProblem = (labels: Readonly<Record<string, string>>) => {
  const [problem, setProblem] = useState('');
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const say = (sentence: string, error: Error | undefined): void => {
    setProblem(inLabels(sentence, labels));
    setWrong(wrongFields(error));
  };
  return { problem, wrong, say };
};

import { describe, expect, test } from 'vitest';
import { ReceiveBody } from '../../src/control/messages.js';
import { problemsIn, sentenceOf } from '../../src/schema/wording.js';

describe('What is one of several kinds', () => {
  test.each([
    [
      'without the member that tells them apart',
      { from: '6281298765432', text: 'Thank you!' },
      '"type" must be one of text, image, video, document, audio, location, contact, listReply, buttonReply, reaction',
    ],
    [
      'of a kind that there is not',
      { from: '6281298765432', type: 'sticker' },
      '"type" must be one of text, image, video, document, audio, location, contact, listReply, buttonReply, reaction',
    ],
    [
      'of a kind, but without what belongs to it',
      { from: '6281298765432', type: 'text' },
      '"text" is required: a string of 1 to 65,536 characters',
    ],
    ['no object', 'Thank you!', 'the body must be a JSON object with from, type and what belongs to the type'],
  ])('is told what is wrong with it: %s', (_what, body, sentence) => {
    const { error } = ReceiveBody.safeParse(body);
    expect(error && sentenceOf(problemsIn(error), 'the body')).toContain(sentence);
  });
});

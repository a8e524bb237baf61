import * as z from 'zod';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { MOST_ROWS, MOST_SECTIONS, textOf } from '../../messages/content.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { addressOf, delay, interactiveType, MessageSent, sendErrors, sending, sentReply } from '../message.js';
import { create, customer, sample, scanIt } from '../samples.js';

const ROWS = `a list of 1 to ${String(MOST_ROWS)} rows, each with title and rowId`;
const SECTIONS = `a list of 1 to ${String(MOST_SECTIONS)} sections, each with title and rows`;

const Row = z.object(
  {
    title: textOf('What it is.', 'Tea', 1_000),
    description: textOf('More about it.', 'Hot', 1_000).optional(),
    rowId: textOf('Identifies the row in the answer; unique in the list.', 'tea', 1_000),
  },
  mustBe('an object with title and rowId'),
);

const List = z
  .object(
    {
      type: z.literal('list', mustBe('list')).register(registry, { description: 'Always list.', example: 'list' }),
      title: textOf('The heading.', 'Menu', 1_000),
      text: textOf('The text.', 'What would you like?'),
      buttonText: textOf('What opens the list.', 'Choose', 100),
      sections: z
        .array(
          z.object(
            {
              title: textOf('The heading of the section.', 'Drinks', 1_000),
              rows: z
                .array(Row, mustBe(ROWS))
                .min(1, mustBe(ROWS))
                .max(MOST_ROWS, mustBe(ROWS))
                .register(registry, { description: 'What can be chosen.' }),
            },
            mustBe('an object with title and rows'),
          ),
          mustBe(SECTIONS),
        )
        .min(1, mustBe(SECTIONS))
        .max(MOST_SECTIONS, mustBe(SECTIONS))
        .register(registry, { description: 'The rows, in sections.' }),
      footerText: textOf('The text below it.', 'Open until nine', 1_000).optional(),
    },
    mustBe('an object with type, title, text, buttonText and sections'),
  )
  .check((context) => {
    const rows = context.value.sections.flatMap((section) => section.rows);
    const ids = rows.map(({ rowId }) => rowId);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    const wrong =
      rows.length > MOST_ROWS
        ? `must have at most ${String(MOST_ROWS)} rows in all; these are ${String(rows.length)}`
        : twice === undefined
          ? undefined
          : `must have each rowId once, and has ${JSON.stringify(twice.slice(0, 64).toWellFormed())} twice`;
    if (wrong !== undefined)
      context.issues.push({ code: 'custom', input: context.value, path: ['sections'], message: wrong });
  })
  .register(registry, { description: 'What can be chosen from.' });

const SendList = z
  .object({ ...sending, type: interactiveType, interactive: List, delay }, mustBe('a JSON object'))
  .register(registry, { id: 'SendList', description: 'A list to choose from.' });

const body = {
  instanceName: sample.technicalName,
  number: customer,
  type: 'interactive',
  interactive: {
    type: 'list',
    title: 'Menu',
    text: 'What would you like?',
    buttonText: 'Choose',
    sections: [{ title: 'Drinks', rows: [{ title: 'Tea', description: 'Hot', rowId: 'tea' }] }],
    footerText: 'Open until nine',
  },
};

export const sendList = operation({
  id: 'sendList',
  summary: 'Send a list',
  description: 'Hands a list over, from which the recipient can choose a row.',
  input: { body: SendList },
  replies: { 200: json('Handed over.', MessageSent) },
  errors: sendErrors,
  handle(request, _reply, { messages }) {
    const { instanceName, number, interactive, delay: typing } = request.body;
    const { title, text, buttonText, sections, footerText } = interactive;
    return sentReply(
      messages.send(keyFrom(request), instanceName, {
        jid: addressOf(number),
        content: {
          type: 'list',
          title,
          text,
          buttonText,
          footerText: footerText ?? null,
          sections: sections.map((section) => ({
            title: section.title,
            rows: section.rows.map((row) => ({
              rowId: row.rowId,
              title: row.title,
              description: row.description ?? null,
            })),
          })),
        },
        delay: typing,
      }),
    );
  },
  examples: () => [
    { name: 'list', summary: 'A menu', before: [create, scanIt], body },
    { name: 'notOpen', summary: 'No phone is linked', before: [create], body },
    {
      name: 'noRows',
      summary: 'Nothing to choose',
      body: { ...body, interactive: { ...body.interactive, sections: [] } },
    },
  ],
});

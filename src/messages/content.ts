import * as z from 'zod';
import { mediaTypes, messageTypes, type Content } from '../domain/message.js';
import { registry } from '../schema/registry.js';
import { strict } from '../schema/strict.js';
import { mustBe, mustBeKind } from '../schema/wording.js';

/** Longest text of a message, in characters: WhatsApp's own limit. [upstream] */
const LONGEST_TEXT = 65_536;

/** Characters (code points) in a text: a pair of surrogates is one, and counts by its second half. */
const charactersIn = (text: string): number => {
  let count = 0;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc_00) !== 0xdc_00) count++;
  return count;
};

const isShort = (text: string, most: number): boolean =>
  // A character has at most two units: what is longer need not be taken apart.
  text.length <= most || (text.length <= 2 * most && charactersIn(text) <= most);

/**
 * Text that is passed on as it is, to the byte.
 * @param most characters (code points) at most
 */
export const textOf = (description: string, example: string, most = LONGEST_TEXT, least = 1) => {
  const expected = mustBe(`a string of ${String(least)} to ${most.toLocaleString('en')} characters`);
  return z
    .string(expected)
    .refine((text) => text.length >= least && isShort(text, most), { ...expected, abort: true })
    .refine((text) => text.isWellFormed(), { error: 'must be whole characters, and has half of one', abort: true })
    .register(registry, { description, example, minLength: least, maxLength: most });
};

const ROW_ID = 'Identifies the row in the answer.';
const LATITUDE = 'a number from -90 to 90';
const LONGITUDE = 'a number from -180 to 180';
export const latitude = z
  .number(mustBe(LATITUDE))
  .min(-90, mustBe(LATITUDE))
  .max(90, mustBe(LATITUDE))
  .register(registry, { description: 'Degrees north.', example: -6.1754 });
export const longitude = z
  .number(mustBe(LONGITUDE))
  .min(-180, mustBe(LONGITUDE))
  .max(180, mustBe(LONGITUDE))
  .register(registry, { description: 'Degrees east.', example: 106.8272 });

export const fileName = textOf('The name of the file.', 'invoice.pdf', 255);
/** A media type, perhaps with parameters. */
export const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *;[ -~]{1,100})?$/;
const TYPE = 'a media type such as application/pdf';
export const mimetype = z
  .string(mustBe(TYPE))
  .max(200, mustBe(TYPE))
  .regex(MEDIA_TYPE, mustBe(TYPE))
  .register(registry, { description: 'The type of the file.', example: 'application/pdf' });

/** The largest list and the most buttons. [ours, as WhatsApp's own] */
export const MOST_SECTIONS = 10;
export const MOST_ROWS = 10;
export const MOST_BUTTONS = 3;

/** The type of what is one of several. */
export const typed = <const Type extends Content['type']>(type: Type) => {
  const schema = z.literal(type, mustBe(type));
  registry.add(schema, { description: 'What it is.', example: type });
  return schema;
};

const media = <const Type extends (typeof mediaTypes)[number]>(type: Type) =>
  strict(
    {
      type: typed(type),
      url: textOf(
        'Where its sender said that it is; null if the bytes were given.',
        'https://example.com/a',
        2_048,
      ).nullable(),
      mimetype: mimetype.clone().nullable().register(registry, { description: 'The type of the file, if given.' }),
      fileName: fileName.clone().nullable().register(registry, { description: 'The name of the file, if given.' }),
      caption: textOf('The text below it, if any.', 'Your invoice').nullable(),
    },
    `a content of type ${type}`,
  );

const numberText = (description: string) =>
  z
    .string(mustBe('a number of 8 to 15 digits'))
    .regex(/^\d{8,15}$/, mustBe('a number of 8 to 15 digits'))
    .register(registry, { description, example: '6281298765432' });

/** What a message says, as it is kept and shown. */
export const MessageContent = z
  .discriminatedUnion(
    'type',
    [
      strict({ type: typed('text'), text: textOf('The text.', 'Your order is on its way.') }, 'a content of type text'),
      media('image'),
      media('video'),
      media('document'),
      media('audio'),
      strict(
        {
          type: typed('location'),
          latitude,
          longitude,
          name: textOf('What is there, if given.', 'Monas', 1_000).nullable(),
          address: textOf('Its address, if given.', 'Jakarta', 1_000).nullable(),
        },
        'a content of type location',
      ),
      strict(
        {
          type: typed('contact'),
          name: textOf('Whose card it is.', 'Siti', 100),
          number: numberText('The number on the card.'),
        },
        'a content of type contact',
      ),
      strict(
        {
          type: typed('list'),
          title: textOf('The heading.', 'Menu', 1_000),
          text: textOf('The text.', 'What would you like?'),
          buttonText: textOf('What opens the list.', 'Choose', 100),
          footerText: textOf('The text below it, if any.', 'Open until nine', 1_000).nullable(),
          sections: z
            .array(
              strict(
                {
                  title: textOf('The heading.', 'Drinks', 1_000),
                  rows: z
                    .array(
                      strict(
                        {
                          rowId: textOf(ROW_ID, 'tea', 1_000),
                          title: textOf('What it is.', 'Tea', 1_000),
                          description: textOf('More about it, if given.', 'Hot', 1_000).nullable(),
                        },
                        'a row',
                      ),
                    )
                    .max(MOST_ROWS * MOST_SECTIONS)
                    .register(registry, { description: 'What can be chosen.' }),
                },
                'a section',
              ),
            )
            .max(MOST_SECTIONS)
            .register(registry, { description: 'The rows, in sections.' }),
        },
        'a content of type list',
      ),
      strict(
        {
          type: typed('buttons'),
          title: textOf('The heading, if any.', 'Your order', 1_000).nullable(),
          text: textOf('The text.', 'Is that right?'),
          footerText: textOf('The text below it, if any.', 'Toko Jakarta', 1_000).nullable(),
          buttons: z
            .array(
              strict(
                {
                  id: textOf('Identifies it in the answer.', 'yes', 1_000),
                  text: textOf('What it says.', 'Yes', 1_000),
                },
                'a button',
              ),
            )
            .max(MOST_BUTTONS)
            .register(registry, { description: 'What can be tapped.' }),
        },
        'a content of type buttons',
      ),
      strict(
        {
          type: typed('listReply'),
          rowId: textOf(ROW_ID, 'tea', 1_000),
          title: textOf('What was chosen.', 'Tea', 1_000),
          description: textOf('More about it, if given.', 'Hot', 1_000).nullable(),
        },
        'a content of type listReply',
      ),
      strict(
        {
          type: typed('buttonReply'),
          buttonId: textOf('The button that was tapped.', 'yes', 1_000),
          text: textOf('What it says.', 'Yes', 1_000),
        },
        'a content of type buttonReply',
      ),
      strict(
        {
          type: typed('reaction'),
          emoji: textOf('The emoji; empty when the reaction is taken back.', '👍', 32, 0),
          target: textOf('The message that it is about, by id.', '3EB015F393D49B570520E3', 100),
          targetFromMe: z
            .boolean(mustBe('true or false'))
            .register(registry, { description: 'Whether the instance sent that message.', example: true }),
        },
        'a content of type reaction',
      ),
      strict(
        {
          type: typed('call'),
          video: z
            .boolean(mustBe('true or false'))
            .register(registry, { description: 'With a picture.', example: false }),
          rejected: z
            .boolean(mustBe('true or false'))
            .register(registry, { description: 'Whether the gateway rejected it.', example: true }),
        },
        'a content of type call',
      ),
    ],
    mustBeKind('what a message says, with its type', messageTypes),
  )
  .register(registry, { id: 'MessageContent', description: 'What a message says.' }) satisfies z.ZodType<Content>;

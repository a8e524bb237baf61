import * as z from 'zod';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { CreateBody } from '../../api/instance/create.js';
import { integrations } from '../../domain/instance.js';
import { counter, position, setting, SLACK, time } from '../../schema/kept.js';
import { phoneNumber } from '../../api/fields.js';
import { Profile, technicalName } from './fields.js';
import { mustBeOneOf, strict } from '../../schema/strict.js';

/** The states that are saved; that a pairing has expired follows from the time. */
const keptStates = ['starting', 'pairing', 'linking', 'open', 'dead', 'lost', 'replaced', 'closed'] as const;

const Course = z
  .union(
    [
      strict(
        { startedAt: time('When the scenario began.'), act: counter('Which of its acts is next, from 0.') },
        'startedAt, act',
      ),
      strict({ scanAt: time('When it is scanned automatically.') }, 'scanAt'),
    ],
    mustBe('either startedAt and act, or scanAt, or absent'),
  )
  .optional()
  .register(registry, { description: 'What happens to it next by itself: an act of its scenario, or the scan.' });

export const Instance = strict(
  {
    sequence: position("Counts the account's instances; rises from one to the next."),
    technicalName: technicalName('Technical name.'),
    displayName: CreateBody.shape.instanceName,
    integration: z
      .enum(integrations, mustBe(integrations.join(' or ')))
      .register(registry, { description: 'How it connects.', example: 'WHATSAPP-BAILEYS' }),
    number: phoneNumber('As given at create; it may pick a scenario. Null when none was given.').nullable(),
    settings: strict(
      {
        rejectCalls: setting('Whether incoming calls are declined.'),
        ignoreGroups: setting('Whether group messages are ignored.'),
        alwaysOnline: setting('Whether it appears online all the time.'),
        readMessages: setting('Whether incoming messages are marked as read.'),
        readStatus: setting('Whether status updates are viewed.'),
      },
      'an object with the five settings',
    ).register(registry, { description: 'What the client has switched on.' }),
    createdAt: time('When it was created.'),
    updatedAt: time('When its state last changed.'),
    state: z.enum(keptStates, mustBeOneOf(keptStates)).register(registry, {
      description: 'Its state; a pairing whose QRs have all expired is still pairing here.',
      example: 'pairing',
    }),
    pairing: strict(
      {
        number: phoneNumber('The number that its codes are for; absent for the one given at create.').optional(),
        ordinal: position('Which pairing it is.'),
        generation: position('Which set of keys its QRs carry.'),
        startedAt: time('When the first QR would have become current if each had lived its whole life.', -SLACK),
        refused: position('The number of the last QR that the phone refused; null when there was none.').nullable(),
      },
      'an object with ordinal, generation, startedAt, refused and perhaps number',
    ).register(registry, { description: 'Which QR is current follows from this and the clock.' }),
    profile: Profile,
    linksAt: time('When it opens by itself; absent unless it is linking.').optional(),
    course: Course,
  },
  'an object with the fields of an instance',
).register(registry, { id: 'SnapshotInstance', description: 'An instance as it is kept.' });

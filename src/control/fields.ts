import * as z from 'zod';
import { nameFor, phoneNumber } from '../api/fields.js';
import { sample } from '../api/samples.js';
import { time } from '../http/replies.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';

/** What a caller may say about a phone. */
export const profileFields = {
  number: phoneNumber("The phone's number; by default that of the instance, or a plausible one.").optional(),
  profileName: nameFor('The name of the WhatsApp profile; by default the display name.', 'Toko Jakarta').optional(),
};

/** What a clock says. */
export const clockFields = {
  now: time('What the clock says: ISO 8601, UTC.'),
  frozen: z.boolean().register(registry, { description: 'Whether it moves only when told to.', example: true }),
};
export const ClockNow = z
  .strictObject(clockFields)
  .register(registry, { id: 'ClockNow', description: "The account's clock." });

/** For operations that need no body. */
export const NoBody = z
  .object({}, mustBe('empty or a JSON object'))
  .register(registry, { description: 'Nothing is needed; an empty object may be sent.' })
  .optional();

/** A delivery in a path. */
export const DeliveryParams = z.object({
  id: z.string().register(registry, { description: 'The delivery, by id.', example: '1-1' }),
});

/** An instance in a path. */
export const NameParams = z.object({
  name: z
    .string()
    .register(registry, { description: 'Technical name of the instance.', example: sample.technicalName }),
});

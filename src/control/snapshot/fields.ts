import * as z from 'zod';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { text } from '../../schema/kept.js';
import { phoneNumber } from '../../api/fields.js';
import { sample } from '../../api/samples.js';
import { TECHNICAL_NAME } from '../../domain/naming.js';
import { strict } from '../../schema/strict.js';

export const technicalName = (description: string) =>
  text(description, TECHNICAL_NAME, `a technical name such as ${sample.technicalName}`, sample.technicalName);
const NAME = 'a string of 1 to 200 characters';
export const Profile = strict(
  {
    number: phoneNumber("The phone's number."),
    name: z
      .string(mustBe(NAME))
      .refine((name) => name !== '' && name.length <= 200 && name.isWellFormed(), mustBe(NAME))
      .register(registry, { description: 'The name of its profile.', example: 'Toko Jakarta' }),
  },
  'null or a phone: number, name',
)
  .nullable()
  .register(registry, { description: 'The linked phone; null while none is.' });

import * as z from 'zod';
import type { DomainEvent, EmittedName, EventMoment } from '../domain/events.js';
import type { Webhook } from '../domain/webhooks.js';
import type { Immutable } from '../schema/immutable.js';
import { registry } from '../schema/registry.js';
import { strict } from '../schema/strict.js';

type Values<Shape extends z.ZodRawShape> = {
  readonly [Field in keyof z.output<z.ZodObject<Shape>>]: Immutable<z.output<z.ZodObject<Shape>>[Field]>;
};
type Own<Name extends EmittedName> = Omit<DomainEvent<Name>, keyof EventMoment | 'name'>;

type Definition<Name extends EmittedName, Fields extends z.ZodRawShape, Kept extends z.ZodRawShape> = {
  /** The member `data` of a delivery. */
  readonly data: (event: DomainEvent<Name>, webhook: Webhook) => unknown;
  /** The fields that the control API shows besides name, instance and time. Built on demand, as the API is. */
  readonly fields: () => Fields;
  /** The values of these fields; `undefined` stands for an event with another name. */
  readonly view: (event: DomainEvent<Name> | undefined) => Values<Fields>;
  /** The fields that a snapshot holds besides those. Built on demand, since most runs see no snapshot. */
  readonly kept: () => Kept;
  readonly keep: (event: DomainEvent<Name>) => Values<Kept>;
  readonly restore: (kept: Values<Kept>) => Own<Name>;
};

/** Defines an event: what is sent of it, what is shown of it, and how it is saved. */
export const event = <const Name extends EmittedName, Fields extends z.ZodRawShape, Kept extends z.ZodRawShape>(
  name: Name,
  { data, fields, view, kept, keep, restore }: Definition<Name, Fields, Kept>,
) => {
  const isIt = (one: DomainEvent): one is DomainEvent & DomainEvent<Name> => one.name === name;
  const momentOf = ({ instance, time, profile }: EventMoment) => ({ name, instance, time, profile });
  return {
    data,
    fields,
    view: (one: DomainEvent) => view(isIt(one) ? one : undefined),
    kept<Moment extends z.ZodRawShape>(moment: Moment) {
      const called = z.literal(name);
      registry.add(called, { description: 'The event.' });
      return strict({ name: called, ...moment, ...kept() }, 'an event');
    },
    keep: (one: DomainEvent<Name>) => ({ ...momentOf(one), ...keep(one) }),
    restore: (one: EventMoment & Values<Kept>) => ({ ...momentOf(one), ...restore(one) }),
  };
};

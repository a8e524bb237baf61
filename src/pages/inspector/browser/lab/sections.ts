/** The parts of the Lab, in their order; each has an address. */
export const labSections = ['faults', 'scenarios', 'clock', 'events', 'snapshot'] as const;
export type LabSection = (typeof labSections)[number];

export const labLabels: Readonly<Record<LabSection, string>> = {
  faults: 'Faults',
  scenarios: 'Scenarios',
  clock: 'Clock',
  events: 'Events',
  snapshot: 'Save & reset',
};

import type { JSX } from 'preact';
import { hrefOf, place } from '../route.js';
import { ClockSection } from './clock-section.js';
import { Events } from './events.js';
import { Faults } from './faults.js';
import { labLabels, labSections, type LabSection } from './sections.js';
import { Scenarios } from './scenarios.js';
import { SnapshotSection } from './snapshot.js';

const contents: Readonly<Record<LabSection, () => JSX.Element>> = {
  faults: Faults,
  scenarios: Scenarios,
  clock: ClockSection,
  events: Events,
  snapshot: SnapshotSection,
};

/** Where things are broken, sped up, staged, looked back at and put back. */
export const Lab = (): JSX.Element => {
  const [first] = place.value.rest;
  const section = labSections.find((one) => one === first) ?? 'faults';
  const Content = contents[section];
  return (
    <>
      <div class="bar lab-bar">
        <h1>Lab</h1>
        <nav class="lab-sections" aria-label="Lab">
          {labSections.map((one) => (
            <a key={one} href={hrefOf('lab', [one])} aria-current={one === section ? 'page' : undefined}>
              {labLabels[one]}
            </a>
          ))}
        </nav>
      </div>
      <Content key={section} />
    </>
  );
};

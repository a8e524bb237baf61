import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { TextField } from '../forms/fields.js';
import { createForm, FormElement, FormEnd } from '../forms/form.js';
import { Icon } from '../icons.js';
import { Opener } from '../opener.js';
import { go, hrefOf } from '../route.js';
import { basePath } from '../settings.js';
import { scenarios, technicalNameIn, wantScenarios } from './scenarios.js';

/** Whether the form is open. */
export const isCreating = signal(false);
/** Here, so that what is typed outlives a change of the key above the form. */
const form = createForm({
  id: 'create',
  start: { instanceName: 'jakarta_store', number: '' },
  about: 'Creates it',
  callOf: ({ instanceName, number }) => ({
    method: 'POST',
    path: `${basePath}/instance/create`,
    body: number.trim() === '' ? { instanceName } : { instanceName, number: number.trim() },
  }),
  labels: { instanceName: 'Display name', number: 'Number' },
});

const CreateForm = (): JSX.Element => {
  const { instanceName, number } = form.values.value;
  const course = scenarios.value.get(number.trim());
  useEffect(wantScenarios, []);
  return (
    <FormElement
      form={form}
      class="instances-create"
      label="New instance"
      words={`Created: ${instanceName}`}
      onDone={(answer) => {
        isCreating.value = false;
        const technicalName = technicalNameIn(answer);
        if (technicalName !== '') go(hrefOf('instances', [technicalName]));
      }}
    >
      <TextField form={form} field="instanceName" />
      <TextField form={form} field="number" inputMode="numeric" placeholder="none" hintId="about-course" />
      {scenarios.value.size > 0 && (
        <div>
          <label for="scenario">Scenario</label>
          <select
            id="scenario"
            value={course?.number ?? ''}
            aria-describedby="about-course"
            onChange={({ currentTarget }) => {
              form.set('number', currentTarget.value);
            }}
          >
            <option value="">none</option>
            {[...scenarios.value.values()].map((one) => (
              <option key={one.number} value={one.number} title={one.about}>
                {`${one.number.slice(-2)} ${one.name}`}
              </option>
            ))}
          </select>
        </div>
      )}
      <p id="about-course" class="hint" role="status">
        {course?.about ?? 'It makes things happen by themselves; clients pick it by this number.'}
      </p>
      <FormEnd
        form={form}
        send="Create instance"
        onCancel={() => {
          isCreating.value = false;
        }}
      />
    </FormElement>
  );
};

/** The button that opens the form; below it, not in the way of the list. */
export const Create = (): JSX.Element => (
  <Opener
    label="New instance"
    class="instances-form"
    buttonClass="primary instances-new"
    isOpen={isCreating.value}
    onToggle={(isOpen) => {
      isCreating.value = isOpen;
    }}
    button={
      <>
        <Icon name="add" />
        New instance
      </>
    }
  >
    <CreateForm />
  </Opener>
);

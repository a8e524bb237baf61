/** The part of the home page's script that creates an instance, with a scenario if one is picked by its number. */
export const homeCreate = String.raw`
  const number = byId('new-number');
  const picker = byId('scenario');

  const numberChanged = () => {
    const course = scenarios.get(number.value.trim());
    picker.value = course === undefined ? '' : course.number;
    setText(byId('about-course'), course === undefined ? 'A scenario makes things happen by themselves; a client picks it by this number.' : course.about);
  };
  const loadScenarios = async () => {
    // Without the key: none is needed, and the one that is typed in may be none that can be sent.
    const answer = await (await fetch('/_emulator/scenarios')).json();
    for (const course of answer.scenarios) {
      scenarios.set(course.number, course);
      const option = document.createElement('option');
      option.value = course.number;
      option.textContent = course.number.slice(-2) + ' ' + course.name;
      option.title = course.about;
      picker.append(option);
    }
    numberChanged();
  };

  number.addEventListener('input', numberChanged);
  picker.addEventListener('change', () => {
    number.value = picker.value;
    numberChanged();
  });
  byId('create').addEventListener('submit', (event) => {
    event.preventDefault();
    const instanceName = byId('new-name').value;
    const given = number.value.trim();
    const body = given === '' ? { instanceName } : { instanceName, number: given };
    void act(() => call('POST', basePath + '/instance/create', body), 'Created: ' + instanceName);
  });
  numberChanged();
  loadScenarios().catch(() => (picker.parentElement.hidden = true));
`;

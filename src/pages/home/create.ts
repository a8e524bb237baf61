/** The part of the home page's script that creates an instance, with a scenario if one is picked by its number. */
export const homeCreate = String.raw`
  const number = byId('new-number');
  const picker = byId('scenario');
  const fields = { instanceName: byId('new-name'), number };

  const numberChanged = () => {
    const course = scenarios.get(number.value.trim());
    picker.value = course === undefined ? '' : course.number;
    setText(byId('about-course'), course === undefined ? 'A scenario makes things happen by themselves; a client picks it by this number.' : course.about);
  };
  const loadScenarios = async () => {
    const { signal, rest } = bePatient();
    // Without the key: none is needed, and the one that is typed in may be none that can be sent.
    const reply = await fetch('/_emulator/scenarios', { signal });
    const answer = await reply.json();
    rest();
    for (const course of answer.scenarios) {
      scenarios.set(course.number, course);
      const option = document.createElement('option');
      option.value = course.number;
      option.textContent = course.number.slice(-2) + ' ' + course.name;
      option.title = course.about;
      picker.append(option);
    }
    setHidden(picker.parentElement, false);
    numberChanged();
  };
  const tryScenarios = () =>
    loadScenarios().catch(() => {
      setHidden(picker.parentElement, true);
      setTimeout(tryScenarios, PATIENCE);
    });
  const markWrong = (problem) => {
    const wrong = Array.isArray(problem?.details) ? problem.details.map(({ path }) => path) : [];
    for (const [path, field] of Object.entries(fields)) set(field, 'aria-invalid', String(wrong.includes(path)));
  };

  number.addEventListener('input', numberChanged);
  picker.addEventListener('change', () => {
    number.value = picker.value;
    numberChanged();
  });
  byId('create').addEventListener('input', () => {
    say(byId('create-problem'), '');
    markWrong();
  });
  byId('create').addEventListener('submit', async (event) => {
    event.preventDefault();
    const instanceName = byId('new-name').value;
    const given = number.value.trim();
    const body = given === '' ? { instanceName } : { instanceName, number: given };
    const create = () => call('POST', basePath + '/instance/create', body);
    markWrong(await act('create', create, 'Created: ' + instanceName, byId('create-problem')));
  });
  numberChanged();
  void tryScenarios();
`;

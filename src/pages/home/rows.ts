/** The part of the home page's script that makes a row of an instance: what is known of it, and what can be done. */
export const homeRows = String.raw`
  const emulated = (path) => ({ method: 'POST', path: (name) => '/_emulator/instances/' + name + '/' + path });
  const documented = (method, path) => ({ method, path: (name) => basePath + '/instance/' + path + '?instanceName=' + name });

  /* What can be done to an instance, in the order of the buttons. path takes the encoded technical name. */
  const actions = [
    { name: 'scan', label: 'Scan', about: 'The phone scans the QR.', ...emulated('scan') },
    { name: 'reconnect', label: 'Reconnect', about: 'The connection is found again.', ...emulated('reconnect') },
    { name: 'requestQr', label: 'Get a new QR', about: 'What a client does with GET /instance/qr.', ...documented('GET', 'qr') },
    { name: 'refuse', label: 'Refuse', about: 'The phone scans and cannot link; the QR is used up.', ...emulated('refuse') },
    { name: 'expireQr', label: 'Expire QR', about: 'The next QR is current at once.', ...emulated('expire-qr') },
    { name: 'exhaust', label: 'Exhaust', about: 'Pairing gives up, as if nobody had scanned in time.', ...emulated('exhaust') },
    { name: 'drop', label: 'Drop', about: 'The connection is lost, until Reconnect.', ...emulated('drop') },
    { name: 'replace', label: 'Replace', about: 'Another client takes the session over.', ...emulated('replace') },
    { name: 'unlink', label: 'Unlink', about: 'The device is removed on the phone.', ...emulated('unlink') },
    { name: 'logout', label: 'Log out', about: 'What a client does with DELETE /instance/logout.', ...documented('DELETE', 'logout') },
    { name: 'delete', label: 'Delete', about: 'What a client does with DELETE /instance/delete; asks once more.', asks: 'Really delete?', ...documented('DELETE', 'delete') },
  ];
  /* What one most likely wants. These come before the link to the live page. */
  const main = { pairing: 'scan', expired: 'requestQr', closed: 'requestQr', dead: 'reconnect', lost: 'reconnect', replaced: 'reconnect' };
  const isMain = ({ name }) => Object.values(main).includes(name);

  const isPossible = ({ name }, one) =>
    name === 'requestQr'
      ? one.state === 'close' && one.integration !== 'WHATSAPP-BUSINESS'
      : one.actions.includes(name);

  const waiting = 'M6.5 12v.1M12 12v.1M17.5 12v.1';
  const signs = {
    starting: waiting,
    linking: waiting,
    lost: waiting,
    pairing: '',
    open: 'M5 12.5l4.5 4.5L19 7.5',
    dead: 'M5 12.5l4.5 4.5L19 7.5',
    expired: 'M12 7.5V12l3 2M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0',
    replaced: 'M5 9h13l-3.2-3.2M19 15H6l3.2 3.2',
    closed: 'M8 11l-2 2a3.5 3.5 0 005 5l2-2M16 13l2-2a3.5 3.5 0 00-5-5l-2 2M5 8l2 .6M8.6 5l.6 2M19 16l-2-.6M15.4 19l-.6-2',
  };

  const createButton = (action, technicalName) => {
    const { label, about, asks, method, path } = action;
    const button = document.createElement('button');
    let shownName = technicalName;
    let isAsking = false;
    let look = 'calm';
    const ask = (asking) => {
      isAsking = asking;
      setText(button, asking ? asks : label);
      set(button, 'class', asking ? look + ' asking' : look);
      set(button, 'aria-label', button.textContent + (asking ? ' ' : ': ') + shownName);
    };
    button.type = 'button';
    button.title = about;
    button.dataset.action = action.name;
    button.addEventListener('click', (event) => {
      // What cannot be undone takes a second press, and a double click is one.
      if (asks !== undefined && (!isAsking || event.detail > 1)) {
        button.focus();
        ask(true);
        announce(asks + ' ' + shownName);
        return;
      }
      ask(false);
      const request = () => call(method, path(encodeURIComponent(technicalName)), method === 'POST' ? {} : undefined);
      void act(action.name + ' ' + technicalName, request, label + ': ' + shownName);
    });
    button.addEventListener('blur', () => ask(false));
    button.addEventListener('keydown', (event) => event.key === 'Escape' && ask(false));
    const update = (one) => {
      shownName = one.instanceName;
      setHidden(button, !isPossible(action, one));
      look = main[one.phase] === action.name ? 'primary' : 'calm';
      ask(isAsking && !button.hidden);
    };
    return { button, update };
  };

  const createRow = (technicalName) => {
    const root = byId('row').content.firstElementChild.cloneNode(true);
    const part = (name) => root.querySelector('[data-part="' + name + '"]');
    const qr = part('qr');
    const buttons = actions.map((action) => createButton(action, technicalName));
    const elements = (wanted) => buttons.filter((_, index) => isMain(actions[index]) === wanted).map(({ button }) => button);
    part('live').before(...elements(true));
    part('live').after(...elements(false));
    setText(part('technical'), technicalName);
    part('technical').title = technicalName;
    part('copy').addEventListener('click', () => copy(part('copy'), part('technical')));
    const update = (one) => {
      const number = one.phone === null ? one.number : one.phone.number;
      const course = scenarios.get(one.number);
      set(root, 'data-state', one.state);
      set(root, 'data-phase', one.phase);
      setText(part('name'), one.instanceName);
      set(part('name'), 'title', one.instanceName);
      set(part('copy'), 'aria-label', 'Copy the technical name: ' + one.instanceName);
      setText(part('state'), one.state);
      setText(part('phase'), one.phase === one.state ? '' : one.phase);
      setText(part('count'), one.qrcode === null ? '' : 'QR ' + one.qrcode.count);
      setText(part('number'), number === null ? '' : '+' + number);
      setText(part('profile'), one.phone === null ? '' : one.phone.profileName);
      setText(part('course'), course === undefined ? '' : course.name);
      set(part('sign'), 'd', signs[one.phase]);
      set(part('live'), 'href', basePath + '/instance/qr/live?' + new URLSearchParams({ instanceName: technicalName, apiKey: key() }));
      set(part('live'), 'aria-label', 'Live page: ' + one.instanceName);
      const hadFocus = document.activeElement;
      for (const { button, update: updateButton } of buttons) {
        updateButton(one);
        if (button.hidden && button === hadFocus) part('live').focus();
      }
      setHidden(qr, one.qrcode === null);
      setHidden(qr.nextElementSibling, one.qrcode !== null);
      if (one.qrcode !== null) set(qr, 'src', one.qrcode.base64);
    };
    return { root, update };
  };
`;

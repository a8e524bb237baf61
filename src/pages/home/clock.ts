/** The part of the home page's script that shows the account's clock and moves it. */
export const homeClock = String.raw`
  const turnClock = byId('clock-turn');
  const moves = byId('clock').querySelectorAll('[data-advance]');
  const timeOf = (now) => now.slice(0, 19).replace('T', ' ') + ' UTC';

  const showClock = (clock) => {
    setHidden(byId('clock'), clock === null);
    if (clock === null) return;
    const { now, frozen } = clock;
    setClass(byId('clock'), 'frozen', frozen);
    setText(byId('clock-words'), frozen ? 'The clock stands still at' : 'The clock runs.');
    setText(byId('clock-now'), frozen ? timeOf(now) : '');
    set(byId('clock-now'), 'datetime', frozen ? now : '');
    setText(turnClock, frozen ? 'Let it run' : 'Freeze');
    for (const button of moves) setHidden(button, !frozen);
  };

  const changeClock = (change) =>
    act('clock', async () => {
      const { clock } = await call('POST', '/_emulator/clock', change);
      showClock(clock);
      if (clock.stoppedShort) say(byId('refusal'), 'Too much was due: the clock stopped at ' + timeOf(clock.now) + '. Go on from there.');
      if (change.run && clock.frozen) say(byId('refusal'), 'This clock belongs to the program that started the emulator; only that can move it.');
    }, 'Clock changed');

  turnClock.addEventListener('click', () => changeClock(byId('clock').classList.contains('frozen') ? { run: true } : { freeze: true }));
  for (const button of moves) button.addEventListener('click', () => changeClock({ advance: button.dataset.advance }));
`;

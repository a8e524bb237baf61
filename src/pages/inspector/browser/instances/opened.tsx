import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Instance, InstanceList } from '../../../../shapes.js';
import { accountTime, isFrozen } from '../clock.js';
import { accounts, AccountList } from '../accounts.js';
import { has } from '../call.js';
import { Copy } from '../copy.js';
import { useResource } from '../following.js';
import { Icon } from '../icons.js';
import type { Resource } from '../resource.js';
import { go, hrefOf, place } from '../route.js';
import { connection } from '../stream.js';
import { useSubject } from '../subject.js';
import { durationWords, timeOf } from '../times.js';
import { instanceActions, isPossible, mainActionOf } from './actions.js';
import { Mail } from './glimpse.js';
import { INSTANCE_NOTES, nextChange } from './instance-list.js';
import { LiveLink } from './live-link.js';
import { phaseWords, StateTags, Tile } from './phases.js';
import { InstanceButton } from './row.js';
import { scenarios, wantScenarios } from './scenarios.js';

/** How long a time is ahead, by the account's clock. */
const Until = ({ end }: { readonly end: string }): JSX.Element => {
  const left = Date.parse(end) - accountTime();
  return (
    <span title={`${end}, by the account's clock`}>
      {isFrozen()
        ? `at ${timeOf(end)} by the clock, which stands still`
        : left > 0
          ? `in ${durationWords(left)}`
          : 'now'}
    </span>
  );
};

const Qr = ({ one }: { readonly one: Instance }): JSX.Element => {
  const { qrcode } = one;
  if (qrcode === null) {
    return (
      <div class="instances-sign">
        <Tile one={one} />
      </div>
    );
  }
  return (
    <div class="instances-large">
      <Tile one={one} />
      <p class="instances-qr-line">
        QR {qrcode.count}, the next one <Until end={qrcode.expiresAt} />
      </p>
      {qrcode.pairingCode !== null && (
        <p class="instances-qr-line">
          Pairing code <code>{qrcode.pairingCode}</code>
          <Copy text={qrcode.pairingCode} what="the pairing code" />
        </p>
      )}
      <p class="instances-qr-line">
        <Copy text={qrcode.code} what="the text in the QR" label="Copy the text in it" />
      </p>
    </div>
  );
};

const settingWords: readonly (readonly [
  'rejectCalls' | 'ignoreGroups' | 'alwaysOnline' | 'readMessages' | 'readStatus',
  string,
])[] = [
  ['rejectCalls', 'declines calls'],
  ['ignoreGroups', 'leaves groups out'],
  ['alwaysOnline', 'appears online all the time'],
  ['readMessages', 'marks messages as read'],
  ['readStatus', 'views status updates'],
];

const Fact = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: JSX.Element | string;
}): JSX.Element => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** All that is known of it. */
const Known = ({ one }: { readonly one: Instance }): JSX.Element => {
  const course = one.number === null ? undefined : scenarios.value.get(one.number);
  const settings = settingWords.filter(([name]) => one[name]).map(([, words]) => words);
  return (
    <dl class="instances-known">
      <Fact label="Technical name">
        <span class="instances-technical">
          <code>{one.apiInstanceName}</code>
          <Copy text={one.apiInstanceName} what={`the technical name: ${one.instanceName}`} />
        </span>
      </Fact>
      {one.phone === null ? (
        <Fact label="Number">{one.number === null ? 'none was given' : `+${one.number}`}</Fact>
      ) : (
        <Fact label="Linked phone">
          <span>
            +{one.phone.number} <bdi>{one.phone.profileName}</bdi>
          </span>
        </Fact>
      )}
      {course !== undefined && (
        <Fact label="Scenario">
          <span>
            <span class="tag">{course.name}</span> {course.about}
          </span>
        </Fact>
      )}
      {one.opensAt !== null && (
        <Fact label="Opens by itself">
          <Until end={one.opensAt} />
        </Fact>
      )}
      <Fact label="Connects as">
        {one.integration === 'WHATSAPP-BUSINESS' ? 'WHATSAPP-BUSINESS, without a phone' : one.integration}
      </Fact>
      <Fact label="Created">{`${timeOf(one.createdAt)} UTC`}</Fact>
      <Fact label="Presence">{one.presence}</Fact>
      <Fact label="Settings">{settings.length === 0 ? 'all off' : settings.join(', ')}</Fact>
      {(one.phone !== null || one.messages.last !== null) && (
        <Fact label="Messages">
          <Mail one={one} />
        </Fact>
      )}
    </dl>
  );
};

/** Each action that is possible, in its own words, and what is not possible now. */
const ActionTable = ({ one, onGone }: { readonly one: Instance; readonly onGone: () => void }): JSX.Element => {
  const main = mainActionOf(one);
  const possible = instanceActions.filter((action) => isPossible(action, one));
  const others = instanceActions.filter((action) => !possible.includes(action));
  return (
    <section class="instances-actions" aria-label="Actions" tabIndex={-1}>
      <h3>What can happen now</h3>
      <table>
        <thead class="unseen">
          <tr>
            <th scope="col">Action</th>
            <th scope="col">What it means</th>
            <th scope="col">Who does it</th>
          </tr>
        </thead>
        <tbody>
          {possible.map((action) => (
            <tr key={action.name} data-action={action.name}>
              <td>
                <InstanceButton
                  action={action}
                  one={one}
                  isMain={action === main}
                  onDone={action.name === 'delete' ? onGone : undefined}
                />
              </td>
              <td>{action.about}</td>
              <td class="quiet">{action.who}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>Not possible while it is {one.phase}</summary>
        <dl class="instances-others">
          {others.map((action) => (
            <div key={action.name}>
              <dt>{action.label}</dt>
              <dd>{action.about}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
};

/** Whether there is no instance with the name that was asked for; a name that cannot be one leads to nothing, too. */
export const isMissing = ({ value, problem }: Resource<InstanceList>): boolean =>
  value.value?.instances.length === 0 || problem.value.includes('must be a technical name');

/** Says why a link leads to nothing. */
export const Missing = ({ name }: { readonly name: string }): JSX.Element => {
  const number = Number(/^t(\d+)_/.exec(name)?.[1] ?? 0);
  const owners = accounts.value.filter((account) => account.number === number && !account.own);
  return (
    <div class="empty instances-missing">
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>{' '}
        is not in this account: it was deleted, or it belongs to another API key.
      </p>
      {owners.length > 0 && (
        <>
          <p>By its name it belongs to this one:</p>
          <AccountList accounts={owners} isThere={true} />
        </>
      )}
    </div>
  );
};

/** An instance: all that is known of it, and all that can be done. */
export const Opened = ({ name, back }: { readonly name: string; readonly back: string }): JSX.Element => {
  const resource = useResource<InstanceList>(
    `instances?instanceName=${encodeURIComponent(name)}&limit=1`,
    has<InstanceList>('instances'),
    INSTANCE_NOTES,
  );
  useEffect(wantScenarios, []);
  const answer = resource.value.value;
  const problem = resource.problem.value;
  const one = answer?.instances[0];
  const called = one?.instanceName ?? name;
  useSubject(called);
  useEffect(() => {
    const wait = one === undefined ? undefined : nextChange([one]);
    if (wait === undefined) return undefined;
    const timer = setTimeout(resource.look, wait);
    return () => {
      clearTimeout(timer);
    };
  }, [one, resource]);
  const leave = (): void => {
    // Who is elsewhere by now stays there.
    if (place.peek().rest[0] === name) go(back);
  };
  const isGone = isMissing(resource);
  return (
    <section
      id="opened"
      class="instances-opened"
      aria-label={`Instance: ${called}`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) leave();
      }}
    >
      <header>
        <a class="button bare" href={back} aria-label="Back to the list" title="Back to the list (Escape)">
          <Icon name="back" />
        </a>
        <h2 title={called}>
          <bdi>{called}</bdi>
        </h2>
        {one !== undefined && <StateTags one={one} />}
      </header>
      {isGone && <Missing name={name} />}
      {!isGone && problem !== '' && connection.value !== 'lost' && one === undefined && (
        <p class="message">{problem}</p>
      )}
      {one !== undefined && (
        <>
          <p class="quiet">{phaseWords[one.phase]}</p>
          <nav class="instances-links" aria-label="More of this instance">
            <a class="button calm" href={hrefOf('chats', [name])}>
              Chats
            </a>
            <a class="button calm" href={hrefOf('requests', [], { instance: name })}>
              Requests
            </a>
            <LiveLink one={one} />
          </nav>
          <div class="instances-both">
            <Qr one={one} />
            <ActionTable one={one} onGone={leave} />
          </div>
          <Known one={one} />
        </>
      )}
    </section>
  );
};

import { describe, expect, test } from 'vitest';
import { readSettings, withoutProxy, type Environment } from '../../src/command/environment.js';

const read = (env: Environment, flags: Readonly<Record<string, unknown>> = {}) => {
  const warnings: string[] = [];
  const { port } = readSettings(flags, env, (sentence) => warnings.push(sentence));
  return { port, warnings };
};

const SERVICE = 'tcp://10.96.0.12:9224';
const warning = `WACHAT_PORT is ignored: "${SERVICE}" is the address of a service, as Kubernetes sets it, and no port.`;

describe('The address of a service in WACHAT_PORT', () => {
  test.each<readonly [string, Environment, Readonly<Record<string, unknown>>, number, readonly string[]]>([
    ['gives way to the default', { WACHAT_PORT: SERVICE }, {}, 9224, [warning]],
    ['gives way to PORT', { WACHAT_PORT: SERVICE, PORT: '4000' }, {}, 4000, [warning]],
    ['is not looked at beside the flag', { WACHAT_PORT: SERVICE }, { port: '4001' }, 4001, []],
  ])('%s', (_what, env, flags, port, warnings) => {
    expect(read(env, flags)).toEqual({ port, warnings });
  });

  test.each(['tcp://', 'UDP://10.0.0.1:53', 'sctp://[fd00::1]:9224'])('may be any: %s', (address) => {
    expect(read({ WACHAT_PORT: address })).toMatchObject({ port: 9224, warnings: [expect.any(String)] });
  });

  test('is all that is ignored: what is meant as a port, and is none, is refused', () => {
    expect(() => read({ WACHAT_PORT: 'http://localhost:9224' })).toThrow(
      'WACHAT_PORT must be a port number from 0 to 65535, not "http://localhost:9224".',
    );
    expect(() => read({ WACHAT_HOST: SERVICE })).toThrow('WACHAT_HOST must be');
  });
});

describe('The variables that keep calls away from a proxy', () => {
  const ALL = 'localhost,127.0.0.1,::1';

  test.each<readonly [string, Environment, string, string]>([
    ['are there without any before', {}, ALL, ALL],
    ['keep what is there', { NO_PROXY: 'corp.example' }, `corp.example,${ALL}`, `corp.example,${ALL}`],
    ['keep each its own', { NO_PROXY: 'a', no_proxy: 'b' }, `a,${ALL}`, `b,${ALL}`],
    ['repeat nothing', { no_proxy: 'localhost, ::1' }, 'localhost, ::1,127.0.0.1', 'localhost, ::1,127.0.0.1'],
    ['leave what is for all hosts', { NO_PROXY: '*', no_proxy: 'b' }, '*', `b,${ALL}`],
  ])('%s', (_what, env, upper, lower) => {
    expect(withoutProxy(env, 'localhost')).toEqual({ NO_PROXY: upper, no_proxy: lower });
  });

  test('have the address that it listens on', () => {
    expect(withoutProxy({}, '10.1.2.3').NO_PROXY).toBe(`${ALL},10.1.2.3`);
  });
});

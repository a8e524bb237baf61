import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import openapiTS, { astToString } from 'openapi-typescript';
import { describe, expect, onTestFinished, test } from 'vitest';
import { request } from 'node:http';
import { buildApp, buildControlApp } from '../../src/app.js';
import { create } from '../../src/api/samples.js';
import { readConfig } from '../../src/config.js';
import { documentNames, exampleOrigin, pathOf } from '../../src/control/documents.js';
import { createEmulator } from '../../src/emulator.js';
import {
  exampleKey,
  exampleSettings,
  examplesOf,
  exampleTime,
  shorten,
  wireOf,
} from '../../src/openapi/examples.js';
import { operationsOf, type Operation } from '../../src/openapi/document.js';
import { apis, buildDocument } from '../../src/openapi/build.js';
import { manualClock } from '../../src/domain/time-source.js';
import { client, type Json } from '../support/client.js';
import { build } from '../support/emulator.js';
import { rawRequest, sendRaw } from '../support/socket.js';

const documents = { wachat: await buildDocument('wachat'), emulator: await buildDocument('emulator') };
/** Loose, to look into schemas. */
const loose: { readonly wachat: Json; readonly emulator: Json } = documents;
/** The QR that the examples scan, and its pairing code. */
const scans = loose.emulator.paths['/scan'].post.requestBody.content['application/json'].examples;
const firstQr = { code: String(scans.code.value.code), pairingCode: String(scans.pairingCode.value.pairingCode) };
const routes = documentNames.flatMap((name) =>
  Object.entries(documents[name].paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name, path, method: method.toUpperCase(), operation })),
  ),
);

const ajv = new Ajv({ strict: false, validateFormats: true });
addFormats.default(ajv);
// Ajv knows OpenAPI's `nullable`, which 3.0 only has beside a `type`; a test below sees to that.
for (const name of documentNames) ajv.addSchema(documents[name], name);

/** What is wrong with a value, by a schema of a document. */
const problems = (name: string, schema: Json, value: unknown): unknown => {
  const absolute: object = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${name}#/`));
  const validate = ajv.compile(absolute);
  return validate(value) ? [] : validate.errors;
};

/** Every schema in a document, with the path to it. */
const schemasIn = (value: Json, path = ''): { path: string; schema: Json }[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, Json]) => {
    const here = `${path}/${key}`;
    if (['example', 'examples', 'enum', 'default'].includes(key)) return [];
    const isSchema =
      ['schema', 'items'].includes(key) || /\/(properties|schemas)$/.test(path) || /\/(allOf|anyOf)$/.test(path);
    return [...(isSchema ? [{ path: here, schema: child }] : []), ...schemasIn(child, here)];
  });
};

/** The names of all components that these parts of the operations refer to, however deep. */
const componentsBelow = (document: Json, part: (operation: Json) => unknown): ReadonlySet<string> => {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (names.has(name)) continue;
      names.add(name);
      collect(document.components.schemas[name]);
    }
  };
  for (const operation of operationsOf(document)) collect(part(operation));
  return names;
};

/** The examples of an operation, as they are made. */
const examplesFor = (name: (typeof documentNames)[number], operation: Operation) =>
  examplesOf(pathOf[name], apis[name], operation, firstQr);

/**
 * Whether a call that can be made as an example gets that status. A 400 that is not for the input is for what is no
 * HTTP, and the server answers that, and the others, before it knows the operation; 204 takes four streams, 503 many more.
 */
const isPlayed = ({ responses }: Operation, status: string): boolean =>
  !['204', '408', '417', '431', '503'].includes(status) &&
  // A thousand messages or deliveries would have to wait, or an account be as large as no other.
  !(status === '409' && responses[status]?.description.startsWith('It is larger') === true) &&
  !(status === '429' && /^(?:Too many|There is no room for more) (?:messages|deliveries)/.test(responses[status]?.description ?? '')) &&
  !(status === '400' && responses[status]?.description.startsWith('The request cannot be read') === true);

type Made = ReturnType<typeof examplesFor>[number]['call'];

/** A request of which only the head comes: that says how long its body would be. */
const sendHead = async (origin: string, { method, path }: Made, headers: Readonly<Record<string, string>>) => {
  const asked = request(origin + path, { method, headers });
  asked.flushHeaders();
  const [reply]: Json[] = await once(asked, 'response');
  let text = '';
  for await (const part of reply) text += String(part);
  asked.destroy();
  return { status: Number(reply.statusCode), headers: new Headers(reply.headers), body: JSON.parse(text) };
};

/** An emulator in which the examples come out as they stand in the documents. */
const buildForExamples = async () => {
  const { origin } = await build({ ...exampleSettings, clock: manualClock(exampleTime), publicUrl: exampleOrigin });
  const send = (call: Made) => {
    const { headers, payload } = wireOf(call);
    // `fetch` lets nobody set these two; what they are for is refused by its head alone.
    if (['Content-Length', 'Host'].some((header) => header in headers)) return sendHead(origin, call, headers);
    return client(origin, undefined).call(call.method, call.path, {
      headers,
      ...(payload !== undefined && { body: payload }),
    });
  };
  const restart = () => send({ method: 'POST', path: '/_emulator/reset?all=true' });
  return { send, restart, origin };
};

describe.each(documentNames)('the document %s', (name) => {
  const document = documents[name];

  test('is valid OpenAPI 3.0.3 by another tool', async () => {
    const config = await createConfig({ extends: ['spec', 'recommended-strict'] });
    const found = await lintFromString({ source: JSON.stringify(document), config });
    expect(document.openapi).toBe('3.0.3');
    // A server on this machine is what an emulator is.
    expect(found.filter(({ ruleId }) => ruleId !== 'no-server-example.com').map(({ message }) => message)).toEqual([]);
  });

  test('is exported as it is built, and the same each time', async () => {
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    expect(`${JSON.stringify(await buildDocument(name), undefined, 2)}\n`).toBe(text);
    expect(await readFile(`openapi/${name}.json`, 'utf8'), 'run npm run openapi').toBe(text);
  });

  test('has its types generated', async () => {
    const types = astToString(await openapiTS(JSON.stringify(document), { defaultNonNullable: false }));
    expect(await readFile(`test/fixtures/${name}-api.d.ts`, 'utf8'), 'run npm run openapi').toContain(types);
  });

  test('describes every tag, operation, parameter, body, reply, header and component', () => {
    const tags = document.tags.map((tag) => tag.name);
    for (const operation of operationsOf(document)) {
      expect(operation.description.length).toBeGreaterThan(10);
      expect(tags).toContain(operation.tags[0]);
      for (const parameter of operation.parameters ?? []) {
        expect(parameter, operation.operationId).toMatchObject({
          description: expect.any(String),
          schema: { example: expect.anything() },
        });
      }
    }
    expect(new Set(operationsOf(document).map(({ tags: [tag] }) => tag))).toEqual(new Set(tags));
    for (const { path, schema } of schemasIn(loose[name].components)) {
      if (/\/properties\/\w+$/.test(path) && schema.$ref === undefined && schema.allOf === undefined)
        expect(schema.description, path).toEqual(expect.any(String));
    }
  });

  test('has only components that are used, under plain names', () => {
    const text = JSON.stringify(document);
    for (const component of Object.keys(document.components.schemas)) {
      expect(component).not.toMatch(/Input$/);
      expect(text).toContain(`"#/components/schemas/${component}"`);
    }
  });

  test('lets nothing into a reply that it does not name, and nullable stands beside a type', () => {
    const received = componentsBelow(document, ({ requestBody }) => requestBody);
    const sent = componentsBelow(document, ({ responses }) => responses);
    for (const { path, schema } of schemasIn(loose[name])) {
      if (schema.nullable !== undefined) expect(schema.type, path).toEqual(expect.any(String));
      const [, component = ''] = /^\/components\/schemas\/(\w+)/.exec(path) ?? [];
      const isInput = path.includes('requestBody') || (received.has(component) && !sent.has(component));
      const isOpen = /\/schemas\/Document|\/properties\/(details\/|body$|query$|headers$|message$)/.test(path);
      if (schema.type === 'object' && !isInput && !isOpen) expect(schema.additionalProperties, path).toBe(false);
    }
  });

  test('has an example of every JSON reply, and each is as its schema says', () => {
    for (const operation of operationsOf(document)) {
      const bodies = operation.requestBody === undefined ? [] : [operation.requestBody.content['application/json']];
      const replies = Object.entries(operation.responses)
        .filter(([status]) => isPlayed(operation, status))
        .map(([, { content }]) => content['application/json']);
      for (const media of [...bodies, ...replies]) {
        if (media === undefined) continue;
        const examples = Object.values(media.examples ?? {});
        expect(examples.length, operation.operationId).toBeGreaterThan(0);
        for (const { value } of examples) expect(problems(name, media.schema, value)).toEqual([]);
      }
    }
  });

  test('says of every error reply what the server says', async () => {
    const { send, restart } = await buildForExamples();
    for (const operation of operationsOf(document)) {
      const provoked = new Set<string>();
      for (const example of examplesFor(name, operation)) {
        await restart();
        for (const call of example.before ?? []) expect((await send(call)).status).toBeLessThan(300);
        const reply = await send(example.call);
        const documented = operation.responses[String(reply.status)];
        expect(documented, `${operation.operationId} ${example.name} ${String(reply.status)}`).toBeDefined();
        provoked.add(String(reply.status));
        if (reply.status < 400) continue;
        expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(problems(name, documented?.content['application/json']?.schema, reply.body)).toEqual([]);
        for (const header of ['X-Wachat-Emulator', ...(reply.status === 401 ? ['WWW-Authenticate'] : [])]) {
          expect(reply.headers.has(header)).toBe(true);
          expect(documented?.headers).toHaveProperty([header]);
        }
      }
      const promised = Object.keys(operation.responses).filter((status) => isPlayed(operation, status));
      expect([...provoked].sort(), operation.operationId).toEqual(promised.sort());
    }
  });

  test('says of every operation what a call gets that is wrong before anybody looks at its input', async () => {
    const { origin } = await build({ apiKeys: [exampleKey] });
    const head = { Host: 'localhost', Authorization: `Bearer ${exampleKey}` };
    const sending = (text: string, type: string, more = {}) => ({
      headers: { ...head, 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(text)), ...more },
      text,
    });
    const wrongs: Readonly<Record<string, { headers: Readonly<Record<string, string>>; text?: string; more?: string }>> = {
      'no Host': { headers: { Authorization: head.Authorization } },
      'an expectation': { headers: { ...head, Expect: 'a miracle' } },
      'a large header': { headers: { ...head, X: 'x'.repeat(20_000) } },
      'a long query': { headers: head, more: `?x=${'x'.repeat(20_000)}` },
      'two lengths': { headers: { ...head, 'Content-Length': '1', 'content-length': '2' } },
      'a broken query': { headers: head, more: '?x=%zz' },
      'a text as body': sending('hello', 'text/plain'),
      'a body without a type': { headers: { ...head, 'Content-Length': '5' }, text: 'hello' },
      'broken JSON': sending('{', 'application/json'),
      'bytes that are no UTF-8': sending('"\u{fffd}"', 'application/json; charset=latin1'),
      'a compressed body': sending('hello', 'application/json', { 'Content-Encoding': 'gzip' }),
      'a very long body': { headers: { ...head, 'Content-Type': 'application/json', 'Content-Length': '99999999999' } },
      'no body': sending('', 'application/json'),
    };
    const seen = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        // A body where none belongs is not read, and a stream begins.
        const endless = operation.operationId === 'getStream';
        for (const value of ['x', '%zz', 'x'.repeat(1_001)]) {
          const url = pathOf[name] + path.replace(/\{\w+\}/, value);
          for (const [wrong, { headers, text, more = endless ? '?wait=0ms' : '' }] of Object.entries(wrongs)) {
            const answer = await sendRaw(origin, rawRequest(`${method.toUpperCase()} ${url}${more} HTTP/1.1`, headers, text));
            const [, status = ''] = /^HTTP\/1\.1 (\d+) /.exec(answer) ?? [];
            expect(Object.keys(operation.responses), `${operation.operationId}: ${wrong}`).toContain(status);
            seen.add(status);
          }
          if (!path.includes('{')) break;
        }
      }
    }
    const expected = ['400', '413', '415', '417', '431', ...(name === 'emulator' ? ['414'] : [])];
    expect([...seen]).toEqual(expect.arrayContaining(expected));
  });
});

describe('what the documents promise', () => {
  test('every example, sent as it stands, is answered as it stands', async () => {
    const { send, restart } = await buildForExamples();
    for (const { name, path, method, operation } of routes) {
      const bodies = Object.entries(operation.requestBody?.content['application/json']?.examples ?? {});
      for (const [example, value] of bodies.length > 0 ? bodies : [['', undefined] as const]) {
        await restart();
        const own = examplesFor(name, operation);
        for (const call of (own.find((one) => one.name === example) ?? own[0])?.before ?? []) await send(call);
        const parameters: readonly Json[] = operation.parameters ?? [];
        let url = pathOf[name] + path;
        const query = new URLSearchParams();
        for (const parameter of parameters) {
          if (parameter.in === 'path') url = url.replace(`{${String(parameter.name)}}`, parameter.schema.example);
          // Nothing is going to come, and a test does not wait for that.
          else query.set(String(parameter.name), parameter.name === 'wait' ? '0ms' : String(parameter.schema.example));
        }
        const reply = await send({
          method: (['GET', 'PUT', 'DELETE'] as const).find((one) => one === method) ?? 'POST',
          path: `${url}?${query.toString()}`,
          ...(value && { body: value.value }),
        });
        const documented = operation.responses[String(reply.status)];
        expect(reply.status, operation.operationId).toBeLessThan(300);
        expect(documented, operation.operationId).toBeDefined();
        const type = reply.headers.get('content-type')?.split(';')[0] ?? '';
        const media = documented?.content[type] ?? documented?.content['*/*'];
        expect(media, `${operation.operationId} ${type}`).toBeDefined();
        expect(reply.headers.has('X-Wachat-Emulator-Warning')).toBe(false);
        if (type !== 'application/json') continue;
        expect(problems(name, media?.schema, reply.body)).toEqual([]);
        const shown = media?.examples?.[example];
        if (shown !== undefined) expect(shorten(JSON.stringify(reply.body))).toEqual(shown.value);
      }
    }
  });

  test('pictures, pages and events have the documented types and headers', async () => {
    const { send, restart } = await buildForExamples();
    await restart();
    const picture = await send({ ...create, path: `${create.path}?response=image` });
    const documented = loose.wachat.paths['/instance/create'].post.responses['201'];
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(documented.content).toHaveProperty(['image/png']);
    for (const header of ['X-Instance-Name', 'X-Api-Instance-Name']) {
      expect(picture.headers.get(header)).toBe(documented.headers[header].schema.example);
    }
    const name = picture.headers.get('X-Api-Instance-Name') ?? '';
    const live = `${pathOf.wachat}/instance/qr/live?instanceName=${name}`;
    const page = await send({ method: 'GET', path: live, headers: { Accept: 'text/html' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const denied = await send({ method: 'GET', path: live, headers: { Accept: 'text/html' }, keyless: true });
    expect([denied.status, denied.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect([page.headers.get('vary'), denied.headers.get('vary')]).toEqual(['Accept', 'Accept']);
  });

  test('an error may warn of unknown fields, and so may a call that takes none', async () => {
    const { api } = await build();
    const warned = (path: string): readonly string[] =>
      Object.entries<Json>(loose.wachat.paths[path].get.responses)
        .filter(([, { headers }]) => 'X-Wachat-Emulator-Warning' in headers)
        .map(([status]) => status);
    for (const [path, query, expected] of [
      ['/instance/state', '?instanceName=x&instanceNme=y', 404],
      ['/instance/list', '?instanceName=x', 200],
    ] as const) {
      const { status, headers } = await api.get(path + query);
      expect([status, headers.has('X-Wachat-Emulator-Warning')]).toEqual([expected, true]);
      expect(warned(path)).toContain(String(expected));
      expect(warned(path)).not.toContain('401');
    }
  });

  test('events have the documented type', async () => {
    const { wachat, api } = await build();
    const { body } = await api.create({ instanceName: 'x' });
    const name: string = body.instance.apiInstanceName;
    const abort = new AbortController();
    onTestFinished(() => {
      abort.abort();
    });
    const reply = await fetch(`${wachat.url}/instance/qr/live?instanceName=${name}&apiKey=${wachat.apiKey}`, {
      headers: { Accept: 'text/event-stream' },
      signal: abort.signal,
    });
    expect(reply.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  test('they have every route of the app and no other', async () => {
    const found = new Set<string>();
    const onStart = (message: Json): void => {
      const app: FastifyInstance = message.fastify;
      app.addHook('onRoute', ({ method, url, schema }) => {
        const isStub = schema?.hide === true;
        for (const one of [method].flat())
          if (one !== 'HEAD' && one !== 'OPTIONS' && !isStub) found.add(`${one} ${url}`);
      });
    };
    subscribe('fastify.initialization', onStart);
    const emulator = createEmulator(readConfig({}, (setting) => setting));
    const apps = [await buildApp(emulator, false), await buildControlApp(emulator, false)];
    unsubscribe('fastify.initialization', onStart);
    for (const app of apps) await app.close();
    const documented = routes.flatMap(({ name, path, method }) => {
      const url = path === '/' ? '' : path.replaceAll(/\{(\w+)\}/g, ':$1');
      return [`${method} ${pathOf[name]}${url}`, ...(name === 'wachat' ? [`${method} ${url}`] : [])];
    });
    expect([...found].filter((route) => route !== 'GET /').sort()).toEqual(documented.sort());
  });

  test('security: a key for all but the state of health, the documents, and what an address shows that is secret or invented, in the URL only where it is documented', () => {
    const free = routes.filter(({ operation }) => operation.security.length === 0);
    expect(free.map(({ path }) => path)).toEqual([
      '/',
      '/health',
      '/scenarios',
      '/openapi/wachat.json',
      '/openapi/emulator.json',
      '/media/{token}',
      '/pictures/{jid}',
    ]);
    const inUrl = routes.filter(({ operation }) => operation.security.some((one) => 'apiKey' in one));
    expect(inUrl.map(({ path }) => path)).toEqual([
      '/instance/profile-picture',
      '/instance/qr/image',
      '/instance/qr/live',
    ]);
  });
});

describe('GET /_emulator/openapi', () => {
  test.each(documentNames)('serves %s without a key, naming the server that was asked and no other', async (name) => {
    const { origin } = await build();
    const { status, headers, body } = await client(origin, undefined).get(`/_emulator/openapi/${name}.json`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { servers, ...rest } = body;
    const { servers: known, ...expected } = documents[name];
    expect(known).toHaveLength(1);
    expect(rest).toEqual(expected);
    expect(servers).toEqual([{ url: origin + pathOf[name], description: 'This emulator' }]);
    const exported = await readFile(`openapi/${name}.json`, 'utf8');
    expect(await (await fetch(`${origin}/_emulator/openapi/${name}.json`)).text()).toBe(
      exported.replace(exampleOrigin, origin),
    );
    const again = await client(origin, undefined).get(`/_emulator/openapi/${name}.json`, {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'wachat.local',
    });
    expect(again.body.servers[0].url).toBe(`https://wachat.local${pathOf[name]}`);
  });

  test('names the public URL where there is one', async () => {
    const { origin } = await build({ publicUrl: 'http://wachat:9224' });
    const { body } = await client(origin, exampleKey).get('/_emulator/openapi/wachat.json');
    expect(body.servers[0].url).toBe('http://wachat:9224/api/v1');
  });
});

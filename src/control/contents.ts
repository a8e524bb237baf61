import * as z from 'zod';
import { json, operation, type Group } from '../http/operation.js';
import { rootOf, rootPathOf } from '../http/own-urls.js';
import { BASE_PATH, CONTROL_PATH } from '../http/paths.js';
import { registry } from '../schema/registry.js';
import { version } from '../version.js';

const url = (description: string, path: string) =>
  z.string().register(registry, { description, format: 'uri', example: `http://localhost:9224${path}` });

const Contents = z
  .strictObject({
    version: z.string().register(registry, { description: 'The version of the emulator.', example: version }),
    baseUrl: url('What clients of the imitated API are given.', BASE_PATH),
    page: url('The page that shows an account, for people.', '/'),
    documents: z
      .strictObject({
        wachat: url('The OpenAPI document of the imitated API.', `${CONTROL_PATH}/openapi/wachat.json`),
        emulator: url('That of the control API.', `${CONTROL_PATH}/openapi/emulator.json`),
      })
      .register(registry, { description: 'What can be called, in full.' }),
    operations: z
      .array(
        z.strictObject({
          method: z.string().register(registry, { description: 'The method.', example: 'POST' }),
          path: z.string().register(registry, {
            description: 'The path, with a colon before what stands for a name.',
            example: `${CONTROL_PATH}/instances/:name/scan`,
          }),
          summary: z
            .string()
            .register(registry, { description: 'What it does.', example: 'The phone scans the current QR' }),
        }),
      )
      .register(registry, { description: 'The operations of the control API.' }),
  })
  .register(registry, { id: 'Contents', description: 'What the emulator has.' });

/** An operation that answers with what there is. */
export const contentsOf = (groups: () => readonly Group[]) =>
  operation({
    id: 'getContents',
    summary: 'See what there is',
    description: 'Needs no key. For whoever opens the control URL: its operations, the documents, the page.',
    key: 'none',
    input: {},
    replies: { 200: json('What there is.', Contents) },
    handle(request, _reply, { config }) {
      const [root, path] = [rootOf(request, config.publicUrl), rootPathOf(request, config.publicUrl) + CONTROL_PATH];
      return {
        version,
        baseUrl: root + BASE_PATH,
        page: `${root}/`,
        documents: {
          wachat: `${root}${CONTROL_PATH}/openapi/wachat.json`,
          emulator: `${root}${CONTROL_PATH}/openapi/emulator.json`,
        },
        operations: groups()
          .flatMap(({ routes }) => routes)
          .map((one) => ({ method: one.method, path: path + one.path, summary: one.operation.summary })),
      };
    },
    examples: () => [{ name: 'contents', summary: 'What there is' }],
  });

// Writes src/shapes.ts, or prints it with --print: the published shapes as plain types with their prose, generated from
// the documents in openapi/.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const HEADER = `/*
 * The shapes that the emulator publishes. Made by \`npm run openapi\` from the documents in openapi/, and so from the
 * schemas of the operations; change those instead.
 */

`;

/** Each published type, and its component in the control API's document. */
const FROM_CONTROL = {
  AccountSummary: 'AccountSummary',
  Call: 'Call',
  Chat: 'Chat',
  Clock: 'ClockNow',
  ClockChange: 'ChangeClock',
  ClockChanged: 'ClockChanged',
  ClockReply: 'Clock',
  Delivery: 'Delivery',
  DeliveryDetail: 'DeliveryDetail',
  DeliveryFault: 'DeliveryFault',
  Due: 'Due',
  DueList: 'DueList',
  Event: 'Event',
  Fault: 'Fault',
  Instance: 'ControlledInstance',
  InstanceList: 'InstanceList',
  ListedDeliveryFault: 'CountedDeliveryFault',
  ListedFault: 'CountedFault',
  Message: 'Message',
  MessageContent: 'MessageContent',
  MovedClock: 'MovedClock',
  Receive: 'Receive',
  Recipient: 'Recipient',
  Request: 'Request',
  Scenario: 'Scenario',
  ScanThis: 'ScanThis',
  ScenarioList: 'Scenarios',
  Snapshot: 'Snapshot',
  StatusUpdate: 'StatusUpdate',
  StreamNote: 'StreamNote',
  Tick: 'Tick',
  Webhook: 'Webhook',
};
/** Each published query, and the operation of the control API whose query it is. */
const QUERIES = {
  ChatQuery: 'getChats',
  DeliveryQuery: 'getDeliveries',
  EventQuery: 'getEvents',
  InstanceQuery: 'listInstances',
  MessageQuery: 'getMessages',
  RequestQuery: 'getRequests',
};

/** A parameter as a program passes it: in a URL, everything is text. */
const typed = ({ name, description, schema: { enum: values, ...schema } }) => {
  if (values?.join() === 'true,false') return { ...schema, type: 'boolean', description };
  if (name === 'body') return { type: 'object', additionalProperties: true, description };
  return { ...schema, ...(values && { enum: values }), description };
};

/** The query of an operation as an object; programs pass the time to wait separately. */
const queryOf = ({ summary, parameters }) => ({
  type: 'object',
  description: `${summary}: the conditions.`,
  properties: Object.fromEntries(
    parameters.filter(({ name }) => name !== 'wait').map((parameter) => [parameter.name, typed(parameter)]),
  ),
});

const componentsOf = (control, wachat, seedFile) => {
  const operations = Object.values(control.paths).flatMap((path) => Object.values(path));
  const { schemas } = control.components;
  const chosen = {
    ...Object.fromEntries(Object.entries(FROM_CONTROL).map(([name, component]) => [name, schemas[component]])),
    ...Object.fromEntries(
      Object.entries(QUERIES).map(([name, id]) => [
        name,
        queryOf(operations.find(({ operationId }) => operationId === id)),
      ]),
    ),
    LiveView: wachat.components.schemas.LiveView,
    ...seedFile.$defs,
  };
  // Add what these refer to, under its published name.
  const published = Object.fromEntries(Object.entries(FROM_CONTROL).map(([name, component]) => [component, name]));
  const everything = { ...wachat.components.schemas, ...schemas };
  const text = () => JSON.stringify(chosen).replaceAll('#/$defs/', '#/components/schemas/');
  for (let missing = true; missing;) {
    missing = false;
    for (const [, name] of text().matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if ((published[name] ?? name) in chosen) continue;
      chosen[name] = everything[name];
      missing = true;
    }
  }
  return JSON.parse(
    text().replaceAll(
      /"#\/components\/schemas\/([^"]+)"/g,
      (_all, name) => `"#/components/schemas/${published[name] ?? name}"`,
    ),
  );
};

const { factory } = ts;

/** A type of openapi-typescript in the project's style: references by name, and `undefined` in optional properties. */
const plain = (node) =>
  ts.transform(node, [
    (context) => {
      const visit = (one) => {
        const seen = ts.visitEachChild(one, visit, context);
        if (ts.isIndexedAccessTypeNode(seen) && ts.isIndexedAccessTypeNode(seen.objectType))
          return factory.createTypeReferenceNode(seen.indexType.literal.text);
        if (
          ts.isPropertySignature(seen) &&
          seen.questionToken !== undefined &&
          seen.type.kind !== ts.SyntaxKind.UnknownKeyword
        ) {
          const members = ts.isUnionTypeNode(seen.type) ? seen.type.types : [seen.type];
          const type = factory.createUnionTypeNode([
            ...members,
            factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword),
          ]);
          return factory.updatePropertySignature(seen, seen.modifiers, seen.name, seen.questionToken, type);
        }
        return seen;
      };
      return (root) => ts.visitNode(root, visit);
    },
  ]).transformed[0];

/** The members of `components.schemas`, each as an exported type of its own. */
const aliasesOf = (ast) => {
  const components = ast.find((node) => node.name?.text === 'components');
  const schemas = components.type.members.find((member) => member.name.text === 'schemas');
  return schemas.type.members.map((member) => {
    const alias = factory.createTypeAliasDeclaration(
      [factory.createModifier(ts.SyntaxKind.ExportKeyword)],
      member.name,
      undefined,
      plain(member.type),
    );
    return ts.setSyntheticLeadingComments(alias, ts.getSyntheticLeadingComments(member));
  });
};

/** The types, generated from the documents in a folder. */
const typesFrom = async (folder) => {
  const [control, wachat, seedFile] = await Promise.all(
    ['emulator.json', 'wachat.json', 'seed-file.schema.json'].map(async (file) =>
      JSON.parse(await readFile(join(folder, file), 'utf8')),
    ),
  );
  const schemas = componentsOf(control, wachat, seedFile);
  const names = Object.keys(schemas).sort();
  const document = {
    openapi: '3.0.3',
    info: { title: 'shapes', version: '1' },
    paths: {},
    components: { schemas: Object.fromEntries(names.map((name) => [name, schemas[name]])) },
  };
  const ast = await openapiTS(document, { immutable: true, exportType: true, defaultNonNullable: false });
  return (
    aliasesOf(ast)
      .map((alias) => astToString(alias))
      .join('\n')
      .replaceAll('@description ', '')
      // The types and the prose already say which values and formats there are.
      .replaceAll(/^ *\* (Format: .*|@enum .*)\n/gm, '')
      .replaceAll(/@enum \{[^}]*\}/g, '')
  );
};

const file = fileURLToPath(new URL('../src/shapes.ts', import.meta.url));
const shapes = await format(HEADER + (await typesFrom(fileURLToPath(new URL('../openapi', import.meta.url)))), {
  ...(await resolveConfig(file)),
  parser: 'typescript',
});
if (process.argv.includes('--print')) process.stdout.write(shapes);
else await writeFile(file, shapes);

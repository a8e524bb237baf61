import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Emulator } from '../emulator.js';
import type { NewInstance } from '../domain/new-instance.js';
import { Refusal } from '../domain/refusals.js';
import { drawQr } from '../qr/png.js';
import { callerOf, requireKey } from '../http/caller.js';
import { headerText } from '../http/headers.js';
import { createInstance } from './operations.js';
import { recordInstance } from '../http/recording.js';
import { instanceReply, qrMember } from './replies.js';
import type { CreateBody } from './schemas.js';

const newInstance = (body: CreateBody): NewInstance => ({
  displayName: body.instanceName,
  integration: body.integration,
  number: body.number ?? null,
  // Whether the samples on the original's page are its defaults is not known; here, what is not sent is off. [ours]
  settings: {
    rejectCalls: body.rejectCalls ?? false,
    ignoreGroups: body.ignoreGroups ?? false,
    alwaysOnline: body.alwaysOnline ?? false,
    readMessages: body.readMessages ?? false,
    readStatus: body.readStatus ?? false,
  },
});

export const instanceRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const { instances } = emulator;
  app
    .withTypeProvider<ZodTypeProvider>()
    .post('/instance/create', { schema: createInstance, onRequest: requireKey(emulator) }, (request, reply) => {
      const asImage = request.query.response === 'image';
      if (asImage && request.body.integration === 'WHATSAPP-BUSINESS') {
        throw new Refusal(
          'noQrForBusiness',
          'response=image needs WHATSAPP-BAILEYS: a WHATSAPP-BUSINESS instance has no QR.',
        );
      }
      const caller = callerOf(request, emulator);
      const created = instances.create(caller.key, newInstance(request.body));
      recordInstance(request, created.technicalName);
      const qr = created.qr();
      void reply.code(201);
      if (asImage && qr !== undefined) {
        void reply
          .headers({
            'Cache-Control': 'no-store',
            'X-Instance-Name': headerText(created.displayName),
            'X-Api-Instance-Name': created.technicalName,
          })
          .type('image/png')
          .send(drawQr(qr.code));
        return;
      }
      void reply.send({
        success: true,
        message:
          created.shownState === 'open'
            ? 'Instance created and connected.'
            : 'Instance created. Scan the QR code to connect it.',
        instance: instanceReply(created),
        ...qrMember(created, caller),
      });
    });
};

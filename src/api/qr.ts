import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Emulator } from '../emulator.js';
import { Refusal } from '../domain/refusals.js';
import { drawQr } from '../qr/png.js';
import { callerOf, keyFrom, requireKey } from '../http/caller.js';
import { getQr, getQrImage } from './operations.js';
import { instanceReply, qrMember } from './replies.js';

export const qrRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const { instances } = emulator;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get('/instance/qr', { schema: getQr, onRequest: requireKey(emulator) }, (request) => {
    const caller = callerOf(request, emulator);
    const instance = instances.requestQr(caller.key, request.query.instanceName);
    return { success: true as const, instance: instanceReply(instance), ...qrMember(instance, caller) };
  });

  routes.get('/instance/qr/image', { schema: getQrImage, onRequest: requireKey(emulator, true) }, (request, reply) => {
    const instance = instances.requestQr(keyFrom(request), request.query.instanceName);
    const qr = instance.qr();
    if (qr === undefined) {
      throw instance.integration === 'WHATSAPP-BUSINESS'
        ? new Refusal('noQrForBusiness', `${instance.technicalName} is a WHATSAPP-BUSINESS instance: it has no QR.`)
        : new Refusal(
            instance.fineState === 'starting' ? 'noCurrentQr' : 'alreadyOpen',
            `${instance.technicalName} is ${instance.shownState}; there is no QR to show.`,
          );
    }
    void reply.header('Cache-Control', 'no-store').type('image/png').send(drawQr(qr.code));
  });
};

/**
 * Handlers for Express, Fastify and `node:http`.
 *
 * @module
 */
export {
  type FastifyRequestLike,
  type NodeHandler,
  type NodeRequest,
  toNodeHandler,
} from './to-node-handler.ts';

import { assertNever } from '../../base/assertNever.ts';
import type { Key, Shape } from './shape.ts';
import { swarmShape } from './swarmShape.ts';

type Json = { readonly [key: string]: unknown };

/** The JSON schema (draft 2020-12) of swarm.yaml, for editors; made from the same table that the linter checks with. */
export function createSwarmSchema(): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'S² swarm',
    description: 'One swarm: its plan documents, sessions and policies.',
    ...toSchema(swarmShape),
  };
}

function toSchema(shape: Shape): Json {
  return { ...(shape.about ? { description: shape.about } : {}), ...constraints(shape) };
}

function constraints(shape: Shape): Json {
  switch (shape.type) {
    case 'text':
      return shape.oneOf ? { enum: shape.oneOf } : { type: ['string', 'number'], minLength: 1 };
    case 'number':
      return {
        type: shape.whole ? 'integer' : 'number',
        minimum: shape.min,
        ...(shape.max === undefined ? {} : { maximum: shape.max }),
      };
    case 'money':
      return {
        anyOf: [
          { type: 'number', minimum: 0 },
          { type: 'string', pattern: String.raw`^\$?\s?\d+(\.\d+)?(\s?USD)?$` },
        ],
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'list':
      return { type: 'array', items: toSchema(shape.of) };
    case 'record':
      return { type: 'object', additionalProperties: toSchema(shape.of) };
    case 'map':
      return mapSchema(shape.keys);
    case 'anything':
      return {};
    default:
      return assertNever(shape);
  }
}

function mapSchema(keys: Readonly<Record<string, Key>>): Json {
  const required = Object.entries(keys).flatMap(([name, key]) => (key.required ? [name] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keySchema(key)])),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  };
}

function keySchema(key: Key): Json {
  const schema = toSchema(key.shape);
  if (key.legacy) return { ...schema, deprecated: true, description: `From older plans: ${key.legacy}.` };
  if (!key.idle) return schema;
  return {
    ...schema,
    description: `${key.shape.about ? `${key.shape.about} ` : ''}Read, but not acted on in this version.`,
  };
}

export { type About, MAX_RECORDS, type ReadEach, readEach } from './parse/each.ts';
export {
  readDate,
  readId,
  readInstant,
  readMoney,
  readOptionalDate,
  readOptionalMoney,
  readText,
  requireId,
} from './parse/fields.ts';
export { RecordError } from './parse/record-error.ts';
export { readBody, readWire, type WireSchema } from './parse/wire.ts';

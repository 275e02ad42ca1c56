/** All that a feature needs to talk to the hall. */
export * from './generated'
export { client } from './generated/client.gen'
export { ApiProblem, OfflineError, isPassing, isProblem, type FieldProblem } from './problem'
export { queryKeys } from './queryKeys'
export { heldWrites, sendWrite, type HeldWrite, type Write } from './writes'

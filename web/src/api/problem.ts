/** What went wrong with one field of a request. */
export interface FieldProblem {
  field: string
  message: string
}

/** An answer that is no success: RFC 9457 with hawker's stable `code`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'

  constructor(
    readonly status: number,
    /** What happened, for programs. */
    readonly code: string,
    /** What happened, for people, in English. */
    readonly title: string,
    readonly detail: string | undefined,
    /** What is wrong with which field, as `lines[0].quantity`. */
    readonly fields: readonly FieldProblem[],
    /** The whole answer: some codes tell more, as the new quote. */
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(detail === undefined ? title : `${title}: ${detail}`)
  }

  /** The message for one field. */
  field(name: string): string | undefined {
    return this.fields.find((each) => each.field === name)?.message
  }
}

/** The hall was not reached: whether the request arrived is unknown. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError'
}

/** Whether trying the same again later may work without anybody doing anything. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof OfflineError || (error instanceof ApiProblem && [502, 503, 504].includes(error.status))
  )
}

/** Whether an error is a problem of this code. */
export function isProblem(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code
}

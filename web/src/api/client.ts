import { ApiProblem, OfflineError, type FieldProblem } from './problem'
import type { CreateClientConfig } from './generated/client.gen'

/** How long an answer may take before the hall counts as not reached. */
const PATIENCE_MS = 20_000

/**
 * How the generated client calls: on the page's own origin, with its cookie. A call gives the data or throws, an
 * `ApiProblem` where the hall refused and an `OfflineError` where it was not reached.
 */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  fetch: (request) => callHall(request as Request),
})

let unauthenticated: () => void = () => undefined

/** Hears of every answer that says that nobody is signed in. */
export function onUnauthenticated(hear: () => void): void {
  unauthenticated = hear
}

async function callHall(request: Request): Promise<Response> {
  const response = await reach(request)
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.code === 'unauthenticated') unauthenticated()
  throw problem
}

/** The whole answer: one that is cut off half way was not an answer. */
async function reach(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    const response = await fetch(request, { signal })
    const body = response.status === 204 || response.status === 304 ? null : await response.text()
    return new Response(body, { status: response.status, headers: response.headers })
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new OfflineError('The hall was not reached', { cause: error })
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => ({}))
  const told: Record<string, unknown> = typeof body === 'object' && body !== null ? body : {}
  const text = (key: string): string | undefined => (typeof told[key] === 'string' ? told[key] : undefined)
  return new ApiProblem(
    response.status,
    text('code') ?? 'unknown',
    text('title') ?? `The hall answered ${response.status}`,
    text('detail'),
    Array.isArray(told['errors']) ? (told['errors'] as FieldProblem[]) : [],
    told,
  )
}

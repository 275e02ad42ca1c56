import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeHall } from '@/testing/fakeHall'
import { onUnauthenticated } from './client'
import { authLogin, authLogout, authMe } from './generated'
import { ApiProblem, OfflineError, isPassing, isProblem } from './problem'

let hall: FakeHall
beforeEach(() => {
  hall = new FakeHall()
})

const caught = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a call', () => {
  it('gives the data itself', async () => {
    const user = { id: 1, name: 'Ana', email: 'ana@example.com', role: 'customer' }
    hall.answer('GET /api/auth/me', 200, { user })
    expect(await authMe()).toEqual({ user })
  })

  it('sends JSON', async () => {
    hall.answer('POST /api/auth/login', 200, { user: {} })
    await authLogin({ body: { email: 'ana@example.com', password: 'secret' } })
    expect(hall.asked[0]?.body).toEqual({ email: 'ana@example.com', password: 'secret' })
    expect(hall.asked[0]?.headers.get('Content-Type')).toBe('application/json')
  })

  it('is done when there is nothing to answer', async () => {
    hall.answer('POST /api/auth/logout', 204)
    await expect(authLogout()).resolves.toBeDefined()
  })

  it('that is refused throws the problem with its code and its fields', async () => {
    const errors = [{ field: 'email', message: 'must be an e-mail address' }]
    hall.refuse('POST /api/auth/login', 422, 'invalid', { detail: 'look again', errors, quote: { total: 1 } })
    const error = await caught(authLogin({ body: { email: '', password: '' } }))
    expect(error).toBeInstanceOf(ApiProblem)
    if (!isProblem(error, 'invalid')) throw error
    expect(error).toMatchObject({ status: 422, title: 'refused: invalid', detail: 'look again' })
    expect(error.field('email')).toBe('must be an e-mail address')
    expect(error.body['quote']).toEqual({ total: 1 })
    expect(isPassing(error)).toBe(false)
  })

  it('that a proxy answers with a page of its own is a problem too', async () => {
    vi.stubGlobal('fetch', async () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    const error = await caught(authMe())
    expect(error).toMatchObject({ name: 'ApiProblem', status: 502, code: 'unknown' })
    expect(isPassing(error)).toBe(true)
  })

  it('that does not reach the hall throws that it did not', async () => {
    hall.isAway = true
    const error = await caught(authMe())
    expect(error).toBeInstanceOf(OfflineError)
    expect(isPassing(error)).toBe(true)
  })

  it('whose answer is cut off half way did not reach the hall', async () => {
    const cut = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"user":'))
        controller.error(new TypeError('network error'))
      },
    })
    vi.stubGlobal('fetch', async () => new Response(cut, { status: 200 }))
    expect(await caught(authMe())).toBeInstanceOf(OfflineError)
  })

  it('of nobody is told of, once for each', async () => {
    const hear = vi.fn()
    onUnauthenticated(hear)
    hall.refuse('GET /api/auth/me', 401, 'unauthenticated')
    await caught(authMe())
    expect(hear).toHaveBeenCalledOnce()
    onUnauthenticated(() => undefined)
  })
})

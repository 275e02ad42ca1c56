import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { heldWrites } from '@/api'
import { connection } from '@/realtime'
import { FakeHall } from '@/testing/fakeHall'
import { useSession } from './session'

const ANA = { id: 5, name: 'Ana', email: 'ana@example.com', role: 'customer' }
const BEN = { id: 6, name: 'Ben', email: 'ben@example.com', role: 'customer' }

let hall: FakeHall
let queryClient: QueryClient
let session: ReturnType<typeof useSession>

beforeEach(() => {
  localStorage.clear()
  hall = new FakeHall()
  hall.answer('POST /api/auth/login', 200, { user: ANA })
  hall.answer('POST /api/auth/logout', 204)
  queryClient = new QueryClient()
  const app = createApp({ template: '<div />' })
  app.use(VueQueryPlugin, { queryClient })
  const pinia = createPinia()
  app.use(pinia)
  session = useSession(pinia)
})

const login = (): Promise<void> => session.login({ email: 'ana@example.com', password: 'correct horse' })

describe('signing in', () => {
  it('is remembered, so that the next visit asks who it is', async () => {
    await login()
    expect(session.user).toEqual(ANA)
    expect(localStorage.getItem('hawker.signed-in')).toBe('1')
  })

  it('that fails leaves a guest', async () => {
    hall.refuse('POST /api/auth/login', 401, 'wrong_credentials')
    await expect(login()).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect(session.user).toBeNull()
    expect(localStorage.getItem('hawker.signed-in')).toBeNull()
  })

  it('as somebody else leaves nothing of the one before', async () => {
    await login()
    queryClient.setQueryData(['orders'], ['Ana’s'])
    session.signedIn(BEN as NonNullable<typeof session.user>)
    expect(queryClient.getQueryData(['orders'])).toBeUndefined()
    expect(session.user?.name).toBe('Ben')
  })

  it('lets all that a guest has read be read anew', async () => {
    queryClient.setQueryData(['cart'], { lines: [] })
    await login()
    expect(queryClient.getQueryState(['cart'])?.isInvalidated).toBe(true)
  })
})

describe('signing out', () => {
  it('leaves nothing behind: no data, no connection, no write that waits', async () => {
    const close = vi.spyOn(connection, 'close')
    const drop = vi.spyOn(heldWrites, 'drop')
    await login()
    queryClient.setQueryData(['orders'], ['Ana’s'])
    await session.logout()
    expect(session.user).toBeNull()
    expect(queryClient.getQueryData(['orders'])).toBeUndefined()
    expect(close).toHaveBeenCalledOnce()
    expect(drop).toHaveBeenCalledOnce()
    expect(localStorage.getItem('hawker.signed-in')).toBeNull()
  })

  it('is done when the session has ended already', async () => {
    await login()
    hall.refuse('POST /api/auth/logout', 401, 'unauthenticated')
    await session.logout()
    expect(session.user).toBeNull()
  })

  it('that does not reach the hall is not done, and says so', async () => {
    await login()
    hall.isAway = true
    await expect(session.logout()).rejects.toMatchObject({ name: 'OfflineError' })
    expect(session.user).toEqual(ANA)
  })
})

describe('taking up an earlier session', () => {
  it('asks once, however many pages wait for it', async () => {
    localStorage.setItem('hawker.signed-in', '1')
    hall.answer('GET /api/auth/me', 200, { user: ANA })
    await Promise.all([session.restore(), session.restore()])
    expect(session.user).toEqual(ANA)
    expect(hall.count('GET /api/auth/me')).toBe(1)
  })
})

import { useQueryClient } from '@tanstack/vue-query'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiProblem, authLogin, authLogout, authMe, authRegister, heldWrites } from '@/api'
import type { Credentials, Registration, Role, User } from '@/api'
import { connection } from '@/realtime'

/**
 * Whether this browser ever signed in. The session itself is in a cookie that scripts cannot read; without this mark
 * every guest who opens the menu would ask the server who they are, and be refused.
 */
const MARK = 'hawker.signed-in'

/** Who is signed in. */
export const useSession = defineStore('session', () => {
  const queryClient = useQueryClient()
  const user = ref<User | null>(null)
  const role = computed<Role | null>(() => user.value?.role ?? null)
  let restoring: Promise<void> | undefined

  /** Takes up the session of an earlier visit. A hall that is not reached is asked again the next time. */
  function restore(): Promise<void> {
    restoring ??= localStorage.getItem(MARK) === null ? Promise.resolve() : ask()
    return restoring
  }

  async function ask(): Promise<void> {
    try {
      user.value = (await authMe()).user
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) localStorage.removeItem(MARK)
      else restoring = undefined
    }
  }

  /** Somebody is signed in now: by a password, a registration or a link. */
  function signedIn(who: User): void {
    const isOther = user.value !== null && user.value.id !== who.id
    if (isOther) forget()
    user.value = who
    localStorage.setItem(MARK, '1')
    // The cart of a guest may have become the customer's, and all else was read as a guest.
    void queryClient.invalidateQueries()
  }

  async function login(credentials: Credentials): Promise<void> {
    signedIn((await authLogin({ body: credentials })).user)
  }

  async function register(registration: Registration): Promise<void> {
    signedIn((await authRegister({ body: registration })).user)
  }

  async function logout(): Promise<void> {
    try {
      await authLogout()
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error
    }
    forget()
  }

  /** Nobody is signed in any more: by their own wish, or because the session ended. Nothing of theirs stays. */
  function forget(): void {
    user.value = null
    restoring = Promise.resolve()
    localStorage.removeItem(MARK)
    heldWrites.drop()
    connection.close()
    queryClient.clear()
  }

  return { user, role, restore, login, register, logout, signedIn, forget }
})

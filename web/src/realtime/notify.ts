import { claimOnce } from './onceAcrossTabs'

/** Whether the browser shows notifications for this page; `unsupported` also on pages without https. */
export type NotifyPermission = NotificationPermission | 'unsupported'

/** How things stand. */
export function notificationPermission(): NotifyPermission {
  return 'Notification' in window ? Notification.permission : 'unsupported'
}

/** Asks the person; call it from a click. */
export async function askToNotify(): Promise<NotifyPermission> {
  if (!('Notification' in window)) return 'unsupported'
  return Notification.permission === 'default' ? Notification.requestPermission() : Notification.permission
}

/** What the system is to show. `key` names what happened: it is shown once, however many tabs hear of it. */
export interface Notice {
  key: string
  title: string
  body: string
  /** Where a click leads, within the app. */
  path: string
}

/** Shows a system notification if the page is hidden; a page that is seen tells of it itself. */
export async function notify(notice: Notice): Promise<boolean> {
  if (document.visibilityState === 'visible' || notificationPermission() !== 'granted') return false
  if (!(await claimOnce(`notice ${notice.key}`))) return false
  const options: NotificationOptions = {
    body: notice.body,
    tag: notice.key,
    icon: '/icons/icon-192.png',
    data: { path: notice.path },
  }
  // Phones know notifications only through the service worker.
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) await worker.showNotification(notice.title, options)
  else new Notification(notice.title, options).addEventListener('click', () => window.focus())
  return true
}

import type Echo from 'laravel-echo'
import type { Options } from 'pusher-js'
import { realtimeClientConfig, type ClientConfig } from '@/api'

/**
 * How soon a connection that fell silent is noticed: pusher-js asks after this time without a frame, and gives it up
 * when nothing comes back. Its own 120 s would let a screen call itself live for two minutes too long.
 */
const SILENCE = { activityTimeout: 15_000, pongTimeout: 5_000 }

/**
 * An Echo that speaks to the real-time server of this hall: hawker itself, hosted Pusher or any that is compatible;
 * which one, the hall tells at run time. Null where the hall announces nothing (drivers `log` and `null`).
 *
 * pusher-js and laravel-echo are loaded only here: whoever reads the menu does not need them.
 */
export async function openEcho(): Promise<Echo<'reverb' | 'pusher'> | null> {
  const [{ default: EchoClient }, { default: Pusher }, config] = await Promise.all([
    import('laravel-echo'),
    import('pusher-js'),
    realtimeClientConfig(),
  ])
  if (config.key == null) return null
  const client = new Pusher(config.key, pusherOptions(config))
  // Echo calls a server at its own address Reverb; both are the same to it, since the client is ready made.
  return config.host == null
    ? new EchoClient({ broadcaster: 'pusher', key: config.key, client })
    : new EchoClient({ broadcaster: 'reverb', key: config.key, client })
}

function pusherOptions(config: ClientConfig): Options {
  const address =
    config.host == null ? {} : { wsHost: config.host, wsPort: config.port ?? 80, wssPort: config.port ?? 443 }
  return {
    cluster: config.cluster ?? '',
    ...address,
    ...SILENCE,
    forceTLS: config.scheme === 'https',
    enabledTransports: ['ws', 'wss'],
    disableStats: true,
    // On the page's own origin, so the session's cookie goes along.
    channelAuthorization: { endpoint: config.auth_endpoint, transport: 'ajax' },
  }
}

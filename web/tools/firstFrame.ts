import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite'

/**
 * Puts into the page all that its first frame needs: the app's style, and the menu as `src/firstFrame.ts` draws it.
 * A phone paints it as soon as it has the page, while the app is still on its way. The policy of content names both
 * by their hash, which the crate's build script computes.
 */
export function firstFrame(): Plugin {
  return {
    name: 'hawker:first-frame',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle }) {
        return { html: withStyle(html, bundle ?? {}), tags: await drawn() }
      },
    },
  }
}

/** The page with the text of its style sheet in the place of the link to it. */
function withStyle(html: string, bundle: Rolldown.OutputBundle): string {
  return html.replace(/<link rel="stylesheet"[^>]* href="\/([^"]+)">/g, (link, name: string) => {
    const sheet = bundle[name]
    if (sheet?.type !== 'asset') throw new Error(`the built app has no ${link}`)
    if (isNamed(name, bundle)) throw new Error(`a piece of the app asks for ${name}, which is in the page`)
    delete bundle[name]
    return `<style>${sheet.source.toString().trim()}</style>`
  })
}

/** Whether a piece brings a style sheet along, which would then be loaded a second time. */
function isNamed(sheet: string, bundle: Rolldown.OutputBundle): boolean {
  return Object.values(bundle).some((file) => file.type === 'chunk' && file.code.includes(sheet))
}

/** The frames, out of reach for hands and screen readers: the app stands in their place a moment later. */
async function drawn(): Promise<HtmlTagDescriptor[]> {
  const frames = Object.entries(await draw())
  return frames.map(([lang, markup]) => ({
    tag: 'div',
    attrs: { class: 'first-frame', lang, inert: true, 'aria-hidden': 'true' },
    children: markup,
    injectTo: 'body',
  }))
}

/** The markup for each language, drawn by a program of its own: browsers' globals and open timers stay in there. */
async function draw(): Promise<Record<string, string>> {
  const program = fileURLToPath(new URL('draw-first-frame.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  return JSON.parse(stdout) as Record<string, string>
}

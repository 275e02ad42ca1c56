import type { Plugin } from 'vite'
import { menuPieces } from './menuPieces.ts'

/**
 * Names the pieces of the menu in the page's head. A phone would else hear of them only when it has loaded and run all
 * that comes before, one more journey over a slow network. They are small, and for whoever goes elsewhere they wait
 * behind everything else.
 */
export function firstPage(): Plugin {
  return {
    name: 'hawker:first-page',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const tags = [...menuPieces(bundle ?? {})]
          .filter((file) => !html.includes(file))
          .map((file) => ({
            tag: 'link',
            injectTo: 'head' as const,
            attrs: file.endsWith('.css')
              ? { rel: 'preload', as: 'style', crossorigin: true, href: `/${file}` }
              : { rel: 'modulepreload', crossorigin: true, href: `/${file}`, fetchpriority: 'low' },
          }))
        return { html: eachInItsTask(html), tags }
      },
    },
  }
}

/**
 * What the app's entry imports is run piece by piece as it comes, each in a task of its own, and not all of it at once
 * when the entry begins. The page is painted before: what it shows first is in it (firstFrame.ts).
 */
function eachInItsTask(html: string): string {
  return html
    .replaceAll('<link rel="modulepreload" crossorigin href=', '<script type="module" async crossorigin src=')
    .replaceAll(/(<script type="module" async [^>]*)>/g, '$1 fetchpriority="low"></script>')
    .replaceAll(
      '<script type="module" crossorigin src=',
      '<script type="module" fetchpriority="low" crossorigin src=',
    )
}

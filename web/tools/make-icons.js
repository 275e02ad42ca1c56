// Makes the PNG icons out of public/icons/logo.svg with rsvg-convert (Debian: librsvg2-bin). The results are kept in
// the repository, so that building the app needs no such program.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const icons = new URL('../public/icons/', import.meta.url)
const logo = readFileSync(new URL('logo.svg', icons), 'utf8')
// A maskable icon is cut to any shape: the ground goes to the edge and the drawing stays in the middle 80 %.
const maskable = logo
  .replace(/rx="\d+" /, '')
  .replace(/(<rect[^>]*>)([\s\S]*)(<\/svg>)/, '$1<g transform="translate(56 56) scale(.78)">$2</g>$3')

function draw(svg, pixels, name) {
  const file = fileURLToPath(new URL(name, icons))
  execFileSync('rsvg-convert', ['-w', String(pixels), '-h', String(pixels), '-o', file], { input: svg })
  console.log(name)
}

draw(logo, 192, 'icon-192.png')
draw(logo, 512, 'icon-512.png')
draw(maskable, 512, 'icon-maskable-512.png')

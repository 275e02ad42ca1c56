// Makes src/realtime/ring.wav: two bell-like tones, a fourth apart, that carry through a kitchen without hurting.
import { writeFileSync } from 'node:fs'

const RATE = 16_000
const SECONDS = 1.1
const TONES = [
  { at: 0, pitch: 880 },
  { at: 0.22, pitch: 1174.66 },
]
// Partials of a struck bar: the higher, the softer and the shorter.
const PARTIALS = [
  { times: 1, loud: 0.5, fade: 5 },
  { times: 2.76, loud: 0.16, fade: 9 },
  { times: 5.4, loud: 0.05, fade: 16 },
]

function toneAt(time, pitch) {
  if (time < 0) return 0
  const attack = Math.min(1, time / 0.004)
  return PARTIALS.reduce(
    (sum, { times, loud, fade }) =>
      sum + attack * loud * Math.exp(-fade * time) * Math.sin(2 * Math.PI * pitch * times * time),
    0,
  )
}

const samples = Math.floor(RATE * SECONDS)
const wav = Buffer.alloc(44 + samples * 2)
wav.write('RIFF', 0)
wav.writeUInt32LE(36 + samples * 2, 4)
wav.write('WAVEfmt ', 8)
wav.writeUInt32LE(16, 16)
wav.writeUInt16LE(1, 20) // PCM
wav.writeUInt16LE(1, 22) // mono
wav.writeUInt32LE(RATE, 24)
wav.writeUInt32LE(RATE * 2, 28)
wav.writeUInt16LE(2, 32)
wav.writeUInt16LE(16, 34)
wav.write('data', 36)
wav.writeUInt32LE(samples * 2, 40)
for (let at = 0; at < samples; at += 1) {
  const time = at / RATE
  const end = Math.min(1, (SECONDS - time) / 0.05)
  const sum = TONES.reduce((all, { at: start, pitch }) => all + toneAt(time - start, pitch), 0)
  wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sum * end * 0.8)) * 32_767), 44 + at * 2)
}
writeFileSync(new URL('../src/realtime/ring.wav', import.meta.url), wav)
console.log(`src/realtime/ring.wav: ${wav.length} bytes`)

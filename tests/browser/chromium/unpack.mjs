// node unpack.mjs FOLDER: what @sparticuz/chromium packs with Brotli, unpacked into FOLDER (tar files stay tar files).
import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'

const folder = process.argv[2]
const packed = join(import.meta.dirname, 'node_modules', '@sparticuz', 'chromium', 'bin')
mkdirSync(folder, { recursive: true })
for (const place of readdirSync(packed, { recursive: true })) {
  if (!place.endsWith('.br')) continue
  const name = place.split('/').pop().slice(0, -'.br'.length)
  await pipeline(createReadStream(join(packed, place)), createBrotliDecompress(), createWriteStream(join(folder, name)))
}

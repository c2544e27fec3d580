import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// Fixed names: the pages add a piece of the file's hash to the address themselves.
export default defineConfig({
  plugins: [vue()],
  base: '/static/island/dist/',
  build: {
    outDir: '../static/island/dist',
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: {
      input: 'src/main.ts',
      output: {
        entryFileNames: 'feedback.js',
        chunkFileNames: '[name].js',
        assetFileNames: 'feedback[extname]',
      },
    },
  },
})

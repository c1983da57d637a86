/** The secret in Better Auth's source code. Better Auth uses it when none is set. */
const published = 'better-auth-secret-12345678901234567890'

/** The weakness of that secret. It is refused in development, too. */
export const publishedSecret = 'is the one that Better Auth publishes in its source code'

/** Words that placeholders and passwords are made of, longest first. */
const words = [
  'placeholder', 'development', 'production', 'characters', 'changethis', 'password', 'changeme', 'minimum', 'default', 'example', 'replace',
  'welcome', 'letmein', 'iloveyou', 'monkey', 'dragon', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwerty', 'random', 'sample', 'secret', 'string', 'change', 'better',
  'please', 'passwd', 'admin', 'token', 'super', 'dummy', 'local', 'root', 'auth', 'test', 'demo', 'your', 'here', 'with', 'this', 'very', 'safe', 'long', 'key', 'app', 'my', 'me',
]

/** Runs of the alphabet and of digits, in both directions: `abcdef`, `987654`. */
const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789'].flatMap(run => [run, [...run].reverse().join('')])

/** Characters that must remain of a secret without its words and runs. */
const enough = 12

/**
 * Why a secret can be guessed, to complete the sentence "The secret ...". A random
 * secret of 32 characters passes.
 *
 * @returns undefined if it looks random
 */
export function weaknessOf(secret: string): string | undefined {
  if (secret === published) return publishedSecret
  if (new Set(secret).size < 10) return 'repeats a few characters'
  if (isRepetition(secret)) return 'repeats a short text'
  if (withoutRuns(words.reduce((rest, word) => rest.replaceAll(word, ''), secret.toLowerCase())).replaceAll(/[^\p{L}\p{N}]/gu, '').length < enough) return 'is made of common words'
}

/** Whether the whole text is one block, again and again. */
function isRepetition(text: string): boolean {
  return Array.from({ length: 16 }, (_, length) => text.slice(0, length + 1)).some(block => block.repeat(text.length).startsWith(text))
}

/** Removes runs of four or more characters. */
function withoutRuns(text: string): string {
  let rest = text
  for (let length = text.length; length >= 4; length--) {
    for (let start = 0; start + length <= rest.length; start++) {
      const part = rest.slice(start, start + length)
      if (runs.some(run => run.includes(part))) rest = rest.slice(0, start) + rest.slice(start + length)
    }
  }
  return rest
}

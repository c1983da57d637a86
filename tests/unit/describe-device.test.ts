import { expect, it } from 'vitest'
import { describeDevice } from '../../ui/site/describe-device'

it.each([
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15', 'Safari', 'macOS'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 'Safari', 'iPhone'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1', 'Chrome', 'iPhone'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0', 'Edge', 'Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', 'Firefox', 'Linux'],
  ['curl/8.7.1', 'curl', undefined],
  ['Mozilla/5.0 (something else)', undefined, undefined],
  [undefined, undefined, undefined],
])('names the device of %s', (userAgent, browser, system) => {
  expect(describeDevice(userAgent)).toEqual({ browser, system })
})

it.each(['Version/1 ', 'Version/1.', 'Version/1 Mobile/', 'Version/1 Mobile/a '])('takes no longer by the square for %j over and over', (part) => {
  const before = performance.now()
  describeDevice(`Mozilla/5.0 ${part.repeat(100_000)}`)
  expect(performance.now() - before).toBeLessThan(500)
})

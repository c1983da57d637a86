/** The routes of the account API and their methods. `*` is a platform. HEAD is handled as GET without a body. */
const routes: Readonly<Record<string, readonly string[]>> = {
  '/api/health': ['GET'],
  '/api/auth/accounts': ['GET'],
  '/api/auth/platforms': ['GET'],
  '/api/auth/sessions': ['GET', 'DELETE'],
  '/api/auth/sign-in-methods': ['GET'],
  '/api/auth/password': ['POST'],
  '/api/auth/*/accounts': ['GET', 'POST', 'DELETE'],
  '/api/auth/*/accounts/refresh': ['POST'],
}

const patterns = Object.entries(routes).map(([path, methods]) => ({ methods, path: new RegExp(`^${path.replace('*', '[^/]+')}/?$`) }))

/** Returns the methods of a route of the account API, or undefined for other paths. */
export function methodsOf(path: string): readonly string[] | undefined {
  return patterns.find(pattern => pattern.path.test(path))?.methods
}

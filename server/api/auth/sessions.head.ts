export { default } from './sessions.get'

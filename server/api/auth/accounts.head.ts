export { default } from './accounts.get'

export { default } from './health.get'

export { default } from './platforms.get'

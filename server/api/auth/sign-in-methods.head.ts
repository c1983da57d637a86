export { default } from './sign-in-methods.get'

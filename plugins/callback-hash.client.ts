/** Takes the `#_` off that Reddit's way back ends in, before the router looks for a place on the page by that name. */
export default defineNuxtPlugin({
  name: 'connect:callback-hash',
  // Ahead of the router.
  order: -30,
  setup() {
    if (location.hash === '#_') history.replaceState(history.state, '', location.pathname + location.search)
  },
})

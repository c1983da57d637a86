/** Removes the `#_` that Reddit appends to the callback URL, before the router scrolls to it. */
export default defineNuxtPlugin({
  name: 'connect:callback-hash',
  // Before the router.
  order: -30,
  setup() {
    if (location.hash === '#_') history.replaceState(history.state, '', location.pathname + location.search)
  },
})

/** Scroll the page so that an element stands below the header. */

/** Between the header and the element. */
const SPACE = 12
/** What the header takes in the mini-program; on H5 it is measured. */
const HEADER = 84

/** `within` is the id of what holds the component that the element is in; the mini-program needs it. */
export function scrollTo(id: string, within?: string): void {
  // #ifdef H5
  const element = document.getElementById(id)
  const header = document.querySelector('header')?.offsetHeight ?? 0
  if (element) window.scrollBy(0, element.getBoundingClientRect().top - header - SPACE)
  // #endif
  // #ifndef H5
  const selector = within ? `#${within} >>> #${id}` : `#${id}`
  uni.pageScrollTo({ selector, offsetTop: -HEADER - SPACE, duration: 0 })
  // #endif
}

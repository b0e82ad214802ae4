// Package reporttest has what the tests of all renderers share: reports to render, and files that say what must come out.
package reporttest

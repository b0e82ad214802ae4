// Package lenstest holds what the tests of lenses have in common: a sink that hands to a lens what a parser reads.
package lenstest

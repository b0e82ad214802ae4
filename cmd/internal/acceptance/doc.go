// Package acceptance holds the program as a whole against bundles: the ones in testdata that the README speaks of, with
// their reports, and generated ones in every form, whose causes are known.
package acceptance

// Bundlegen writes synthetic bundles for tests, demonstrations and benchmarks:
//
//	bundlegen --scenario start-denied --size 100MB --seed 7 -o case.zip --truth case.json
//
// The same arguments give the same bytes. The package hamari/cmd/internal/generate does the work.
package main

// Package stringblock makes many small strings with few allocations.
package stringblock

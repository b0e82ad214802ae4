// Package accesslogtest holds the formats that package accesslog makes to what all of them promise.
package accesslogtest

// Package burst makes of the read-only calls that AWS refused to a caller the stretches in which they crowd: somebody,
// or something, that looks around and may not. A page of the console asks for a dozen lists, an auditing tool for
// hundreds, and who holds stolen credentials tries what they are good for. Each of these is one thing that happened,
// not one per call.
//
// A burst ends where the caller is refused nothing for ten minutes. It says how many different operations were refused
// in it, how many of them within ten minutes, and how many of them the same caller had been allowed before: a program
// that loses its permissions is refused what it was used to, and does not look around.
package burst

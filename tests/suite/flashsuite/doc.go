// Package flashsuite has the comparison of bytes for the tests of flash chips and of the
// controllers before them.
//
//	flashsuite.Same(t, "the page", got, want)
package flashsuite

// Package sdfake has a model of an SD memory card for tests of what talks to one:
// [Card] answers commands and moves blocks, [Host] is a host controller that can
// do no more than that.
package sdfake

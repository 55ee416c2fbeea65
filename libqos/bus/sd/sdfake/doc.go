// Package sdfake has a model of an SD memory card for tests of card drivers:
// [Card] answers commands and moves blocks, [Host] is a minimal host controller.
package sdfake

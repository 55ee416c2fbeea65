// Package minimize makes reproducers shorter: fewer commands, fewer bytes that are not zero,
// fewer options of QEMU, with the same end of QEMU.
//
//	result, err := minimize.Run(ctx, trial.Config{…}, limits)
//
// It is delta debugging (A. Zeller, R. Hildebrandt, "Simplifying and Isolating Failure-Inducing
// Input", IEEE Transactions on Software Engineering 28 (2), 2002, section 3): it tries the
// reproducer without larger parts, then without smaller ones, until no single command can be
// left out. The same input gives the same result, as far as QEMU's end is the same each time.
package minimize

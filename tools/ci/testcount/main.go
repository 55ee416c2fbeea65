package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/qgraph/qgraph/tools/run/results/bep"
)

func main() {
	prefix := flag.String("ran", "", "fail unless a test with a label that begins with `PREFIX` passed")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *prefix, os.Stdout, os.Stderr); err != nil {
		os.Exit(1)
	}
}

// run counts the tests of the build events at path. It writes errors to stderr and, in any case, the
// numbers to stdout: first of the known ones and of those left out, if there are any.
func run(path, prefix string, stdout, stderr io.Writer) error {
	var tests outcomes
	file, err := os.Open(path)
	if err == nil {
		var build *bep.Build
		build, err = bep.Read(file)
		tests = build.Targets
		if n := known(build); n > 0 {
			fmt.Fprintf(stdout, "known deviations of QEMU: in %d of the passed tests\n", n)
		}
		if n := len(tests.labels(left, "")); n > 0 {
			fmt.Fprintf(stdout, "left out by a filter: %d tests\n", n)
		}
		err = errors.Join(err, file.Close())
	}
	if err = errors.Join(err, tests.check(prefix)); err != nil {
		fmt.Fprintf(stderr, "testcount: %v\n", err)
	}
	fmt.Fprintln(stdout, tests)
	return err
}

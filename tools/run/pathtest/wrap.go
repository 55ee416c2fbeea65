package pathtest

import (
	"errors"
	"log"
	"os"
	"os/exec"
	"path"
	"strings"

	"github.com/bazelbuild/rules_go/go/tools/bzltestutil"
)

// wrappedVariable is set for the process that runs the path: see [wrap].
const wrappedVariable = "QGRAPH_WRAPPED"

// casesOf returns the name of this test's cases in the file that Bazel reads
// them from: the target's, since the binary serves several paths. It is "" if
// this process does not write that file.
func casesOf() string {
	pkg, name, _ := strings.Cut(strings.TrimLeft(os.Getenv("TEST_TARGET"), "@/"), ":")
	if name == "" || os.Getenv("XML_OUTPUT_FILE") == "" || os.Getenv(PathVariable) == "" || os.Getenv(wrappedVariable) != "" {
		return ""
	}
	return path.Join(pkg, name)
}

// wrap runs the test in a process of its own, writes its cases for Bazel, and
// returns its exit code. It replaces the wrapper of rules_go's go_test, which
// knows only the binary's name; path_test.bzl turns that off.
func wrap(cases string) int {
	err := os.Setenv(wrappedVariable, "1")
	if err == nil {
		err = bzltestutil.Wrap(cases)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		log.Print(err)
		return bzltestutil.TestWrapperAbnormalExit
	}
	return 0
}

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

// casesOf returns what the cases of this test are called in the file that Bazel
// takes them from: the target, and not the binary, which serves several paths.
// It is "" where this process is not to write that file.
func casesOf() string {
	pkg, name, _ := strings.Cut(strings.TrimLeft(os.Getenv("TEST_TARGET"), "@/"), ":")
	if name == "" || os.Getenv("XML_OUTPUT_FILE") == "" || os.Getenv(PathVariable) == "" || os.Getenv(wrappedVariable) != "" {
		return ""
	}
	return path.Join(pkg, name)
}

// wrap runs the test in a process of its own, writes its cases for Bazel, and
// returns its exit code. It does what a go_test of rules_go does by itself, which
// knows the binary's name alone; path_test.bzl turns that off.
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

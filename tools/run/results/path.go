package results

import "strings"

// Parts are the parts of a path's name that reports sort by.
type Parts struct {
	Arch    string // as in qemu-system-ARCH
	Machine string // with its architecture: "arm/raspi2b"
	Suite   string // the tests of one subject: "sdhci-tests"
	Test    string // which of them: "registers"
}

// Split splits the name of a path. The first two elements are the machine; the
// test's name begins with an element that ends in "-tests". A path without such
// an element has the last one as its test.
func Split(path string) Parts {
	elements := strings.Split(path, "/")
	p := Parts{Arch: elements[0], Machine: elements[0], Test: elements[len(elements)-1]}
	if len(elements) < 2 {
		return p
	}
	p.Machine = strings.Join(elements[:2], "/")
	for i, e := range elements {
		if strings.HasSuffix(e, "-tests") {
			p.Suite, p.Test = e, strings.Join(elements[i+1:], "/")
			break
		}
	}
	return p
}

package paths

import "strings"

// Fold writes paths that differ in their last element alone as one, as a shell does:
// "m/a-tests/x" and "m/a-tests/y" as "m/a-tests/{x,y}". The order is that of the first of
// each.
func Fold(paths []string) []string {
	ends := map[string][]string{}
	var heads []string
	for _, p := range paths {
		i := strings.LastIndexByte(p, '/') + 1
		head, end := p[:i], p[i:]
		if strings.Contains(end, ",") {
			head, end = p, "" // a comma would end it
		}
		if ends[head] == nil {
			heads = append(heads, head)
		}
		ends[head] = append(ends[head], end)
	}
	for i, head := range heads {
		if all := ends[head]; len(all) > 1 {
			heads[i] += "{" + strings.Join(all, ",") + "}"
		} else {
			heads[i] += all[0]
		}
	}
	return heads
}

// Unfold is the opposite of [Fold]. The macro path_tests does the same.
func Unfold(folded []string) []string {
	var paths []string
	for _, f := range folded {
		head, ends, many := strings.Cut(strings.TrimSuffix(f, "}"), "{")
		if !many {
			paths = append(paths, f)
			continue
		}
		for end := range strings.SplitSeq(ends, ",") {
			paths = append(paths, head+end)
		}
	}
	return paths
}

// Folded returns the paths that run without a request, and the others, in the form of
// [Fold].
func (pkg *Package) Folded() (quick, slow map[string][]string) {
	quick, slow = map[string][]string{}, map[string][]string{}
	isSlow := setOf(pkg.Slow)
	for wants, all := range pkg.Paths {
		for _, p := range all {
			if isSlow[p] {
				slow[wants] = append(slow[wants], p)
			} else {
				quick[wants] = append(quick[wants], p)
			}
		}
	}
	for _, some := range []map[string][]string{quick, slow} {
		for wants, all := range some {
			some[wants] = Fold(all)
		}
	}
	return quick, slow
}

func setOf(paths []string) map[string]bool {
	set := map[string]bool{}
	for _, p := range paths {
		set[p] = true
	}
	return set
}

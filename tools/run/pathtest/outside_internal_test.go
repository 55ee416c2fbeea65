package pathtest

import "testing"

func TestOutside(t *testing.T) {
	for in, want := range map[string]string{
		"/home/me/.cache/bazel/x/sandbox/linux-sandbox/12/execroot/_main/external/qemu/qemu-system-arm": "/home/me/.cache/bazel/x/execroot/_main/external/qemu/qemu-system-arm",
		"file=/x/sandbox/processwrapper-sandbox/3/execroot/_main/a,format=raw":                          "file=/x/execroot/_main/a,format=raw",
		"/usr/bin/qemu-system-arm": "/usr/bin/qemu-system-arm",
		"-M":                       "-M",
	} {
		if got := outside(in); got != want {
			t.Errorf("outside(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestKept(t *testing.T) {
	for in, want := range map[string]string{
		"//tests/sdhci:arm/raspi2b/x":   "bazel-testlogs/tests/sdhci/arm/raspi2b/x/test.outputs",
		"@@//tests/sdhci:arm/raspi2b/x": "bazel-testlogs/tests/sdhci/arm/raspi2b/x/test.outputs",
		"":                              "", // go test
	} {
		if got := kept(in); got != want {
			t.Errorf("kept(%q) = %q, want %q", in, got, want)
		}
	}
}

package farm

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMoved(t *testing.T) {
	const metrics = "buildgrid.rpc.input_bytes.count:100|c\n" +
		"buildgrid.rpc.input_bytes.count:20|c\n" +
		"buildgrid.rpc.output_bytes.count:7.0|c\n" +
		"buildgrid.cas.blob_bytes.count:1000|c\n" +
		"buildgrid.rpc.input_bytes.count:"
	if in, out := moved([]byte(metrics)); in != 120 || out != 7 {
		t.Errorf("moved = %d, %d; want 120, 7", in, out)
	}
}

func TestReport(t *testing.T) {
	f := &Farm{Config: Config{Dir: t.TempDir()}, Members: []Process{{Name: "worker-1"}, {Name: "worker-2"}}}
	write := func(text string, path ...string) {
		name := filepath.Join(append([]string{f.Dir}, path...)...)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("… Runner exited with code 0\n… Runner exited with code 0\n… Runner exited with code 1\n", "logs", "worker-1.log")
	write("12345678", "cas", "ab", "blob")
	write("1234", "worker-1", "changes", "upper", "var", "lib", "farm", "store", "cas", "objects", "cd", "blob")
	write("x.rpc.output_bytes.count:5|c\n", "shared", "metrics")
	r, err := f.Report()
	if err != nil {
		t.Fatal(err)
	}
	const want = `server    has ended, keeps 0.0 kB, received 0.0 kB, sent 0.0 kB
worker-1  has ended, 2 actions, keeps 0.0 kB
worker-2  has ended, 0 actions, keeps 0.0 kB
`
	if r.String() != want {
		t.Errorf("report is\n%swant\n%s", r, want)
	}
	if r.Active() != 1 || r.Stored != 8 || r.Workers[0].Stored != 4 || r.Out != 5 {
		t.Errorf("report is %+v", r)
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0.0 kB", 1500: "1.5 kB", 2_340_000: "2.3 MB", 5_000_000_000: "5.0 GB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

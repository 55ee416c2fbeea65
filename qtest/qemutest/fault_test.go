//go:build qemu

package qemutest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"golang.org/x/sys/unix"
)

func TestStartErrors(t *testing.T) {
	tests := []struct {
		name string
		args []string
		kind qtest.StartKind
		want string // first line
	}{
		{"no such device", []string{"-machine", "none", "-device", "foo"}, qtest.Exited,
			"qtest: QEMU exited with status 1: -device foo: 'foo' is not a valid device model name"},
		{"no such option", []string{"-bogus"}, qtest.Exited,
			"qtest: QEMU exited with status 1: -bogus: invalid option"},
		{"no such backend", []string{"-machine", "pc", "-device", "e1000e,netdev=hs0"}, qtest.Exited,
			"qtest: QEMU exited with status 1: -device e1000e,netdev=hs0: Property 'e1000e.netdev' can't find value 'hs0'"},
		{"only tells its version", []string{"-version"}, qtest.Exited,
			"qtest: QEMU exited with status 0: QEMU emulator version "},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := qtest.Start(t.Context(), config(tc.args...))
			var failed *qtest.StartError
			if !errors.As(err, &failed) || failed.Kind != tc.kind {
				t.Fatalf("Start() = %v, want a StartError of kind %q", err, tc.kind)
			}
			if got := firstLine(err); !strings.HasPrefix(got, tc.want) {
				t.Errorf("first line mismatch (-want +got):\n%s", cmp.Diff(tc.want, got))
			}
		})
	}
}

// QEMU checks some requests with assertions; the error repeats its message.
func TestAbort(t *testing.T) {
	q := pc(t)
	err := q.SetIRQIn(t.Context(), "ioapic", "no such input", 0, 1)
	if err == nil || !strings.Contains(err.Error(), "is not one word") {
		t.Errorf("SetIRQIn() = %v, want that the name is refused", err)
	}
	err = errors.Join(q.SetIRQIn(t.Context(), "ioapic", "", 400, 1), q.Sync(t.Context()))
	const want = `qtest: QEMU was killed by signal SIGABRT while waiting for the reply to "set_irq_in ioapic unnamed-gpio-in 400 1": `
	if got := firstLine(err); !strings.HasPrefix(got, want) || !strings.Contains(got, "Assertion") {
		t.Errorf("Sync() = %s, want %s and an assertion", got, want)
	}
	var exit *qtest.ExitError
	if err := q.Stop(t.Context()); !errors.As(err, &exit) || exit.Signal != unix.SIGABRT {
		t.Errorf("Stop() = %v, want an ExitError about SIGABRT", err)
	}
}

// longStep keeps QEMU busy for hours: it runs each tick of the PC's timers on the way.
const longStep = 1<<63 - 1 - time.Hour

// busy makes QEMU hang in a command, and returns the outcome.
func busy(t *testing.T, q *qtest.QEMU) <-chan error {
	t.Helper()
	failed := make(chan error, 1)
	go func() {
		_, err := q.ClockStep(t.Context(), longStep)
		failed <- err
	}()
	return failed
}

func TestCrashDuringCommand(t *testing.T) {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil { // QEMU inherits it
		t.Fatal(err)
	}
	cfg := config("-machine", "pc")
	sent := make(chan struct{})
	cfg.Observer = &sentObserver{prefix: "clock_step", sent: sent}
	q := start(t, cfg)
	failed := busy(t, q)
	<-sent
	if err := unix.Kill(q.PID(), unix.SIGSEGV); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`qtest: QEMU was killed by signal SIGSEGV while waiting for the reply to "clock_step %d"`, int64(longStep))
	if got := firstLine(<-failed); got != want {
		t.Errorf("ClockStep() = %s, want %s", got, want)
	}
}

// sentObserver closes sent when a request with that prefix is sent.
type sentObserver struct {
	prefix string
	sent   chan struct{}
}

func (o *sentObserver) ProcessStarted(time.Time, int, []string) {}
func (o *sentObserver) ProcessExited(time.Time, int, string)    {}
func (o *sentObserver) QtestSent(_ context.Context, _ time.Time, line []byte) {
	if strings.HasPrefix(string(line), o.prefix) {
		close(o.sent)
	}
}
func (o *sentObserver) QtestReceived(time.Time, []byte) {}
func (o *sentObserver) QtestIRQ(time.Time, int, bool)   {}
func (o *sentObserver) QMPSent(time.Time, []byte)       {}
func (o *sentObserver) QMPReceived(time.Time, []byte)   {}
func (o *sentObserver) Output(time.Time, []byte)        {}

// A QEMU that hangs in a command neither answers nor obeys SIGTERM; Stop ends it all the same.
func TestHang(t *testing.T) {
	cfg := config("-machine", "pc")
	cfg.CommandTimeout = time.Second
	q := start(t, cfg)
	var timeout *qtest.TimeoutError
	if err := <-busy(t, q); !errors.As(err, &timeout) {
		t.Errorf("ClockStep() = %v, want a TimeoutError", err)
	}
	if _, err := q.Read(t.Context(), qtest.Width8, ram); !errors.As(err, &timeout) {
		t.Errorf("Read() = %v, want a TimeoutError", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var exit *qtest.ExitError
	if err := q.Stop(ctx); !errors.As(err, &exit) || exit.Signal != unix.SIGKILL {
		t.Errorf("Stop() = %v, want an ExitError about SIGKILL", err)
	}
	if _, err := q.Read(t.Context(), qtest.Width8, ram); !errors.Is(err, qtest.ErrStopped) {
		t.Errorf("Read() after Stop = %v, want ErrStopped", err)
	}
}

// A machine that powers itself off ends QEMU in an orderly way, without anybody having asked.
func TestPowerOff(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	const pmBase = 0x600
	// Power management of the 82371AB (PIIX4), function 3 of device 1: PMBA at 40h, PMREGMISC at 80h. Sleep type 0 with
	// SLP_EN in PMCNTRL, at offset 4, is soft off.
	for _, out := range []struct {
		width qtest.Width
		port  uint16
		value uint32
	}{
		{qtest.Width32, 0xcf8, 0x80000b40},
		{qtest.Width32, 0xcfc, pmBase | 1},
		{qtest.Width32, 0xcf8, 0x80000b80},
		{qtest.Width8, 0xcfc, 1},
		{qtest.Width16, pmBase + 4, 1 << 13},
	} {
		if err := q.Out(ctx, out.width, out.port, out.value); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Sync(ctx); err != nil && !errors.As(err, new(*qtest.ExitError)) {
		t.Fatal(err)
	}
	select {
	case <-q.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("QEMU runs 10 s after it was powered off")
	}
	if err := q.Err(); err != nil {
		t.Errorf("Err() = %v", err)
	}
	const want = `qtest: QEMU exited with status 0 while waiting for the reply to "readb 0x0"`
	if _, err := q.Read(ctx, qtest.Width8, 0); firstLine(err) != want {
		t.Errorf("Read() = %v, want %s", err, want)
	}
	stop(t, q)
}

// playParent starts a QEMU, prints its process number, and waits to be killed.
func playParent() int {
	q, err := qtest.Start(context.Background(), config("-machine", "pc"))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(q.PID())
	select {}
}

// No QEMU stays behind when its test is killed.
func TestDiesWithItsTest(t *testing.T) {
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentVariable+"=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	defer parent.Wait()
	defer parent.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("read QEMU's number: %v", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("the parent printed %q, want QEMU's number", line)
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	ended := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(ended, 10_000)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if n != 1 || err != nil {
			t.Errorf("QEMU, process %d, still runs: poll returned %d, %v", pid, n, err)
		}
		return
	}
}

package qtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// The test binary plays a QEMU when this variable names a behavior; "quiet" behaves correctly.
const fakeVariable = "QTEST_FAKE_QEMU"

func TestMain(m *testing.M) {
	if mode := os.Getenv(fakeVariable); mode != "" {
		os.Exit(fakeQEMU(mode))
	}
	os.Exit(m.Run())
}

// fakeConfig is a Config of a fake QEMU that behaves as mode says.
func fakeConfig(t testing.TB, mode string) qtest.Config {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return qtest.Config{
		Command: []string{self},
		Args:    []string{"-machine", "fake"},
		Env:     append(os.Environ(), fakeVariable+"="+mode),
	}
}

// Addresses at which a fake QEMU that serves does something.
const (
	crashAddr = 0xdead0000 // dies by SIGSEGV
	abortAddr = 0xdead1000 // says why and dies by SIGABRT
	hangAddr  = 0xdead2000 // never answers
	closeAddr = 0xdead3000 // closes the qtest channel and lives on
	exitAddr  = 0xdead4000 // exits with status 7, having said nothing
	sayAddr   = 0xdead5000 // prints a line
)

// fakeQEMU is the whole program; it returns the exit status.
func fakeQEMU(mode string) int {
	if slices.Contains(os.Args, "--version") {
		if mode == "not QEMU" {
			fmt.Println("fake (test utilities) 1.0")
		} else {
			fmt.Println("QEMU emulator version 0.1.2 (fake)")
		}
		return 0
	}
	switch mode {
	case "exit", "not QEMU":
		fmt.Fprintln(os.Stderr, "qemu-system-fake: warning: this is harmless")
		fmt.Fprintln(os.Stderr, "qemu-system-fake: -device foo: 'foo' is not a valid device model name")
		return 1
	case "no qtest": // the exact message of Debian 12
		fmt.Fprintln(os.Stderr, "qemu-system-x86_64: -accel qtest: invalid accelerator qtest")
		return 1
	case "crash":
		dieBy("SEGV", "")
	case "hang":
		select {}
	case "chatty":
		for i := range 100_000 {
			fmt.Println("line", i)
		}
		return 1
	case "parent":
		return fakeParent()
	}
	qtestConn, qmpConn := inherited(3), inherited(4)
	switch mode {
	case "garbage greeting":
		io.WriteString(qmpConn, "login: \n")
		select {}
	case "garbage on qtest":
		go io.WriteString(qtestConn, "login: \n")
		return fakeServe(nil, qmpConn, mode)
	case "qtest hangs":
		return fakeServe(nil, qmpConn, mode)
	case "closes QMP":
		qmpConn.Close()
		select {}
	case "closes qtest":
		qtestConn.Close()
		return fakeServe(nil, qmpConn, mode)
	}
	return fakeServe(qtestConn, qmpConn, mode)
}

// inherited is an inherited socket. The descriptor itself is closed, for only then does closing the socket end it.
func inherited(fd uintptr) net.Conn {
	f := os.NewFile(fd, "inherited")
	defer f.Close()
	conn, err := net.FileConn(f)
	if err != nil {
		fmt.Println("fake QEMU:", err)
		os.Exit(99)
	}
	return conn
}

// fakeServe serves both channels until QMP says quit or SIGTERM comes.
func fakeServe(qtestConn, qmpConn net.Conn, mode string) int {
	ended := make(chan int)
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	monitor := qtestfake.NewQMP()
	monitor.On("quit", func(json.RawMessage) (string, error) {
		switch mode {
		case "deaf":
			select {}
		case "quits badly":
			ended <- 3
		case "does not know quit":
			return "", fmt.Errorf("no")
		default:
			ended <- 0
		}
		return "{}", nil
	})
	monitor.On("system_reset", func(json.RawMessage) (string, error) {
		return "{}", monitor.Emit("RESET", `{"guest": false, "reason": "host-qmp-system-reset"}`)
	})
	monitor.On("crash", func(json.RawMessage) (string, error) {
		dieBy("SEGV", "")
		return "{}", nil
	})
	switch mode {
	case "leaves a child":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), fakeVariable+"=hang")
		child.Stdout, child.ExtraFiles = os.Stdout, []*os.File{os.Stdin}
		if err := child.Start(); err != nil {
			fmt.Println("fake QEMU:", err)
			return 99
		}
		fmt.Printf("child %d\n", child.Process.Pid)
	case "files":
		io.WriteString(os.NewFile(qtest.FirstFile, "file"), "written to the first file")
		io.WriteString(os.NewFile(qtest.FirstFile+1, "file"), "written to the second file")
	case "sockets":
		fmt.Println("sockets", strings.Join(openSockets(), " "))
	case "serve":
		dir, _ := os.Getwd()
		fmt.Printf("in %s with %s\n", dir, strings.Join(os.Args[1:], " "))
	}
	go monitor.Serve(qmpConn)
	if qtestConn != nil {
		go fakeMachine(qtestConn).Serve(qtestConn)
	}
	for {
		select {
		case status := <-ended:
			return status
		case <-terminated:
			if mode != "deaf" {
				fmt.Fprintln(os.Stderr, "qemu-system-fake: terminating on signal 15 from pid 1")
				return 0
			}
		}
	}
}

// fakeMachine is a machine with the addresses at which something happens.
func fakeMachine(conn net.Conn) *qtestfake.Memory {
	m := qtestfake.NewMemory()
	m.OnRead(crashAddr, func(qtest.Width) uint64 { dieBy("SEGV", ""); return 0 })
	m.OnRead(abortAddr, func(qtest.Width) uint64 {
		dieBy("ABRT", "qemu-system-fake: ../hw/fake.c:12: fake_read: Assertion `addr' failed.")
		return 0
	})
	m.OnRead(hangAddr, func(qtest.Width) uint64 { select {} })
	m.OnRead(closeAddr, func(qtest.Width) uint64 { conn.Close(); return 0 })
	m.OnRead(exitAddr, func(qtest.Width) uint64 { os.Exit(7); return 0 })
	m.OnRead(sayAddr, func(qtest.Width) uint64 { fmt.Fprintln(os.Stderr, "a line"); return 0 })
	return m
}

// dieBy ends the process by a signal that Go would catch, and hence with the help of a shell. It leaves no core.
func dieBy(signal, lastWords string) {
	script := fmt.Sprintf("ulimit -c 0; echo %q >&2; kill -%s $$", lastWords, signal)
	if lastWords == "" {
		script = fmt.Sprintf("ulimit -c 0; kill -%s $$", signal)
	}
	err := syscall.Exec("/bin/sh", []string{"sh", "-c", strings.ReplaceAll(script, "`", "\\`")}, os.Environ())
	fmt.Println("fake QEMU:", err)
	os.Exit(99)
}

// openSockets names the sockets that this process has open.
func openSockets() []string {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return []string{err.Error()}
	}
	var sockets []string
	for _, e := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.HasPrefix(target, "socket:") {
			sockets = append(sockets, target)
		}
	}
	return sockets
}

// fakeParent starts a fake QEMU, prints its process number, and waits to be killed.
func fakeParent() int {
	q, err := qtest.Start(context.Background(), qtest.Config{
		Command: []string{os.Args[0]},
		Env:     append(os.Environ(), fakeVariable+"=serve"),
	})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(q.PID())
	select {}
}

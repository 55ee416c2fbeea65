package transcript

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
)

// TestChannelEnd plays QEMU to the stand-in for the test's end of a channel.
func TestChannelEnd(t *testing.T) {
	for _, record := range []string{"frames", "bytes"} {
		t.Run(record, func(t *testing.T) {
			if _, err := exec.LookPath("python3"); err != nil {
				t.Skip("there is no python3")
			}
			t.Chdir(t.TempDir()) // the name of a socket is short
			for name, text := range map[string]string{"channel.py": channelEnd, "record": record + "\n"} {
				if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), "python3", "channel.py", "end", "record")
			cmd.Stderr = os.Stderr
			to, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			from, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { to.Close(); _ = cmd.Wait() }()
			answers := bufio.NewScanner(from)
			next := func() string { answers.Scan(); return answers.Text() }
			if got := next(); got != "listens" {
				t.Fatalf("first line %q, want listens", got)
			}
			qemu := far(t, record)
			defer qemu.Close()
			obey := func(deed, want string) {
				t.Helper()
				fmt.Fprintln(to, deed)
				if got := next(); got != want {
					t.Errorf("%s: answer %q, want %q", deed, got, want)
				}
			}
			write := func(b string) {
				t.Helper()
				if _, err := qemu.Write([]byte(b)); err != nil {
					t.Fatal(err)
				}
			}
			obey("sends 414243", "ok")
			b := make([]byte, 10)
			if n, err := qemu.Read(b); err != nil || string(b[:n]) != "ABC" {
				t.Errorf("QEMU reads %q, %v, want ABC", b[:n], err)
			}
			if record == "frames" {
				write("addresses...\x80\x35" + "an announcement")
			}
			write("AB")
			obey("receives 4142", "ok")
			write("AX")
			obey("receives 4142", "receives 4158")
		})
	}
}

// far returns QEMU's end.
func far(t *testing.T, record string) net.Conn {
	t.Helper()
	network, local := "unix", (*net.UnixAddr)(nil)
	if record == "frames" {
		network, local = "unixgram", &net.UnixAddr{Name: "end" + socketOfQEMU, Net: "unixgram"}
	}
	c, err := net.DialUnix(network, local, &net.UnixAddr{Name: "end", Net: network})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

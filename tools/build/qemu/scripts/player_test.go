package scripts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMain plays a QEMU program or a dynamic loader, if the test's binary was
// started under the name of one.
func TestMain(m *testing.M) {
	name := filepath.Base(os.Args[0])
	switch {
	case strings.HasPrefix(name, "ld-"):
		playLoader(os.Args[1:])
	case strings.HasPrefix(name, "qemu-"):
		playQEMU(os.Args[1:])
	default:
		os.Exit(m.Run())
	}
}

// playQEMU reads the secret that it is given. It knows -L help, and QMP, where
// it answers each command that has an id with its name.
func playQEMU(args []string) {
	var folders []string
	for i, arg := range args {
		if _, file, ok := strings.Cut(arg, "file="); ok {
			if _, err := os.ReadFile(file); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		if arg == "-L" && args[i+1] != "help" {
			folders = append(folders, args[i+1])
		}
	}
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	if slices.Contains(args, "help") {
		folders = append(folders, filepath.Join(filepath.Dir(exe), "qemu-bundle/usr/local/share/qemu"))
		fmt.Println(strings.Join(folders, "\n"))
		return
	}
	for lines := bufio.NewScanner(os.Stdin); slices.Contains(args, "-qmp") && lines.Scan(); {
		var command struct{ Execute, ID string }
		if err := json.Unmarshal(lines.Bytes(), &command); err != nil {
			panic(err)
		}
		if command.Execute == "quit" {
			return
		}
		fmt.Printf("{\"return\": %q, \"id\": %q}\n", command.Execute, command.ID)
	}
}

// playLoader lists the files *.so of the library path, and those that the file
// missing there names, or plays the program.
func playLoader(args []string) {
	if args[0] == "--inhibit-cache" {
		args = args[1:]
	}
	if args[0] != "--library-path" {
		panic("no library path")
	}
	path, args := args[1], args[2:]
	if args[0] != "--list" {
		playQEMU(args[1:])
		return
	}
	libraries, err := filepath.Glob(path + "/*.so")
	if err != nil {
		panic(err)
	}
	for _, library := range libraries {
		fmt.Printf("\t%s => %s (0x00007f0000000000)\n", filepath.Base(library), library)
	}
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	fmt.Printf("\t/lib64/%s => %s (0x00007f0000000000)\n", filepath.Base(exe), exe)
	missing, _ := os.ReadFile(path + "/missing") // if there is one
	fmt.Print(string(missing))
}

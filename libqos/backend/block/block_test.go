package block_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
)

// disk represents everything on the path: a machine, and a drive on it.
type disk struct{}

func TestCommandLine(t *testing.T) {
	for _, tc := range []struct {
		name string
		opts []graph.TestOption
		want []string
		file int64
	}{
		{"default", nil, []string{"-M", "board", "-blockdev", "driver=null-co,node-name=drive0,size=1048576,read-zeroes=on", "-device", "disk,id=disk,drive=drive0"}, 0},
		{
			"file", []graph.TestOption{graph.Provide(block.Drive, block.File(4096))},
			[]string{"-M", "board", "-blockdev", "driver=raw,node-name=drive0,file.driver=file,file.filename=drive0.img", "-device", "disk,id=disk,drive=drive0"}, 4096,
		},
		{
			"failing", []graph.TestOption{graph.Provide(block.Drive, block.Failing(4096, block.Fault{Operation: block.Read, Sector: 7}, block.Fault{Operation: block.Flush}))},
			[]string{
				"-M", "board", "-blockdev", "driver=blkdebug,node-name=drive0,image.driver=file,image.filename=drive0.img," +
					"inject-error.0.event=none,inject-error.0.once=on,inject-error.0.iotype=read,inject-error.0.sector=7," +
					"inject-error.1.event=none,inject-error.1.once=on,inject-error.1.iotype=flush",
				"-device", "disk,id=disk,drive=drive0",
			}, 4096,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			board, drive := graph.NewMachine[disk]("arch/board"), graph.NewDriver[disk]("disk")
			graph.AddMachine(g, board, func(context.Context, *run.Env) (disk, error) { return disk{}, nil })
			graph.Consumes(g, drive, board, func(context.Context, disk) (disk, error) { return disk{}, nil }, graph.Needs(block.Drive))
			graph.Test(g, "disk-tests/nop", drive, func(*run.T, disk) {}, tc.opts...)
			path, err := g.Lookup("arch/board/disk/disk-tests/nop")
			if err != nil {
				t.Fatal(err)
			}
			cmd, err := path.CommandLine()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, cmd.Args()); diff != "" {
				t.Errorf("command line mismatch (-want +got):\n%s", diff)
			}
			backend, ok := cmd.Backend(block.Drive)
			if !ok || backend.Backend.File != tc.file {
				t.Errorf("the drive's backend is %v, %t, want a file of %d bytes", backend, ok, tc.file)
			}
		})
	}
}
